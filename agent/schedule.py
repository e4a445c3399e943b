"""APScheduler in front of slots: every due time ends in exactly one recorded outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from loguru import logger

from agent.due import Grid
from agent.metrics import Metrics
from agent.model.clock import Clock
from agent.model.errors import EnrollwatchError
from agent.model.slot import Slot, SlotOutcome
from agent.model.window import Window
from agent.store import Store, Unit
from agent.windows import covering, spans

if TYPE_CHECKING:
    from loguru import Logger

_SHORTEST_GRACE = timedelta(seconds=1)
_LONGEST_GRACE = timedelta(seconds=60)
_PULSE = 20.0  # seconds after which a clock that stepped back is noticed


async def nothing() -> None:
    """What is done in the place of a look that needs no replacement."""


@dataclass(frozen=True)
class Watch:
    """What to do at each due time of a grid. `look` returns the id of the look it stored.

    A slot starts once it has its `place`: what waits longer for one than the grace is late. What is due in
    one of `windows`, asked for at each due time and off the loop, is skipped, and `instead` is done.
    """

    grid: Grid
    look: Callable[[], Awaitable[str]]
    place: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    windows: Callable[[], Sequence[Window]] = tuple
    instead: Callable[[], Awaitable[None]] = nothing


def grace(interval: timedelta) -> timedelta:
    """How long after its due time a slot may start and still be on time: a tenth of its interval."""
    return min(max(interval / 10, _SHORTEST_GRACE), _LONGEST_GRACE)


class Schedule:
    """Runs watches until stopped. Lives on the machine's clock."""

    def __init__(
        self,
        watches: Sequence[Watch],
        store: Store,
        metrics: Metrics,
        clock: Clock,
        pulse: float = _PULSE,
    ) -> None:
        self._watches = {_key(watch.grid): watch for watch in watches}
        self._store = store
        self._metrics = metrics
        self._clock = clock
        self._pulse = pulse
        self._timekeeper: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_listener(self._could_not_start, EVENT_JOB_MAX_INSTANCES)

    async def start(self) -> None:
        """Account for the time this agent was not alive, then go on."""
        await asyncio.to_thread(self._account_for_absence, self._clock())
        for key, watch in self._watches.items():
            self._scheduler.add_job(
                self._slot,
                _GridTrigger(watch.grid),
                args=[watch],
                id=key,
                misfire_grace_time=None,  # a late look is better than none; its slot says late
                coalesce=True,  # the due times it passes over are recorded as missed
                max_instances=1,
            )
        self._scheduler.start()
        self._timekeeper = asyncio.create_task(self._keep_time(), name="timekeeper")

    async def stop(self, patience: float) -> None:
        """Start nothing more; give what runs `patience` seconds, then end it."""
        if self._timekeeper:
            self._timekeeper.cancel()
        self._scheduler.pause()
        if self._running:
            _, unfinished = await asyncio.wait(self._running, timeout=patience)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        self._scheduler.shutdown(wait=False)  # last: it cancels what is under way at once

    async def _keep_time(self) -> None:
        """After the clock stepped back, what was due next would be waited for as long as the step was."""
        while True:
            await asyncio.sleep(self._pulse)
            now = self._clock()
            for key, watch in self._watches.items():
                job, due = self._scheduler.get_job(key), watch.grid.after(now)
                if job and job.next_run_time - due > watch.grid.interval + watch.grid.jitter:
                    _log(watch.grid).warning("the clock stepped back: due next at {:%Y-%m-%d %H:%M} UTC", due)
                    job.modify(next_run_time=due)

    async def _slot(self, watch: Watch) -> None:
        task = asyncio.ensure_future(self._fill(watch))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task})

    async def _fill(self, watch: Watch) -> None:
        """The outermost edge of a slot: whatever breaks in it, the next one is served."""
        try:
            async with watch.place:
                await self._look(watch)
        except EnrollwatchError as error:
            _log(watch.grid).error("slot failed: {}", error)
        except Exception as error:
            _log(watch.grid).opt(exception=error).error("slot failed in a way nobody foresaw")

    async def _look(self, watch: Watch) -> None:
        now = self._clock()
        windows = await asyncio.to_thread(watch.windows)
        slot = _due(watch.grid, windows, now)
        try:
            await asyncio.to_thread(self._begin, watch.grid, slot, windows)
            if slot.outcome is SlotOutcome.SKIPPED:
                await watch.instead()
                return
            look = await watch.look()
            is_late = now - slot.due > grace(watch.grid.interval)
            outcome = SlotOutcome.LATE if is_late else SlotOutcome.DONE
            await self._end(slot.model_copy(update={"outcome": outcome, "look": look}))
        except asyncio.CancelledError:
            if slot.outcome is SlotOutcome.RUNNING:
                await self._end(slot.model_copy(update={"outcome": SlotOutcome.LOST}))
            raise

    def _begin(self, grid: Grid, slot: Slot, windows: Sequence[Window]) -> None:
        """Also ends what the slot before left running when it failed: of one grid, one runs at a time."""
        with self._store.writing() as unit:
            for left in unit.running_slots():
                if (left.kind, left.subject) == (grid.kind, grid.subject):
                    self._record(unit, left.model_copy(update={"outcome": SlotOutcome.LOST}))
            self._settle(unit, grid, slot.due, SlotOutcome.MISSED, windows)
            unit.save_slot(slot)
        if slot.outcome is SlotOutcome.SKIPPED:
            self._metrics.observe_slot(slot)

    async def _end(self, slot: Slot) -> None:
        ended = slot.model_copy(update={"ended": self._clock()})
        await asyncio.to_thread(self._save, ended)

    def _save(self, slot: Slot) -> None:
        with self._store.writing() as unit:
            unit.save_slot(slot)
        self._metrics.observe_slot(slot)

    def _account_for_absence(self, now: datetime) -> None:
        plans = [(watch.grid, watch.windows()) for watch in self._watches.values()]
        with self._store.writing() as unit:
            for slot in unit.running_slots():
                self._record(unit, slot.model_copy(update={"outcome": SlotOutcome.LOST}))
            for grid, windows in plans:
                self._settle(unit, grid, now, SlotOutcome.LOST, windows)

    def _settle(
        self, unit: Unit, grid: Grid, until: datetime, outcome: SlotOutcome, windows: Sequence[Window]
    ) -> None:
        """Record every due time that passed since the last recorded one; none before the first.

        Those in a window are skipped: nobody would have looked.
        """
        last = unit.last_slot(grid.kind, grid.subject)
        if last is None:
            return
        closed = [each for window in windows for each in spans(window, last.due, until)]
        passed = [
            Slot(
                kind=grid.kind,
                subject=grid.subject,
                due=due,
                outcome=SlotOutcome.SKIPPED if any(each.holds(due) for each in closed) else outcome,
            )
            for due in grid.between(last.due, until)
        ]
        unit.add_slots(passed)
        for slot in passed:
            self._metrics.observe_slot(slot)

    def _record(self, unit: Unit, slot: Slot) -> None:
        unit.save_slot(slot)
        self._metrics.observe_slot(slot)

    def _could_not_start(self, event: JobSubmissionEvent) -> None:
        """Said at once; the slot is recorded as missed when the next one starts."""
        logger.bind(job=event.job_id).warning("a due time was missed: the one before it is still running")


def _due(grid: Grid, windows: Sequence[Window], now: datetime) -> Slot:
    """The slot that begins; where it was due in a window, it has ended already."""
    due = grid.newest(now)
    slot = Slot(kind=grid.kind, subject=grid.subject, due=due, outcome=SlotOutcome.RUNNING, started=now)
    window = covering(windows, due)
    if window is None:
        return slot
    _log(grid).info("skipped: in the maintenance window {}: {}", window.name, window.why)
    return slot.model_copy(update={"outcome": SlotOutcome.SKIPPED, "started": None})


class _GridTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 ships no types
    def __init__(self, grid: Grid) -> None:
        self._grid = grid

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return self._grid.after(previous_fire_time or now)


def _log(grid: Grid) -> "Logger":
    return logger.bind(kind=grid.kind, subject=grid.subject)


def _key(grid: Grid) -> str:
    return f"{grid.kind}/{grid.subject}"
