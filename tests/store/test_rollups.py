"""What hours come to is counted once, however often and however interrupted, and stays when its looks go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.model.look import Look, LookKind, PageTiming, Reason, Step
from agent.model.slot import Count, Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.model.window import Span
from agent.retention import Retention
from agent.settings import KeepingSettings
from agent.store import Store, StoreConflictError
from agent.store.rollup_tables import hourly_counts, hourly_latencies
from tests.store.values import NOON, a_full_look, a_probe, a_slot, tidy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
H12 = NOON.replace(minute=0, second=0, microsecond=0)
END = H12 + 5 * HOUR
HOURS = [Span(start=H12 + n * HOUR, end=H12 + (n + 1) * HOUR) for n in (1, 0, 2)]
Keep = Callable[[datetime], Retention]
Rolled = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def timed(look_id: str, minutes: float, *seconds: float) -> Look:
    pages = tuple(PageTiming(name="home", seconds=each) for each in seconds)
    steps = (Step(name="probe", seconds=1, pages=pages),)
    return a_probe(look_id, minutes).model_copy(update={"steps": steps})


def probe_slot(minutes: float, outcome: SlotOutcome, look: str | None = None) -> Slot:
    return a_slot(minutes, outcome, kind=LookKind.PROBE, subject="portal", look=look)


@pytest.fixture
def lived(store: Store) -> Store:
    """Three probes and a visit in the hour of noon, one probe in the next and one that still runs."""
    away = Reason(cause=Cause.MAINTENANCE, what="away", where="home", do="wait", maintenance_until=END)
    looks = [
        timed("p1", 0, 0.1, 0.2),
        timed("p2", 10, 0.4),
        a_probe("p3", 20, Verdict.PORTAL_DOWN).model_copy(update={"reasons": (away,)}),
        timed("p4", 61, 2.0),
        a_full_look(),
    ]
    slots = [
        probe_slot(0, SlotOutcome.DONE, "p1"),
        probe_slot(10, SlotOutcome.DONE, "p2"),
        probe_slot(20, SlotOutcome.LATE, "p3"),
        probe_slot(30, SlotOutcome.MISSED),
        probe_slot(61, SlotOutcome.DONE, "p4"),
        probe_slot(62, SlotOutcome.RUNNING),
        a_slot(0, look="look-1"),
    ]
    with store.writing() as unit:
        for look in looks:
            unit.add_look(look)
        unit.add_slots(slots)
    return store


@pytest.fixture
def keep(lived: Store, tmp_path: Path) -> Keep:
    """With timings for two days; no look is spared, so that it is seen what goes."""

    def keep(now: datetime) -> Retention:
        settings = KeepingSettings(timings=2 * DAY)
        return Retention(lived, settings, tmp_path / "evidence", lambda: now, HOUR)

    return keep


@pytest.fixture(autouse=True)
def _spare_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "looks_to_spare", lambda *_: frozenset())


def rolled(store: Store) -> Rolled:
    """Due times by hour, kind, outcome, verdict and maintenance; loads by hour, kind, page and step."""
    counts, loads = hourly_counts.c, hourly_latencies.c
    with store._reading() as connection:
        found = (
            connection.execute(
                select(
                    *(counts.hour, counts.kind, counts.outcome, counts.verdict),
                    *(counts.maintenance, counts.count),
                )
            ),
            connection.execute(
                select(loads.hour, loads.kind, loads.page, loads.step, loads.loads, loads.slowest)
            ),
        )
        due, loaded = (sorted((tuple(row) for row in rows), key=str) for rows in found)
        return due, loaded


def counted(store: Store) -> list[list[Count]]:
    return [sorted(store.count_slots(kind, HOURS), key=str) for kind in LookKind]


def loaded(store: Store) -> dict[tuple[int, str, int], int]:
    """By hour, page and rank, in hundredths of a second."""
    found: dict[tuple[int, str, int], int] = {}
    for number, hour in enumerate(HOURS):
        for page in {each.name for each in store.page_loads(hour.start, hour.end)}:
            loads = [each for each in store.page_loads(hour.start, hour.end) if each.name == page]
            times = sorted(each.hundredths for each in loads for _ in range(each.times))
            found |= {(number, page, rank): time for rank, time in enumerate(times)}
    return found


def about(loads: dict[tuple[int, str, int], int]) -> object:
    return pytest.approx(loads, rel=0.1, abs=1)


def test_due_times_and_loads_are_counted_by_hour_once_it_is_an_hour_past(lived: Store, keep: Keep) -> None:
    tidy(keep(H12 + HOUR + timedelta(minutes=59)))
    assert rolled(lived) == ([], [])
    first: Rolled = (
        [
            (H12, "probe", "done", "ok", False, 2),
            (H12, "probe", "late", "portal_down", True, 1),
            (H12, "probe", "missed", None, False, 1),
            (H12, "visit", "done", "portal_changed", False, 1),
        ],
        [
            (H12, "probe", "home", "probe", 3, 0.4),
            (H12, "visit", "home", "home", 1, 9.0),
            (H12, "visit", "ia-code", "sign-in", 1, 0.5),
            (H12, "visit", "ia-login", "sign-in", 1, 0.25),
        ],
    )
    tidy(keep(H12 + 2 * HOUR + timedelta(minutes=30)))
    assert rolled(lived) == first
    assert lived.hour_to_roll(H12 + 2 * HOUR) == H12 + HOUR
    second = (H12 + HOUR, "probe", "done", "ok", False, 1), (H12 + HOUR, "probe", "home", "probe", 1, 2.0)
    for _ in range(2):
        tidy(keep(H12 + 9 * HOUR))
        assert lived.hour_to_roll(H12 + 9 * HOUR) is None
        assert rolled(lived) == ([*first[0], second[0]], [*first[1], second[1]])


def test_a_visit_that_ends_after_its_hour_was_rolled_up_is_counted_before_its_hour_goes(
    lived: Store, keep: Keep
) -> None:
    tidy(keep(H12 + 9 * HOUR))
    with lived.writing() as unit:
        unit.add_look(timed("straggler", 50, 0.3))
        unit.save_slot(probe_slot(50, SlotOutcome.LATE, "straggler"))
    tidy(keep(H12 + 3 * DAY))
    counts, loads = rolled(lived)
    assert (H12, "probe", "late", "ok", False, 1) in counts
    assert (H12, "probe", "home", "probe", 4, 0.4) in loads


def test_hours_stay_when_their_probes_and_timings_are_dropped_and_visits_keep_the_rest(
    lived: Store, keep: Keep
) -> None:
    before = counted(lived), about(loaded(lived))
    tidy(keep(H12 + 2 * DAY + HOUR))  # the first hour ended two days ago, the second did not
    assert [look.id for look in lived.looks(kind=LookKind.PROBE)] == ["p4"]
    [visit] = lived.looks(kind=LookKind.VISIT)
    assert (visit.verdict, visit.pages, len(visit.steps)) == (Verdict.PORTAL_CHANGED, (), 3)
    assert (counted(lived), loaded(lived)) == before
    for _ in range(2):
        tidy(keep(H12 + 3 * DAY))
        assert (counted(lived), loaded(lived)) == before
    assert lived.page_timings() == ()
    assert len(lived.slots()) == 7


def test_due_times_that_are_dropped_are_counted_as_they_were(lived: Store, keep: Keep) -> None:
    before = counted(lived)
    tidy(keep(H12 + 400 * DAY + HOUR))  # the first hour ended 400 days ago, the second did not
    assert [slot.due >= H12 + HOUR for slot in lived.slots()] == [True, True]
    assert counted(lived) == before
    assert lived.first_due(LookKind.PROBE, "portal") == H12
    tidy(keep(H12 + 402 * DAY))
    assert [slot.outcome for slot in lived.slots()] == [SlotOutcome.RUNNING]
    assert counted(lived) == before


def test_cut_off_in_the_middle_of_an_hour_nothing_is_lost_and_nothing_counted_twice(
    lived: Store, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(lived), about(loaded(lived))

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for step in ("_write", "_counted", "_timed"):
        with monkeypatch.context() as patch:
            patch.setattr(f"agent.store.store.Unit.{step}", cut)
            with pytest.raises(KeyboardInterrupt):
                tidy(keep(H12 + 9 * HOUR))
        assert rolled(lived) == ([], [])
    tidy(keep(H12 + 9 * HOUR))
    for _ in range(2):  # nobody knew that it was done
        with lived.writing() as unit:
            unit.drop_hour(H12, frozenset())
        assert (counted(lived), loaded(lived)) == before
    undone = pytest.raises(StoreConflictError)
    with undone, lived.writing() as unit:
        unit.drop_hour(H12 + HOUR, frozenset())
        unit.add_look(a_full_look())  # which is there already
    assert lived.look("p4")
    tidy(keep(H12 + 3 * DAY))
    assert lived.look("p4") is None
    assert (counted(lived), loaded(lived)) == before


def test_an_hour_of_a_clock_that_ran_ahead_holds_none_back(lived: Store, keep: Keep) -> None:
    with lived.writing() as unit:
        unit.roll_up(H12 + 300 * DAY)
    tidy(keep(H12 + 9 * HOUR))
    assert lived.hours_to_drop(H12 + DAY, 9) == (H12, H12 + HOUR)
