"""Availability counts due times, and only what the portal did counts against it."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.model.look import Look, LookKind, PageTiming
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Verdict
from agent.uptime import SlotCount, Uptime, summarise

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=1)


def look(number: int, verdict: Verdict, kind: LookKind = LookKind.PROBE) -> Look:
    started = START + timedelta(minutes=number)
    return Look(id=f"look-{number}", kind=kind, started=started, ended=started, verdict=verdict)


def slot(
    number: int,
    outcome: SlotOutcome = SlotOutcome.DONE,
    kind: LookKind = LookKind.PROBE,
    look_id: str | None = None,
) -> Slot:
    due = START + timedelta(minutes=number)
    return Slot(kind=kind, subject="portal", due=due, outcome=outcome, look=look_id)


def counted(*verdicts: Verdict) -> SlotCount:
    """The probes' count when each due time ended in one of these verdicts."""
    looks = [look(number, verdict) for number, verdict in enumerate(verdicts)]
    slots = [slot(number, look_id=each.id) for number, each in enumerate(looks)]
    return probes(summarise(slots, {each.id: each for each in looks}, (), START, END))


def probes(uptime: Uptime) -> SlotCount:
    return next(count for count in uptime.slots if count.kind is LookKind.PROBE)


def test_up_slow_down_and_own_fault_are_counted_apart() -> None:
    count = counted(*3 * [Verdict.OK], *2 * [Verdict.PORTAL_SLOW], Verdict.PORTAL_DOWN, Verdict.OWN_FAULT)
    assert (count.due, count.up, count.slow, count.down, count.own_fault) == (7, 3, 2, 1, 1)


def test_slow_is_available_and_an_own_fault_is_neither() -> None:
    assert counted(Verdict.OK, Verdict.PORTAL_SLOW, Verdict.PORTAL_DOWN).availability == pytest.approx(2 / 3)
    assert counted(Verdict.OK, Verdict.OWN_FAULT, Verdict.OWN_FAULT).availability == 1.0
    assert counted(Verdict.PORTAL_DOWN).availability == 0.0


@pytest.mark.parametrize("verdict", [Verdict.PORTAL_CHANGED, Verdict.SESSION_LOST, Verdict.ACCOUNT_PROBLEM])
def test_a_portal_that_answers_is_up_whatever_it_says(verdict: Verdict) -> None:
    count = counted(verdict)
    assert (count.up, count.down, count.availability) == (1, 0, 1.0)


def test_without_anything_judged_availability_is_unknown_and_not_whole() -> None:
    assert counted().availability is None
    assert counted(Verdict.OWN_FAULT).availability is None


def test_due_times_without_a_look_are_counted_by_their_outcome_and_never_against_the_portal() -> None:
    well = look(0, Verdict.OK)
    slots = [
        slot(0, SlotOutcome.LATE, look_id=well.id),
        slot(1, SlotOutcome.MISSED),
        slot(2, SlotOutcome.LOST),
        slot(3, SlotOutcome.LOST),
        slot(4, SlotOutcome.RUNNING),  # not ended yet: no due time of this account
    ]
    count = probes(summarise(slots, {well.id: well}, (), START, END))
    assert (count.due, count.up, count.late, count.missed, count.lost) == (4, 1, 1, 1, 2)
    assert count.availability == 1.0


def test_visits_and_probes_are_counted_apart_and_both_are_told_when_there_are_none() -> None:
    visit = look(0, Verdict.PORTAL_DOWN, LookKind.VISIT)
    told = summarise([slot(0, kind=LookKind.VISIT, look_id=visit.id)], {visit.id: visit}, (), START, END)
    by_kind = {count.kind: count for count in told.slots}
    assert by_kind[LookKind.VISIT].down == 1
    assert by_kind[LookKind.PROBE].due == 0
    assert set(by_kind) == set(LookKind)


def test_pages_have_median_and_95th_percentile_in_order_of_name() -> None:
    timings = [PageTiming(name="home", seconds=float(number)) for number in range(1, 101)]
    told = summarise((), {}, [*timings, PageTiming(name="enrollments", seconds=0.5)], START, END)
    assert (told.since, told.until) == (START, END)
    assert [page.page for page in told.pages] == ["enrollments", "home"]
    home = told.pages[1]
    assert (home.loads, home.median) == (100, 50.5)
    assert home.p95 == pytest.approx(95.05)
    assert (told.pages[0].median, told.pages[0].p95) == (0.5, 0.5)  # one load is both
