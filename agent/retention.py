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

PROVED = timedelta(days=1)
"""So long must a clock have shown its time before anything is taken away by it."""

_AWAY = timedelta(days=1)  # an agent that does not run at night, or was stopped for some hours, is no news
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


def is_believed(now: datetime, seen: datetime | None, every: timedelta) -> bool:
    """Whether the clock has shown its time for a day: something was looked at about a day ago by it.

    `seen` is when the newest look began that is so old or older, `every` how often one is due. If that is
    long past, the agent was away or the clock runs ahead, and only a day of looks tells which: a restart
    proves nothing, nor do due times, for a start puts all that passed on record by whatever clock it has.
    Where nothing is a day old, nothing is in danger.
    """
    return seen is None or seen >= now - PROVED - _AWAY - every


@dataclass
class Retention:
    """`evidence` is the folder of the evidence files, `every` how often a look is due."""

    store: Store
    settings: KeepingSettings
    evidence: Path
    clock: Clock
    every: timedelta
    doubted: bool = False

    async def run(self) -> None:
        """All that is due, in small parts. It waits for the next round while a backup is made, and while the
        clock may run ahead."""
        lock, now = keeping_lock(self.evidence), self.clock()
        if not await asyncio.to_thread(self._believes, now):
            return
        for part in await asyncio.to_thread(lambda: tuple(self.parts(now))):
            try:
                more = True
                while more:
                    more = await asyncio.to_thread(self._locked, lock, part)
                    await asyncio.sleep(_BREATH)
            except Timeout:
                logger.info("nothing is taken away while a backup is made")
                return

    def _believes(self, now: datetime) -> bool:
        looked = self.store.looks(limit=1, before=now - PROVED)
        seen = looked[0].started if looked else None
        believed = is_believed(now, seen, self.every)
        if not believed and not self.doubted:
            logger.warning(
                "nothing is taken away: it is {:%Y-%m-%d %H:%M} UTC by the clock, and until a day before it "
                "nothing was looked at since {:%Y-%m-%d %H:%M} UTC; if the clock runs ahead, set it; "
                "if the agent was away, keeping goes on by itself after a day",
                now,
                seen,
            )
        self.doubted = not believed
        return believed

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
