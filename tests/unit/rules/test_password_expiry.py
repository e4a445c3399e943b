"""password-expiry: a 60-day life, told at 14, 7 and 1 days left and when it has run out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import password_expiry

from ..builders import ACCOUNT, EASTERN, NOW, Book, at_portal, facts, only, roster, rule_on, visit, well

LIFE = 60
CHANGED = date(2026, 3, 2)
RUNS_OUT = date(2026, 5, 1)
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
EXPIRED = (CRITICAL, 1)


def judged(days_left: int, policy: Policy | None = None) -> Ruling:
    return rule_on(password_expiry.judge, visit(facts=facts(days_left=days_left)), policy=policy or Policy())


def seen(now: datetime, changed: date = CHANGED, zone: ZoneInfo = EASTERN) -> Look:
    """What a visit at `now` reads of a password changed on the day `changed` at the portal."""
    days_left = LIFE - (now.astimezone(zone).date() - changed).days
    if days_left <= 0:
        return visit(Cause.PASSWORD_EXPIRED, at=now)
    return visit(at=now, facts=facts(days_left=days_left))


def enter(book: Book, looked: Look) -> None:
    ruling = password_expiry.judge(looked, (), roster(), book.policy, looked.started)
    book.enter([(password_expiry.NAME, ruling)], looked.started)


@pytest.mark.parametrize("days_left", [60, 30, 15])
def test_more_than_fourteen_days_are_well(days_left: int) -> None:
    assert judged(days_left) == well(ACCOUNT)


@pytest.mark.parametrize(
    ("days_left", "severity", "stage"),
    [
        (14, INFORMATION, 0),
        (8, INFORMATION, 0),
        (7, WARNING, 0),
        (2, WARNING, 0),
        (1, CRITICAL, 0),
        (0, CRITICAL, 1),
        (-1, CRITICAL, 1),
    ],
)
def test_each_stage_begins_on_its_day(days_left: int, severity: Severity, stage: int) -> None:
    found = only(judged(days_left))
    assert (found.severity, found.stage) == (severity, stage)
    assert (found.subject, found.account) == (ACCOUNT, ACCOUNT)


def test_the_policy_moves_the_stages() -> None:
    policy = Policy(password_information_days=20, password_warning_days=10, password_critical_days=3)
    assert [only(judged(days, policy)).severity for days in (20, 10, 3)] == [INFORMATION, WARNING, CRITICAL]
    assert [only(judged(days, policy)).severity for days in (11, 4)] == [INFORMATION, WARNING]
    assert judged(21, policy) == well(ACCOUNT)


def test_a_portal_that_says_expired_needs_no_facts() -> None:
    found = only(rule_on(password_expiry.judge, visit(Cause.PASSWORD_EXPIRED)))
    assert (found.severity, found.stage, found.title) == (CRITICAL, 1, "portal password has expired")
    assert found.impact.startswith("Sign-in is blocked until it is changed")


@pytest.mark.parametrize("days_left", [3, -1])
def test_nothing_but_sign_in_is_said_to_be_at_risk(days_left: int) -> None:
    assert "enrollment and claims are not affected" in only(judged(days_left)).impact


@pytest.mark.parametrize(
    "looked",
    [
        visit(Cause.VAULT),
        visit(Cause.SERVER_ERROR),
        visit(Cause.BAD_PASSWORD),
        visit(Cause.ELEMENT_MISSING, facts=facts(not_read=["password.days_left"])),
    ],
    ids=lambda looked: str(looked.verdict),
)
def test_days_that_were_not_read_are_neither_wrong_nor_well(looked: Look) -> None:
    assert rule_on(password_expiry.judge, looked) == Ruling()


def test_days_that_were_read_count_whatever_else_went_wrong() -> None:
    looked = visit(Cause.ELEMENT_MISSING, facts=facts(days_left=7))
    assert only(rule_on(password_expiry.judge, looked)).severity is WARNING


@pytest.mark.parametrize(("days_left", "text"), [(14, "14 days"), (1, "1 day")])
def test_the_title_counts_the_days(days_left: int, text: str) -> None:
    assert only(judged(days_left)).title == f"portal password expires in {text}"
    assert only(judged(days_left)).impact.startswith("When it runs out")


def test_the_due_date_is_the_portals_day_not_ours() -> None:
    late_evening = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # still 2 March in New York
    looked = visit(at=late_evening, facts=facts(days_left=14))
    assert only(rule_on(password_expiry.judge, looked)).due == datetime(2026, 3, 16, tzinfo=EASTERN)
    in_utc = rule_on(password_expiry.judge, looked, policy=Policy(time_zone="UTC"))
    assert only(in_utc).due == datetime(2026, 3, 17, tzinfo=UTC)


def test_the_due_date_is_midnight_on_the_other_side_of_daylight_saving() -> None:
    looked = visit(at=NOW, facts=facts(days_left=14))  # clocks go forward on 8 March
    due = only(rule_on(password_expiry.judge, looked)).due
    assert due is not None
    assert due.astimezone(UTC) == datetime(2026, 3, 16, 4, 0, tzinfo=UTC)


def test_fourteen_seven_one_and_expired_are_one_incident_told_four_times() -> None:
    book = Book()
    for day in (*range(46), 46, 50, 52, 53, 56, 58, 59, 60, 61):
        enter(book, seen(at_portal(CHANGED + timedelta(days=day))))
    told = [
        (transition, incident.finding.severity, (incident.told.astimezone(EASTERN).date() - CHANGED).days)
        for transition, incident in book.told
    ]
    assert told == [
        (Transition.OPENED, INFORMATION, 46),
        (Transition.WORSENED, WARNING, 53),
        (Transition.WORSENED, CRITICAL, 59),
        (Transition.WORSENED, CRITICAL, 60),
        (Transition.REMINDED, CRITICAL, 61),
    ]
    assert {incident.id for _, incident in book.told} == {book.only.id}
    assert book.only.finding.since == at_portal(CHANGED + timedelta(days=46))


def test_a_first_look_on_day_sixty_one_tells_once_that_it_has_expired() -> None:
    book = Book()
    enter(book, seen(at_portal(CHANGED + timedelta(days=61))))
    assert book.transitions == [Transition.OPENED]
    assert book.only.finding.title == "portal password has expired"


def test_a_changed_password_resolves_the_incident_and_starts_the_sixty_days_again() -> None:
    book = Book()
    enter(book, seen(at_portal(date(2026, 4, 30))))
    enter(book, seen(at_portal(date(2026, 5, 2)), changed=date(2026, 5, 2)))
    assert book.transitions == [Transition.OPENED, Transition.RESOLVED]
    enter(book, seen(at_portal(date(2026, 6, 17)), changed=date(2026, 5, 2)))
    assert book.transitions[2:] == [Transition.OPENED]


def test_a_number_below_nothing_still_gives_the_day_it_ran_out() -> None:
    three_days_late = at_portal(RUNS_OUT + timedelta(days=3))
    looked = visit(at=three_days_late, facts=facts(days_left=-3))
    assert only(rule_on(password_expiry.judge, looked)).due == datetime.combine(RUNS_OUT, time.min, EASTERN)


def test_the_portals_message_alone_gives_no_day() -> None:
    looked = visit(Cause.PASSWORD_EXPIRED, at=at_portal(RUNS_OUT + timedelta(days=3)))
    assert only(rule_on(password_expiry.judge, looked)).due is None


def test_an_expired_password_keeps_the_day_that_was_read_before_it_ran_out() -> None:
    book = Book()
    for day in (59, 60, 61, 65):
        enter(book, seen(at_portal(CHANGED + timedelta(days=day))))
        assert book.only.finding.due == datetime.combine(RUNS_OUT, time.min, EASTERN)


def test_the_day_is_counted_from_when_the_page_was_read() -> None:
    just_before_midnight = datetime(2026, 3, 2, 23, 59, 50, tzinfo=EASTERN)
    over_midnight = visit(at=just_before_midnight, facts=facts(days_left=7))  # ends at 00:00:10
    due = only(rule_on(password_expiry.judge, over_midnight, now=NOW)).due
    assert due == datetime(2026, 3, 10, tzinfo=EASTERN)
    ten_seconds_sooner = visit(at=just_before_midnight - timedelta(seconds=11), facts=facts(days_left=7))
    due = only(rule_on(password_expiry.judge, ten_seconds_sooner, now=NOW)).due
    assert due == datetime(2026, 3, 9, tzinfo=EASTERN)


def test_the_days_that_passed_since_the_look_are_taken_off() -> None:
    looked = visit(at=NOW, facts=facts(days_left=15))
    assert rule_on(password_expiry.judge, looked) == well(ACCOUNT)
    later = only(rule_on(password_expiry.judge, looked, now=NOW + timedelta(days=14)))
    assert (later.title, later.severity) == ("portal password expires in 1 day", CRITICAL)
    assert later.due == datetime(2026, 3, 17, tzinfo=EASTERN)
    gone = only(rule_on(password_expiry.judge, looked, now=NOW + timedelta(days=15)))
    assert (gone.title, gone.due) == ("portal password has expired", later.due)


@pytest.mark.parametrize("days_left", [10**9, -(10**9)])
def test_a_misprint_is_neither_wrong_nor_well(days_left: int) -> None:
    assert judged(days_left) == Ruling()


def test_of_two_accounts_neither_clears_nor_worsens_the_other() -> None:
    book = Book()
    for day in (53, 54, 55):
        for account, days_left in (("north-clinic", LIFE - day), ("south-clinic", 30)):
            now = at_portal(CHANGED + timedelta(days=day))
            looked = visit(at=now, account=account, facts=facts(days_left=days_left))
            its_roster = roster().model_copy(update={"account": account})
            ruling = password_expiry.judge(looked, (), its_roster, book.policy, now)
            book.enter([(password_expiry.NAME, ruling)], now)
    assert book.transitions == [Transition.OPENED]


ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",  # clocks change at midnight
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
    "UTC",
]


def expected_stage(day: int) -> tuple[Severity, int] | None:
    for first_day, stage in (
        (60, EXPIRED),
        (59, (CRITICAL, 0)),
        (53, (WARNING, 0)),
        (46, (INFORMATION, 0)),
    ):
        if day >= first_day:
            return stage
    return None


@settings(max_examples=120)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    changed=st.dates(date(2024, 1, 1), date(2034, 12, 31)),
    minutes=st.lists(st.integers(40 * 1440, 64 * 1440), min_size=1, max_size=12, unique=True).map(sorted),
)
def test_no_stage_comes_early_or_is_skipped_however_visits_fall(
    zone: ZoneInfo, changed: date, minutes: list[int]
) -> None:
    start = datetime.combine(changed, time.min, zone).astimezone(UTC)
    book = Book(policy=Policy(time_zone=zone.key, remind_hours=24 * 365))
    stages = []
    for now in (start + timedelta(minutes=minute) for minute in minutes):
        day = (now.astimezone(zone).date() - changed).days
        enter(book, seen(now, changed, zone))
        stages.append(expected_stage(day))
        kept = [(each.finding.severity, each.finding.stage) for each in book.unresolved.values()]
        assert kept == ([stages[-1]] if stages[-1] else [])
        for incident in book.unresolved.values():
            due = incident.finding.due
            assert (due is None) == all(stage == EXPIRED for stage in stages if stage)
            assert due is None or due.astimezone(UTC).astimezone(zone).date() == changed + timedelta(
                days=LIFE
            )
    distinct = list(dict.fromkeys(stage for stage in stages if stage))
    assert [(each.finding.severity, each.finding.stage) for _, each in book.told] == distinct
    assert book.transitions == [Transition.OPENED, *[Transition.WORSENED] * len(distinct)][: len(distinct)]
