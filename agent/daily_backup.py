"""A backup a day while the agent runs, read back and counted; one that is old is told."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from loguru import logger

from agent.backup import Verified, create, newest, path_for, prune
from agent.evidence import Keys
from agent.metrics import Metrics
from agent.model.clock import Clock
from agent.model.errors import EnrollwatchError, StoreError
from agent.model.finding import Ruling
from agent.model.incident import Change
from agent.model.window import Window
from agent.recorder import Recorder
from agent.rules import BACKUP_RULE, judge_backup
from agent.rules.backup_old import SUBJECT
from agent.settings import BackupSettings
from agent.windows import last_begin

AGAIN = timedelta(hours=1)
"""After a try that failed: a full disk is not written to each minute."""

_LONGEST_PERIOD = timedelta(days=2)  # there is one each day
T = TypeVar("T")


def is_due(made: datetime | None, plan: Window, now: datetime) -> bool:
    """Whether the last time planned has passed since the newest backup; without one it is due at once."""
    if made is None:
        return True
    planned = last_begin(plan, now, _LONGEST_PERIOD)
    return planned is not None and made < planned


@dataclass
class DailyBackup:
    """`evidence` is the folder of the evidence files, `since` when there first was something to back up.

    `made` is when the newest backup was, as far as the folder could be read; `problem` why the last try, or
    the last look into the folder, failed.
    """

    settings: BackupSettings
    plan: Window
    recorder: Recorder
    evidence: Path
    keys: Keys
    metrics: Metrics
    clock: Clock
    since: datetime
    made: datetime | None = None
    tried: datetime | None = None
    problem: EnrollwatchError | None = None

    async def run_due(self) -> tuple[Change, ...]:
        """Make one if it is due, and judge how old the newest is. Returns what it did to incidents."""
        if self.settings.daily and await asyncio.to_thread(self._is_due, self.clock()):
            await self._make(self.clock())
        return await asyncio.to_thread(self.judge, self.clock())

    def judge(self, now: datetime) -> tuple[Change, ...]:
        """What is found of the newest backup; where none are wanted, none is missed."""
        ruling = Ruling(well=(SUBJECT,))
        if self.settings.daily:
            self._look_into_folder(now)
            start = self.made or self.since
            self.metrics.backup_age_seconds.set_function(lambda: (self.clock() - start).total_seconds())
            ruling = judge_backup(self.made, self.since, self.problem, self.recorder.policy, now)
        return self.recorder.enter([(BACKUP_RULE, ruling)], now)

    def _is_due(self, now: datetime) -> bool:
        if self.tried is not None and self.tried <= now < self.tried + AGAIN:
            return False
        return self._look_into_folder(now) and is_due(self.made, self.plan, now)

    def _look_into_folder(self, now: datetime) -> bool:
        """Whether it could be read. Where not, what was last seen in it is what is known, and none is made:
        those that are too many could not be taken away."""
        try:
            found = newest(self.settings.to, now)
        except StoreError as error:
            if str(error) != str(self.problem):
                logger.error("no backup can be made: {}", error)
            self.problem = error
            return False
        self.made = found.made if found else None
        return True

    async def _make(self, now: datetime) -> None:
        path = path_for(self.settings.to, now)
        try:
            made = await _apart(lambda: create(self.recorder.store, self.evidence, self.keys, path, now))
            await asyncio.to_thread(prune, self.settings.to, self.settings.keep, now)
        except EnrollwatchError as error:
            self.tried, self.problem = now, error
            logger.error("the backup failed: {}", error)
        else:
            self.tried, self.problem = None, None
            _log(path, made)


def _log(path: Path, made: Verified) -> None:
    bound = logger.bind(file=str(path), rows=sum(made.manifest.rows.values()), files=made.evidence.files)
    bound.info("backup made and read back")
    if made.evidence.missing:
        bound.bind(missing=len(made.evidence.missing)).warning("evidence files were missing already")


async def _apart(work: Callable[[], T]) -> T:
    """In a thread that nobody waits for when the agent is stopped: what is left of it then is never named."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[T] = loop.create_future()

    def tell(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the agent has ended
            loop.call_soon_threadsafe(lambda: None if ended.done() else act())

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # handed on whole to whoever waits
            failure = error
            tell(lambda: ended.set_exception(failure))
        else:
            tell(lambda: ended.set_result(result))

    threading.Thread(target=run, name="backup", daemon=True).start()
    return await ended
