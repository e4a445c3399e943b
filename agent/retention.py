"""What was kept long enough is counted by the hour where it is counted, and then taken away.

A row goes before its file: a kill between the two leaves a file that no row names, which the sweep finds, and
never a row whose file is gone.
"""

import asyncio
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout
from loguru import logger

from agent.model.clock import Clock
from agent.model.errors import StoreError
from agent.settings import KeepingSettings
from agent.store import Store, Unit

MOST = 200
"""Rows of a kind that one transaction takes away: some milliseconds, in which nobody else can write."""

SETTLED = timedelta(hours=1)
"""An hour is counted once so long is past: a visit that began in it has ended."""

_BREATH = 0.05  # seconds between two transactions: whoever waits to write goes first
_FRESH = timedelta(days=1).total_seconds()  # a file is written before its row: only one so old is an orphan

_EVER = datetime.min.replace(tzinfo=UTC)

OURS = re.compile(r"\.?[0-9a-f]{16}\.[a-z]+\.sealed")
"""The name of an evidence file, or how that of one begins that was not written to its end."""

Part = Callable[[], bool]
"""One transaction's work; says whether there may be more of its kind."""


def keeping_lock(evidence: Path) -> FileLock:
    """Held by whoever takes away, or copies, what the store and its evidence folder hold."""
    return FileLock(evidence.parent / "keeping.lock", timeout=0, mode=0o600)


@dataclass(frozen=True)
class Retention:
    """`evidence` is the folder of the evidence files."""

    store: Store
    settings: KeepingSettings
    evidence: Path
    clock: Clock

    async def run(self) -> None:
        """All that is due, in small parts. While a backup is made it waits for the next round."""
        lock = keeping_lock(self.evidence)
        for part in await asyncio.to_thread(lambda: tuple(self.parts(self.clock()))):
            try:
                more = True
                while more:
                    more = await asyncio.to_thread(self._locked, lock, part)
                    await asyncio.sleep(_BREATH)
            except Timeout:
                logger.info("nothing is taken away while a backup is made")
                return

    def _locked(self, lock: FileLock, part: Part) -> bool:
        with lock:
            return part()

    def parts(self, now: datetime) -> Iterator[Part]:
        """In order: what is counted is counted before it goes, and what belongs to a look goes before it."""
        kept = self.settings
        spared = self.store.looks_to_spare(now - kept.slots if kept.slots else _EVER)
        yield lambda: self._roll_up(now - SETTLED)
        if kept.timings:
            yield self._hours(Store.hours_to_drop, now - kept.timings, lambda u, h: u.drop_hour(h, spared))
        if kept.evidence:
            yield self._pieces(now - kept.evidence, spared)
        if kept.facts:
            yield self._dropping(Unit.drop_facts, now - kept.facts, spared)
        if kept.alerts:
            yield self._dropping(Unit.drop_alerts, now - kept.alerts)
            yield self._dropping(Unit.drop_trials, now - kept.alerts)
        if kept.incidents:
            yield self._dropping(Unit.drop_incidents, now - kept.incidents)
            yield self._dropping(Unit.drop_silences, now - kept.incidents)
        if kept.slots:
            yield self._hours(Store.slot_hours_to_drop, now - kept.slots, Unit.drop_slots)
        if kept.looks:
            yield self._dropping(Unit.drop_looks, now - kept.looks, spared)
        if kept.rollups:
            yield self._dropping(Unit.drop_rollups, now - kept.rollups)
        if kept.audit:
            yield self._dropping(Unit.drop_audit, now - kept.audit)
        yield self._sweep

    def _roll_up(self, until: datetime) -> bool:
        hour = self.store.hour_to_roll(until)
        if hour is None:
            return False
        with self.store.writing() as unit:
            unit.roll_up(hour)
        return True

    def _hours(
        self,
        find: Callable[[Store, datetime, int], tuple[datetime, ...]],
        before: datetime,
        drop: Callable[[Unit, datetime], None],
    ) -> Part:
        """One hour at a time."""

        def part() -> bool:
            hours = find(self.store, before, 1)
            for hour in hours:
                with self.store.writing() as unit:
                    drop(unit, hour)
            return bool(hours)

        return part

    def _pieces(self, before: datetime, spared: frozenset[str]) -> Part:
        def drop() -> bool:
            with self.store.writing() as unit:
                files = unit.drop_evidence(before, spared, MOST)
            for name in files:
                _remove(self.evidence / name)
            return bool(files)

        return drop

    def _dropping(self, drop: Callable[..., int], before: datetime, *spared: frozenset[str]) -> Part:
        def part() -> bool:
            with self.store.writing() as unit:
                return drop(unit, before, *spared, MOST) == MOST

        return part

    def _sweep(self) -> bool:
        """Files that no row names, left by a process that died between the two."""
        for names in _lists_of(_old_files(self.evidence), MOST):
            for name in self.store.files_without_record(names):
                logger.bind(file=name).warning("an evidence file that no record names is removed")
                _remove(self.evidence / name)
        return False


def _old_files(folder: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if (
                    OURS.match(entry.name)
                    and entry.is_file()
                    and time.time() - entry.stat().st_mtime > _FRESH
                ):
                    yield entry.name


def _lists_of(names: Iterator[str], most: int) -> Iterator[list[str]]:
    while part := list(islice(names, most)):
        yield part


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"an evidence file cannot be removed: {error.strerror}", str(file), "correct its owner or mode"
        ) from error
