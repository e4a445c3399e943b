"""Availability counts due times, and only what the portal did counts against it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli.uptime import uptime
from agent.model.look import Look, LookKind, PageTiming, Reason
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.model.window import Once, Window
from agent.uptime import Closure, SlotCount, Uptime, summarise
from agent.windows import STATED
from tests.unit.test_settings import GOOD

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


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def from_to(first: int, last: int) -> Window:
    """A window from one minute until before another."""
    once = Once(start=minute(first), end=minute(last))
    return Window(name="patch night", why="patches", time_zone="UTC", once=once)


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


def test_what_was_due_in_a_window_is_told_apart_and_counts_neither_way() -> None:
    looks = [look(number, Verdict.PORTAL_DOWN if number < 4 else Verdict.OK) for number in range(6)]
    slots = [slot(number, look_id=each.id) for number, each in enumerate(looks)]
    by_id = {each.id: each for each in looks}
    told = summarise(slots, by_id, (), START, END, [from_to(0, 3)])
    count = probes(told)
    assert (count.due, count.in_window, count.up, count.down) == (6, 3, 2, 1)
    assert count.availability == pytest.approx(2 / 3)
    assert told.windows == (Closure(name="patch night", why="patches", start=START, end=minute(3)),)


def test_a_skipped_slot_is_in_a_window_though_that_is_no_longer_set() -> None:
    well = look(0, Verdict.OK)
    slots = [slot(0, look_id=well.id), slot(1, SlotOutcome.SKIPPED), slot(2, SlotOutcome.MISSED)]
    count = probes(summarise(slots, {well.id: well}, (), START, END))
    assert (count.due, count.in_window, count.missed, count.availability) == (3, 1, 1, 1.0)


def test_what_was_missed_or_lost_in_a_window_is_only_in_the_window() -> None:
    slots = [slot(0, SlotOutcome.MISSED), slot(1, SlotOutcome.LOST), slot(2, SlotOutcome.LOST)]
    count = probes(summarise(slots, {}, (), START, END, [from_to(0, 2)]))
    assert (count.due, count.in_window, count.missed, count.lost) == (3, 2, 0, 1)


def test_a_look_that_began_only_as_the_window_did_is_left_out() -> None:
    down = look(2, Verdict.PORTAL_DOWN)
    waited = slot(0, SlotOutcome.LATE, look_id=down.id).model_copy(update={"started": minute(2)})
    count = probes(summarise([waited], {down.id: down}, (), START, END, [from_to(1, 3)]))
    assert (count.in_window, count.down, count.late) == (1, 0, 0)


def test_the_maintenance_that_the_portal_stated_is_a_window() -> None:
    shown = Reason(cause=Cause.MAINTENANCE, what="closed", where="x", do="wait", maintenance_until=minute(3))
    first = look(1, Verdict.PORTAL_DOWN).model_copy(update={"reasons": (shown,)})
    looks = [look(0, Verdict.OK), first, *(look(n, Verdict.PORTAL_DOWN) for n in (2, 3)), look(4, Verdict.OK)]
    slots = [slot(number, look_id=each.id) for number, each in enumerate(looks)]
    told = summarise(slots, {each.id: each for each in looks}, (), START, END)
    count = probes(told)
    assert (count.due, count.in_window, count.up, count.down) == (5, 2, 2, 1)
    assert [(each.name, each.start, each.end) for each in told.windows] == [(STATED, minute(1), minute(3))]


def test_windows_are_told_in_order_where_they_touch_the_time_asked_for() -> None:
    windows = [from_to(30, 90), from_to(-20, -10), from_to(-5, 5), from_to(60, 70)]
    told = summarise((), {}, (), START, END, windows)
    assert [(each.start, each.end) for each in told.windows] == [
        (minute(-5), minute(5)),
        (minute(30), minute(90)),
    ]


def test_the_command_tells_the_windows_of_the_settings_and_wraps_no_share(tmp_path: Path) -> None:
    daily = 'cron = {fields = "0 3 * * *", lasting = "45m"}'
    window = f'\n[[windows]]\nname = "backup"\nwhy = "it is backed up"\n{daily}\n'
    config = tmp_path / "enrollwatch.toml"
    config.write_text(GOOD + window)
    (tmp_path / "data").mkdir()
    told = CliRunner().invoke(uptime, ["--config", str(config), "--since", "24h"], env={"COLUMNS": "80"})
    assert told.exit_code == 0
    assert "no data" in told.output
    assert "backup" in told.output
    assert "it is backed up" in told.output
