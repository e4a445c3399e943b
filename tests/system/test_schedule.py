"""The schedule on a real store and the machine's clock, with looks that the test holds and lets go."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from loguru import logger
from sqlalchemy import event

from agent.due import Grid
from agent.metrics import Metrics
from agent.model.clock import machine_clock
from agent.model.errors import StoreError
from agent.model.look import Look, LookKind
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Verdict
from agent.model.window import Once, Window
from agent.schedule import Schedule, Watch, grace
from agent.store import Store
from tests.system.waiting import eventually

GRID = Grid(LookKind.PROBE, "portal", timedelta(seconds=1))
LONG = 30.0  # seconds that nothing here takes


@dataclass
class Held:
    """Looks that start, say so, and end when `go` is set; `troubles` are raised first, one a look."""

    store: Store
    go: asyncio.Event = field(default_factory=asyncio.Event)
    started: int = 0
    troubles: list[Exception] = field(default_factory=list)

    async def look(self) -> str:
        self.started += 1
        if self.troubles:
            raise self.troubles.pop(0)
        await self.go.wait()
        now = machine_clock()
        look = Look(id=secrets.token_hex(8), kind=LookKind.PROBE, started=now, ended=now, verdict=Verdict.OK)
        with self.store.writing() as unit:
            unit.add_look(look)
        return look.id


def closed(start: datetime, end: datetime) -> Window:
    once = Once(start=start, end=end)
    return Window(name="patch night", why="patches", time_zone="UTC", once=once)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/store.db") as opened:
        yield opened


@pytest.fixture
def held(store: Store) -> Held:
    return Held(store)


@asynccontextmanager
async def running(store: Store, *watches: Watch) -> AsyncIterator[Schedule]:
    schedule = Schedule(watches, store, Metrics(), machine_clock)
    await schedule.start()
    try:
        yield schedule
    finally:
        await schedule.stop(0.0)


async def until(true: Callable[[], object], within: float = LONG) -> None:
    """Waits off the loop, where the schedule lives."""
    await asyncio.to_thread(eventually, true, within)


def outcomes(store: Store) -> list[SlotOutcome]:
    return [slot.outcome for slot in store.slots()]


def assert_every_due_time_is_there(grid: Grid, slots: tuple[Slot, ...]) -> None:
    dues = [slot.due for slot in slots]
    assert dues == [dues[0], *grid.between(dues[0], dues[-1]), dues[-1]]


async def test_an_overlong_look_makes_the_due_times_it_covers_missed_one_outcome_each(
    store: Store, held: Held
) -> None:
    async with running(store, Watch(GRID, held.look)):
        await until(lambda: held.started)
        begun = store.slots()[0].due
        await until(lambda: machine_clock() > begun + timedelta(seconds=2.5))
        assert outcomes(store) == [SlotOutcome.RUNNING]
        held.go.set()
        await until(lambda: held.started >= 3)
        await until(lambda: SlotOutcome.RUNNING not in outcomes(store))
    slots = store.slots()
    assert_every_due_time_is_there(GRID, slots)
    assert [slot.outcome for slot in slots][:3] == [SlotOutcome.DONE, SlotOutcome.MISSED, SlotOutcome.MISSED]
    assert slots[-1].outcome is SlotOutcome.DONE


async def test_a_slot_that_waits_for_its_place_longer_than_the_grace_is_late(
    store: Store, held: Held
) -> None:
    grid = Grid(LookKind.PROBE, "portal", timedelta(seconds=3))
    place = asyncio.Semaphore(1)
    held.go.set()
    async with running(store, Watch(grid, held.look, place)):
        due = grid.after(machine_clock())
        async with place:
            await until(lambda: machine_clock() > due + grace(grid.interval) + timedelta(seconds=0.1))
            assert held.started == 0
        await until(lambda: SlotOutcome.LATE in outcomes(store))
    late = store.slots()[0]
    assert late.started is not None
    assert late.started - late.due > grace(grid.interval)


async def test_a_clock_that_stepped_back_by_hours_does_not_stop_the_looks_for_as_long(
    store: Store, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine that starts by a wrong hardware clock, until it hears the network's time."""
    ahead = timedelta(hours=5)

    class SteppingClock:
        @staticmethod
        def now(tz: tzinfo) -> datetime:
            return datetime.now(tz) + ahead

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SteppingClock)
    held.go.set()
    watch = Watch(GRID, held.look)
    schedule = Schedule([watch], store, Metrics(), lambda: machine_clock() + ahead, pulse=0.2)
    await schedule.start()
    try:
        await until(lambda: SlotOutcome.DONE in outcomes(store))
        ahead, before = timedelta(0), held.started
        await until(lambda: held.started > before + 2)
    finally:
        await schedule.stop(0.0)


async def test_a_slot_that_starts_within_the_grace_is_done_with_its_look(store: Store, held: Held) -> None:
    held.go.set()
    async with running(store, Watch(GRID, held.look)):
        await until(lambda: SlotOutcome.DONE in outcomes(store))
    done = store.slots()[0]
    assert done.look is not None
    assert store.look(done.look) is not None
    assert done.due <= (done.started or done.due) <= (done.ended or done.due)


async def test_stopping_lets_a_look_under_way_end_and_starts_no_other(store: Store, held: Held) -> None:
    schedule = Schedule([Watch(GRID, held.look)], store, Metrics(), machine_clock)
    await schedule.start()
    await until(lambda: held.started)
    stopping = asyncio.create_task(schedule.stop(LONG))
    begun = machine_clock()
    await until(lambda: machine_clock() > GRID.after(begun) + timedelta(seconds=0.2))
    assert not stopping.done()
    held.go.set()
    await asyncio.wait_for(stopping, LONG)
    assert held.started == 1
    assert outcomes(store) == [SlotOutcome.DONE]


