"""not-looked: no good look for more than two visit intervals, judged by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.model.window import Once, Window
from agent.rules import judge_watch
from agent.rules.desks import OPERATIONS

from ..builders import ACCOUNT, EASTERN, NOW, before, only, reason, roster, visit, well

INSTANT = timedelta(microseconds=1)
FAILING_LONG = [visit(Cause.VAULT, at=before(hours=4))]


def ended(**ago: float) -> Look:
    return visit().model_copy(update={"ended": before(**ago)})


def watch(last_good: Look | None, *failed: Look, policy: Policy | None = None, **watched: float) -> Ruling:
    since = before(**watched) if watched else before(days=9)
    return judge_watch(last_good, failed, roster(watched_since=since), policy or Policy(), NOW)


def test_two_intervals_and_what_a_visit_may_wait_are_well_and_an_instant_more_is_blindness() -> None:
    assert watch(ended(hours=8, minutes=2)) == well(ACCOUNT)
    found = only(watch(ended(hours=8, minutes=2, microseconds=1)))
    assert (found.severity, found.subject, found.account) == (Severity.CRITICAL, ACCOUNT, ACCOUNT)
    assert found.since == before(hours=8, minutes=2) - INSTANT
    assert found.desk == OPERATIONS.line(NOW)


def test_a_good_look_is_well_even_after_failures() -> None:
    assert watch(ended(hours=1), *FAILING_LONG) == well(ACCOUNT)


def test_an_account_never_seen_is_counted_from_when_it_was_first_watched() -> None:
    assert watch(None, hours=8, minutes=2) == Ruling()
    found = only(watch(None, hours=8, minutes=2, microseconds=1))
    assert found.since == before(hours=8, minutes=2) - INSTANT
    assert found.impact.startswith("Last good look: never.")


def test_the_first_failure_after_a_quiet_time_is_not_yet_blindness() -> None:
    just_short = visit(Cause.VAULT, at=before(hours=4) + INSTANT)
    assert watch(ended(hours=20), just_short) == Ruling()
    assert watch(None, just_short, hours=20) == Ruling()


def test_failing_for_a_whole_interval_is_blindness_however_new_the_newest_failure() -> None:
    newest = visit(Cause.SERVER_ERROR, at=before(minutes=1))
    assert only(watch(ended(hours=9), newest, *FAILING_LONG))
    assert only(watch(ended(hours=9), *FAILING_LONG, newest))


def test_the_policy_says_how_many_intervals_and_how_long_one_is() -> None:
    policy = Policy(not_looked_intervals=3, visit_interval=timedelta(hours=1))
    assert watch(ended(hours=3, minutes=2), policy=policy) == well(ACCOUNT)
    assert only(watch(ended(hours=3, minutes=2, seconds=1), policy=policy))
    failing = visit(Cause.VAULT, at=before(hours=2))
    assert only(watch(ended(hours=4), failing, policy=policy))
    assert watch(ended(hours=4), visit(Cause.VAULT, at=before(hours=1.9)), policy=policy) == Ruling()


def test_a_visit_that_the_jitter_puts_off_is_waited_for() -> None:
    """After one that failed: it may come so much later than two intervals after the last good one."""
    policy = Policy(visit_jitter=timedelta(minutes=5))
    assert watch(ended(hours=8, minutes=7), *FAILING_LONG, policy=policy) == well(ACCOUNT)
    assert only(watch(ended(hours=8, minutes=7, seconds=1), *FAILING_LONG, policy=policy))


def closed(start: float, end: float) -> Window:
    """A window between so many hours ago."""
    during = Once(start=before(hours=start), end=before(hours=end))
    return Window(name="works", why="announced", time_zone="UTC", once=during)


def watch_beside(
    *windows: Window, good: float, failed: Sequence[float] = (), explained: datetime | None = None
) -> Ruling:
    """Last seen, and visits that failed, so many hours ago."""
    visits = [visit(Cause.SERVER_ERROR, at=before(hours=hours)) for hours in failed]
    return judge_watch(ended(hours=good), visits, roster(), Policy(), NOW, windows, explained)


def test_failing_after_a_window_is_told_as_soon_as_without_it() -> None:
    """A failure is no newer for the ten hours of maintenance that were over before it."""
    works = closed(19.1, 9.1)
    assert only(watch_beside(works, good=20.1, failed=[8, 4]))
    assert only(watch_beside(works, good=20.1, failed=[4]))
    assert watch_beside(works, good=20.1, failed=[3.9]) == Ruling()


def test_the_first_visit_after_a_window_is_waited_for() -> None:
    """Due just as the window began and just before it ended, at the far ends of the jitter."""
    assert watch_beside(closed(14.1, 4.1), good=18.15) == Ruling()
    assert watch_beside(closed(16, 5), good=21) == Ruling()
    assert only(watch_beside(closed(16.01, 5.01), good=21))


def test_windows_that_come_round_all_the_time_do_not_hide_that_nobody_looks() -> None:
    hourly = [closed(hour + 0.2, hour) for hour in range(48)]
    assert watch_beside(*hourly, good=15) == Ruling()
    assert only(watch_beside(*hourly, good=15.4))


def test_the_first_visit_after_what_kept_every_account_from_being_looked_at_is_waited_for() -> None:
    assert watch_beside(good=30, failed=[26, 22, 6], explained=before(hours=5)) == Ruling()
    assert only(watch_beside(good=30, failed=[26, 22, 6], explained=before(hours=5.01)))
    assert only(watch_beside(good=30, failed=[26, 22, 2], explained=before(hours=2)))


def test_it_says_why_the_newest_visit_failed_and_what_to_do() -> None:
    newest = visit(reason(Cause.LOCKED, what="account is locked", do="unlock it"), at=before(hours=1))
    found = only(watch(ended(hours=9), *FAILING_LONG, newest))
    assert found.title == f"no good look at {ACCOUNT}: account is locked"
    assert found.next_step == "unlock it"


def test_it_says_that_no_visit_was_started() -> None:
    found = only(watch(ended(hours=9)))
    assert found.title == f"no good look at {ACCOUNT}: no visit was started"
    assert found.next_step.startswith("Check that `enrollwatch run` is alive")
    assert found.impact.startswith("Last good look: 2026-03-02 05:00 UTC.")


def test_the_last_good_look_is_told_in_utc_whatever_zone_it_was_made_in() -> None:
    elsewhere = visit().model_copy(update={"ended": before(hours=9).astimezone(EASTERN)})
    assert only(watch(elsewhere)).impact.startswith("Last good look: 2026-03-02 05:00 UTC.")
