"""Who is told of what, and when: the defaults, and routes of one's own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checking import routed
from agent.model.finding import Severity
from agent.model.route import Duty, Hours, Pace, Recipient, Route, Telling, WorkingHours
from agent.model.verdict import Verdict
from agent.routing import FAULT_OF, About, Routing, fault_of, gaps
from agent.routing.hours import next_digest, opening
from agent.rules import RULE_NAMES

from .builders import ACCOUNT, EASTERN

MONDAY = datetime(2026, 3, 2, 9, tzinfo=EASTERN)
NIGHT = datetime(2026, 3, 7, 3, tzinfo=EASTERN)  # a Saturday; the clocks go forward the night after it
MONDAY_AFTER = datetime(2026, 3, 9, 8, tzinfo=EASTERN)
ONE = Routing.to(["ops-mail"])
ZONES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)
TIMES = st.datetimes(datetime(2011, 1, 1), datetime(2038, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCK = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def about(
    severity: Severity = Severity.WARNING, rule: str = "revalidation", account: str | None = ACCOUNT
) -> About:
    return About(rule, severity, account, fault_of(rule))


def told(routing: Routing, what: About, now: datetime = MONDAY) -> list[tuple[str, datetime]]:
    return [(telling.channel, telling.due) for telling in routing.tellings(what, now)]


def channels(routing: Routing, what: About) -> list[str]:
    return [telling.channel for telling in routing.tellings(what, MONDAY)]


def hours_of(**given: Any) -> WorkingHours:
    return WorkingHours.model_validate({"time_zone": "America/New_York", **given})


@pytest.mark.parametrize("now", [MONDAY, NIGHT, datetime(2026, 12, 25, 23, 59, tzinfo=EASTERN)])
def test_what_is_critical_is_told_at_once_at_any_hour(now: datetime) -> None:
    assert told(ONE, about(Severity.CRITICAL), now) == [("ops-mail", now)]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (MONDAY, MONDAY),
        (MONDAY.replace(hour=8), MONDAY.replace(hour=8)),
        (MONDAY.replace(hour=7, minute=59), MONDAY.replace(hour=8)),
        (MONDAY.replace(hour=16, minute=59), MONDAY.replace(hour=16, minute=59)),
        (MONDAY.replace(hour=17), MONDAY.replace(day=3, hour=8)),
        (MONDAY.replace(day=6, hour=17), MONDAY_AFTER),
        (NIGHT, MONDAY_AFTER),
    ],
)
def test_a_warning_is_told_in_working_hours_or_as_they_begin(now: datetime, due: datetime) -> None:
    assert told(ONE, about(), now) == [("ops-mail", due)]


@pytest.mark.parametrize(
    ("now", "day", "due"),
    [
        (MONDAY, date(2026, 3, 3), MONDAY.replace(day=3, hour=8)),
        (MONDAY.replace(hour=7), date(2026, 3, 2), MONDAY.replace(hour=8)),
        (MONDAY.replace(hour=8), date(2026, 3, 3), MONDAY.replace(day=3, hour=8)),
        (NIGHT, date(2026, 3, 9), MONDAY_AFTER),
    ],
)
def test_information_is_told_in_the_digest_of_the_next_working_day(
    now: datetime, day: date, due: datetime
) -> None:
    said = ONE.tellings(about(Severity.INFORMATION, "password-expiry"), now)
    assert [(each.due, each.digest) for each in said] == [(due, day)]


def test_hours_that_pass_midnight_are_those_of_the_day_on_which_they_begin() -> None:
    night = hours_of(**{"days": ["fri"], "from": "22:00", "to": "06:00"})
    saturday = datetime(2026, 3, 7, 5, 59, tzinfo=EASTERN)
    assert opening(night, saturday) == saturday
    assert opening(night, saturday.replace(hour=6, minute=0)) == datetime(2026, 3, 13, 22, tzinfo=EASTERN)
    assert opening(night, saturday.replace(day=6, hour=2)) == datetime(2026, 3, 6, 22, tzinfo=EASTERN)


def test_hours_that_the_clock_never_shows_begin_after_the_gap_or_not_at_all() -> None:
    """On 8 March 2026 clocks in New York go from 02:00 to 03:00."""
    before = datetime(2026, 3, 8, 0, 30, tzinfo=EASTERN)
    into = hours_of(**{"days": ["sun"], "from": "02:30", "to": "04:00"})
    inside = hours_of(**{"days": ["sun"], "from": "02:15", "to": "02:45"})
    assert opening(into, before) == datetime(2026, 3, 8, 7, tzinfo=UTC)  # 03:00 EDT
    assert opening(inside, before) == datetime(2026, 3, 15, 6, 15, tzinfo=UTC)  # 02:15 EDT, a week later


def test_a_digest_at_an_hour_that_comes_twice_is_made_once() -> None:
    """On 1 November 2026 clocks in New York show 01:30 twice, first at 05:30 UTC."""
    hours = hours_of(**{"days": ["sun"], "from": "01:00", "digest": "01:30"})
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert next_digest(hours, first - timedelta(seconds=1)) == (date(2026, 11, 1), first)
    assert next_digest(hours, first)[0] == date(2026, 11, 8)


@given(now=TIMES, zone=ZONES, begin=CLOCK, end=CLOCK, days=st.sets(st.sampled_from(["mon", "wed", "sun"])))
def test_whatever_time_and_zone_nothing_is_lost_and_nothing_comes_out_of_its_hours(
    now: datetime, zone: str, begin: Any, end: Any, days: set[str]
) -> None:
    if begin == end:
        end = end.replace(minute=(end.minute + 1) % 60)
    chosen = {"days": sorted(days) or ["sat"], "from": begin, "to": end, "time_zone": zone}
    routing = Routing.to(["ops-mail"], WorkingHours.model_validate(chosen))
    (critical,), (warning,), (information,) = (
        routing.tellings(about(severity), now)
        for severity in (Severity.CRITICAL, Severity.WARNING, Severity.INFORMATION)
    )
    assert critical == Telling(channel="ops-mail", due=now)
    assert now <= warning.due <= now + timedelta(days=15)
    assert opening(routing.hours, warning.due) == warning.due  # it lies in the hours
    assert all(opening(routing.hours, now + part * (warning.due - now)) == warning.due for part in (0, 0.5))
    assert now < information.due <= now + timedelta(days=15)
    assert information.digest is not None
    assert information.digest.strftime("%a").lower() in chosen["days"]


@given(first=TIMES, apart=st.timedeltas(timedelta(0), timedelta(days=9)), zone=ZONES)
def test_each_information_is_in_one_digest_and_digests_come_in_order(
    first: datetime, apart: timedelta, zone: str
) -> None:
    hours = WorkingHours(time_zone=zone)
    day, at = next_digest(hours, first)
    later_day, later_at = next_digest(hours, first + apart)
    assert (later_day == day) == (later_at == at)
    assert (later_day == day) == (first + apart < at)
    assert later_day >= day


def test_what_is_for_credentialing_or_operations_goes_there_and_all_else_to_who_is_for_any_work() -> None:
    routing = Routing(
        (
            Recipient(name="all"),
            Recipient(name="desk", duty=Duty.CREDENTIALING),
            Recipient(name="ops", duty=Duty.OPERATIONS),
        )
    )
    assert channels(routing, about(rule="account-access")) == ["desk"]
    assert channels(routing, about(rule="agent-fault")) == ["ops"]
    assert channels(routing, about(rule="portal-availability", account=None)) == ["all"]
    assert channels(routing, about(rule="revalidation")) == ["all"]


@pytest.mark.parametrize("rule", ["account-access", "agent-fault", "revalidation"])
def test_where_nobody_is_for_it_those_for_any_work_are_told_and_at_last_all(rule: str) -> None:
    assert channels(ONE, about(rule=rule)) == ["ops-mail"]
    lone = Routing((Recipient(name="desk", duty=Duty.CREDENTIALING),))
    assert channels(lone, about(rule=rule)) == ["desk"]


def test_the_first_route_that_matches_counts() -> None:
    routing = Routing(
        ONE.recipients,
        (
            Route(rule=("portal-*",), channels=("a",)),
            Route(verdict=(Verdict.ACCOUNT_PROBLEM,), channels=("b",)),
            Route(account=("north-*",), severity=(Severity.CRITICAL, Severity.WARNING), channels=("c", "d")),
            Route(severity=(Severity.CRITICAL,)),
        ),
    )
    critical = Severity.CRITICAL
    assert channels(routing, about(rule="portal-changed")) == ["a"]
    assert channels(routing, about(rule="account-access")) == ["b"]
    assert channels(routing, about()) == ["c", "d"]
    assert channels(routing, about(critical, account="south-clinic")) == ["ops-mail"]
    assert channels(routing, about(critical, account=None)) == ["ops-mail"]
    assert channels(routing, about(account="south-clinic")) == []


def test_a_route_has_hours_of_its_own_and_holds_what_is_critical_only_if_it_says_so() -> None:
    evening = Hours.model_validate({"from": "18:00", "to": "22:00", "time_zone": "America/New_York"})
    due = MONDAY.replace(hour=18)
    account = Routing(ONE.recipients, (Route(account=("north-*",), hours=evening),))
    assert told(account, about()) == [("ops-mail", due)]
    assert told(account, about(Severity.CRITICAL)) == [("ops-mail", MONDAY)]
    meant = Routing(ONE.recipients, (Route(severity=(Severity.CRITICAL,), hours=evening),))
    assert told(meant, about(Severity.CRITICAL)) == [("ops-mail", due)]


def test_information_wakes_nobody_unless_a_route_means_it() -> None:
    """A password that expires in 14 days, and a route that lets everything through at any hour."""
    expiring = about(Severity.INFORMATION, "password-expiry")
    every_hour = Routing(ONE.recipients, (Route(hours=Pace.ALWAYS),))
    assert told(every_hour, expiring, NIGHT) == [("ops-mail", MONDAY_AFTER)]
    assert told(every_hour, about(), NIGHT) == [("ops-mail", NIGHT)]
    meant = Routing(ONE.recipients, (Route(severity=(Severity.INFORMATION,), hours=Pace.ALWAYS),))
    assert told(meant, expiring, NIGHT) == [("ops-mail", NIGHT)]


def test_every_rule_of_the_table_of_faults_is_a_rule() -> None:
    assert set(FAULT_OF) <= set(RULE_NAMES)
    assert {fault_of(rule) for rule in RULE_NAMES} == set(Verdict)


def found(*routes: Route, recipients: tuple[Recipient, ...] = ONE.recipients) -> list[str]:
    return list(gaps(Routing(recipients, routes), RULE_NAMES, [ACCOUNT, "south-clinic"]))


def test_the_defaults_leave_no_gap_and_no_channel_is_one() -> None:
    assert found() == []
    assert found(recipients=()) == ["there is no channel: nobody is told of anything; add [[channels]]"]


@pytest.mark.parametrize(
    "never",
    [
        Route(rule=("portal-changed",)),  # the one before takes it
        Route(verdict=(Verdict.OWN_FAULT,), rule=("revalidation",)),
    ],
)
def test_a_route_that_can_never_match_is_a_gap(never: Route) -> None:
    (gap,) = found(Route(rule=("portal-*",)), never, Route())
    assert gap.startswith("routes[1] can never match")


def test_check_has_a_row_for_each_gap_and_else_one_that_all_is_well() -> None:
    (well,) = routed(ONE, [ACCOUNT])
    assert (well.what, well.good) == ("routes", True)
    rows = list(routed(Routing(ONE.recipients, (Route(severity=(Severity.CRITICAL,)),)), [ACCOUNT]))
    assert [(row.good, row.said.split()[0]) for row in rows] == [(False, "warning"), (False, "information")]


def test_a_severity_or_an_account_that_reaches_nobody_is_a_gap() -> None:
    critical = Route(severity=(Severity.CRITICAL,))
    assert found(critical) == [
        "warning reaches nobody; add a route that matches it and names a channel",
        "information reaches nobody; add a route that matches it and names a channel",
    ]
    (gap,) = found(Route(account=("south-*",), rule=("revalidation",), channels=()), Route())[:1]
    assert gap.startswith("critical of south-clinic by revalidation reaches nobody")