async def test_stopping_ends_a_look_that_outlasts_its_patience_and_its_slot_is_lost(
    store: Store, held: Held
) -> None:
    schedule = Schedule([Watch(GRID, held.look)], store, Metrics(), machine_clock)
    await schedule.start()
    await until(lambda: held.started)
    await asyncio.wait_for(schedule.stop(0.1), LONG)
    assert outcomes(store) == [SlotOutcome.LOST]


@pytest.mark.parametrize("trouble", [StoreError("full", "the store", "make room"), RuntimeError("a bug")])
async def test_a_look_that_breaks_is_lost_and_the_next_due_time_is_served(
    store: Store, held: Held, trouble: Exception
) -> None:
    held.troubles.append(trouble)
    held.go.set()
    told: list[str] = []
    listening = logger.add(told.append, format="{message}")
    async with running(store, Watch(GRID, held.look)):
        await until(lambda: SlotOutcome.DONE in outcomes(store))
    logger.remove(listening)
    assert any(line.startswith("slot failed") for line in told)
    assert outcomes(store)[0] is SlotOutcome.LOST
    assert SlotOutcome.RUNNING not in outcomes(store)
    assert_every_due_time_is_there(GRID, store.slots())


async def test_a_start_after_an_absence_calls_lost_what_passed_and_what_the_dead_left_running(
    store: Store, held: Held
) -> None:
    first = GRID.newest(machine_clock() - timedelta(seconds=10))
    with store.writing() as unit:
        left = Slot(
            kind=GRID.kind, subject=GRID.subject, due=first, outcome=SlotOutcome.RUNNING, started=first
        )
        unit.save_slot(left)
    held.go.set()
    metrics = Metrics()
    schedule = Schedule([Watch(GRID, held.look)], store, metrics, machine_clock)
    await schedule.start()
    absent = store.slots()
    await until(lambda: held.started)
    await until(lambda: SlotOutcome.RUNNING not in outcomes(store))
    await schedule.stop(LONG)
    assert {slot.outcome for slot in absent} == {SlotOutcome.LOST}
    assert len(absent) >= 10
    assert_every_due_time_is_there(GRID, store.slots())
    labels = {"kind": "probe", "outcome": "lost"}
    assert metrics.registry.get_sample_value("enrollwatch_slots_total", labels) == len(absent)


async def test_a_month_away_is_accounted_for_before_others_give_up_waiting_for_the_store(
    store: Store, held: Held
) -> None:
    """Each due time written by itself took minutes, while nobody else could write."""
    grid = Grid(LookKind.PROBE, "portal", timedelta(minutes=1))
    last = grid.newest(machine_clock() - timedelta(days=30))
    with store.writing() as unit:
        unit.save_slot(Slot(kind=grid.kind, subject="portal", due=last, outcome=SlotOutcome.DONE))
    statements: list[str] = []
    with store._reading() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    async with running(store, Watch(grid, held.look)):
        assert len(store.slots()) > 30 * 24 * 60
    assert 0 < sum("slots" in each for each in statements) < 20


async def test_before_its_first_start_nothing_is_lost(store: Store, held: Held) -> None:
    async with running(store, Watch(GRID, held.look)):
        assert store.slots() == ()


async def test_what_is_due_in_a_window_is_skipped_and_what_is_due_after_it_is_looked_at(
    store: Store, held: Held
) -> None:
    held.go.set()
    now = machine_clock()
    end = GRID.after(now) + timedelta(seconds=1.5)  # two due times lie before it
    instead: list[datetime] = []

    async def note() -> None:
        instead.append(machine_clock())

    windows = [closed(now - timedelta(hours=1), end)]
    async with running(store, Watch(GRID, held.look, windows=lambda: windows, instead=note)):
        await until(lambda: SlotOutcome.DONE in outcomes(store))
    slots = store.slots()
    assert_every_due_time_is_there(GRID, slots)
    skipped = [slot for slot in slots if slot.outcome is SlotOutcome.SKIPPED]
    assert [slot.due for slot in skipped] == [slot.due for slot in slots if slot.due < end]
    assert all(slot.started is None and slot.look is None for slot in skipped)
    assert 1 <= len(instead) <= len(skipped)


async def test_a_look_that_is_replaced_badly_leaves_its_slot_skipped_and_the_next_is_served(
    store: Store, held: Held
) -> None:
    held.go.set()
    windows = [closed(machine_clock() - timedelta(hours=1), machine_clock() + timedelta(hours=1))]

    async def break_off() -> None:
        windows.clear()
        raise StoreError("full", "the store", "make room")

    async with running(store, Watch(GRID, held.look, windows=lambda: tuple(windows), instead=break_off)):
        await until(lambda: SlotOutcome.DONE in outcomes(store))
    assert outcomes(store)[:2] == [SlotOutcome.SKIPPED, SlotOutcome.DONE]


async def test_of_an_absence_the_due_times_in_a_window_are_skipped_and_the_others_lost(
    store: Store, held: Held
) -> None:
    first = GRID.newest(machine_clock() - timedelta(seconds=20))
    with store.writing() as unit:
        unit.save_slot(
            Slot(kind=GRID.kind, subject=GRID.subject, due=first, outcome=SlotOutcome.MISSED, started=first)
        )
    held.go.set()
    windows = (closed(first + timedelta(seconds=5), first + timedelta(seconds=8)),)
    async with running(store, Watch(GRID, held.look, windows=lambda: windows)):
        absent = outcomes(store)
    lost, skipped = SlotOutcome.LOST, SlotOutcome.SKIPPED
    assert absent[1:10] == [*4 * [lost], *3 * [skipped], *2 * [lost]]
    assert len(absent) >= 19
