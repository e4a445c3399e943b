"""A forecast is what daily looks would say over facts that stand still: no day more, no day less."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forecast import Event, forecast, moments, still_open
from agent.model.facts import (
    ApplicationFact,
    CorrectionFact,
    CredentialFact,
    Facts,
    PasswordFacts,
    ProfileFacts,
    RevalidationFact,
)
from agent.model.finding import Ruling, Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.ladder import Rung, days_until, left
from agent.model.look import Look, LookKind
from agent.model.people import ConnectionFact
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.verdict import Cause
from agent.rules import RULES, History, Rule, judge

from .builders import (
    ACCOUNT,
    EASTERN,
    ENROLLMENT,
    NOBODY_EXPECTED,
    NOW,
    NPI,
    POLICY,
    Book,
    at_portal,
    enrollment,
    facts,
    finding,
    visit,
)

TODAY = POLICY.today(NOW)
LADDER = tuple(
    Rung(days=days, severity=severity)
    for days, severity in ((30, Severity.INFORMATION), (14, Severity.WARNING), (7, Severity.CRITICAL))
)


def deadlines(due: Mapping[str, date], lapses_after: int | None = None, name: str = "deadline") -> Rule:
    """A rule on days that stand in it; what is `lapses_after` days past has gone by itself."""

    def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
        found = []
        for subject, day in due.items():
            days = days_until(day, policy.today(now))
            standing = left(days, LADDER)
            if standing and (lapses_after is None or days >= -lapses_after):
                told = finding(rule=name, subject=subject, account=ACCOUNT, due=at_portal(day))
                update = {"severity": standing.severity, "stage": standing.stage, "title": f"{days} days"}
                found.append(told.model_copy(update=update))
        return Ruling(findings=tuple(found), else_well=roster.account)

    return Rule(name, frozenset(LookKind), judge)


def foreseen(
    look: Look,
    rules: Sequence[Rule],
    *,
    days: int = 365,
    first: date = TODAY,
    known: Sequence[Incident] = (),
    policy: Policy = POLICY,
) -> tuple[Event, ...]:
    until = first + timedelta(days=days - 1)
    return forecast(look, (), NOBODY_EXPECTED, policy, known, first, until, rules)


def day_by_day(
    look: Look, rules: Sequence[Rule], first: date, days: int, known: Sequence[Incident]
) -> list[tuple[object, ...]]:
    """The same, run once a day as the agent would run it: what each morning tells, reminders apart."""
    book = Book(unresolved={incident.id: incident for incident in known})
    told: list[tuple[object, ...]] = []
    for number in range(days):
        day = first + timedelta(days=number)
        now, before = at_portal(day), len(book.told)
        book.enter(judge(look, (), NOBODY_EXPECTED, POLICY, now, rules), now)
        told += [
            (day, transition, *said(incident))
            for transition, incident in book.told[before:]
            if transition is not Transition.REMINDED
        ]
    return told


def said(incident: Incident) -> tuple[object, ...]:
    of = incident.finding
    return of.rule, of.subject, of.severity, of.stage, of.title, of.due


def flat(events: Sequence[Event]) -> list[tuple[object, ...]]:
    return [(e.day, e.transition, e.rule, e.subject, e.severity, e.stage, e.title, e.due) for e in events]


OFFSETS = st.dictionaries(st.sampled_from("abcd"), st.integers(-40, 400), max_size=4)


@settings(max_examples=25)
@given(
    offsets=OFFSETS,
    lapsing=OFFSETS,
    start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    hour=st.integers(0, 23),
    open_already=st.sets(st.sampled_from("abcd")),
)
def test_a_forecast_for_a_year_is_what_365_daily_looks_say(
    offsets: dict[str, int], lapsing: dict[str, int], start: date, hour: int, open_already: set[str]
) -> None:
    rules = (
        deadlines({subject: start + timedelta(days=n) for subject, n in offsets.items()}),
        deadlines({subject: start + timedelta(days=n) for subject, n in lapsing.items()}, 10, "lapsing"),
    )
    look = visit(at=at_portal(start - timedelta(days=1), hour), facts=facts(days_left=40))
    known = [
        Incident(
            id=f"known-{subject}",
            state=IncidentState.OPEN,
            finding=finding(rule="lapsing", subject=subject, account=ACCOUNT, severity=Severity.WARNING),
            opened=NOW,
            told=NOW,
        )
        for subject in sorted(open_already)
    ]
    events = foreseen(look, rules, first=start, known=known)
    assert flat(events) == day_by_day(look, rules, start, 365, known)


def test_the_rules_that_there_are_foresee_a_year_as_their_365_daily_looks_say() -> None:
    application = ApplicationFact(
        id="T010520260000123",
        npi=NPI,
        form="855I",
        state="OH",
        status="Returned for Corrections",
        since=TODAY - timedelta(days=3),
        history=(),
        corrections=(CorrectionFact(topic="x", asked=TODAY, due=TODAY + timedelta(days=30)),),
    )
    read = Facts(
        password=PasswordFacts(days_left=40),
        profile=ProfileFacts(questions_age_days=600),
        connections=(
            ConnectionFact(id="C1", provider="X", npi=NPI, surrogate="S", requested=TODAY, status="Pending"),
        ),
        enrollments=(enrollment("Approved").model_copy(update={"last_claim": TODAY - timedelta(days=100)}),),
        applications=(application,),
        revalidations=(
            RevalidationFact(enrollment_id=ENROLLMENT, posted=True, due=TODAY + timedelta(days=250)),
        ),
        credentials=(
            CredentialFact(npi=NPI, kind="State license", number="L", expires=TODAY + timedelta(days=120)),
        ),
    )
    events = foreseen(visit(facts=read), RULES)
    assert [event.severity for event in events if event.rule == "password-expiry"] == [
        Severity.INFORMATION,
        Severity.WARNING,
        Severity.CRITICAL,
        Severity.CRITICAL,
    ]
    assert flat(events) == day_by_day(visit(facts=read), RULES, TODAY, 365, ())


def test_each_stage_is_told_on_its_day_and_once() -> None:
    due = TODAY + timedelta(days=100)
    events = foreseen(visit(), [deadlines({"x": due})])
    assert [(days_until(due, e.day), e.transition, e.severity) for e in events] == [
        (30, Transition.OPENED, Severity.INFORMATION),
        (14, Transition.WORSENED, Severity.WARNING),
        (7, Transition.WORSENED, Severity.CRITICAL),
        (-1, Transition.WORSENED, Severity.CRITICAL),
    ]
    assert {e.due for e in events} == {at_portal(due)}


def test_what_goes_by_itself_is_told_as_lapsing() -> None:
    due = TODAY + timedelta(days=20)
    *_, last = foreseen(visit(), [deadlines({"x": due}, lapses_after=3)])
    assert (last.day, last.transition) == (due + timedelta(days=4), Transition.RESOLVED)


def test_the_first_day_tells_what_has_come_since_the_look_and_the_last_day_counts() -> None:
    read = visit(at=at_portal(TODAY - timedelta(days=10)))
    rules = [deadlines({"x": TODAY + timedelta(days=25), "y": TODAY + timedelta(days=39)})]
    events = foreseen(read, rules, days=10)
    assert [(e.subject, e.day - TODAY) for e in events] == [("x", timedelta(0)), ("y", timedelta(days=9))]
    assert foreseen(read, rules, days=9) == events[:1]


@pytest.mark.parametrize("state", [IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_what_is_known_is_silent_until_it_worsens_whoever_has_taken_it(state: IncidentState) -> None:
    due = TODAY + timedelta(days=20)
    (known,) = Book().enter(judge(visit(), (), NOBODY_EXPECTED, POLICY, NOW, [deadlines({"x": due})]), NOW)
    taken = known.incident.model_copy(update={"state": state})
    events = foreseen(visit(), [deadlines({"x": due})], days=19, known=[taken])
    assert [(e.transition, e.severity) for e in events] == [
        (Transition.WORSENED, Severity.WARNING),
        (Transition.WORSENED, Severity.CRITICAL),
    ]


def test_a_rule_about_the_look_alone_says_nothing_of_the_days_to_come() -> None:
    down = visit(Cause.TIMED_OUT, Cause.SLOW, facts=facts(days_left=40, limit_minutes=30))
    history = (visit(Cause.TIMED_OUT, at=NOW - timedelta(hours=4)),)
    book = Book()
    opened = book.enter(judge(down, history, NOBODY_EXPECTED, POLICY, NOW), NOW)
    assert opened, "the look opens something, which then stays as it is"
    until = TODAY + timedelta(days=30)
    events = forecast(down, history, NOBODY_EXPECTED, POLICY, tuple(book.unresolved.values()), TODAY, until)
    assert [e for e in events if e.rule.startswith("portal")] == []


def test_one_moment_a_calendar_day_at_nine_across_daylight_saving() -> None:
    found = list(moments(at_portal(date(2026, 1, 1)), date(2026, 1, 2), date(2026, 12, 31), POLICY))
    assert len(found) == 364
    assert {moment.astimezone(EASTERN).hour for moment in found} == {9}
    assert len({moment.astimezone(EASTERN).date() for moment in found}) == 364
    assert {moment.utcoffset() for moment in found} == {timedelta(hours=-5), timedelta(hours=-4)}


def test_no_moment_lies_before_the_look() -> None:
    evening = at_portal(TODAY, 22)
    first, second = moments(evening, TODAY - timedelta(days=3), TODAY + timedelta(days=1), POLICY)
    assert (first, second) == (evening, at_portal(TODAY + timedelta(days=1)))


@pytest.mark.parametrize("zone", [UTC, EASTERN, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Niue")])
def test_the_zone_in_which_the_looks_end_is_told_changes_nothing(zone: ZoneInfo) -> None:
    look = visit(at=at_portal(date(2026, 3, 7), 23), facts=facts(days_left=15))
    moved = look.model_copy(update={"ended": look.ended.astimezone(zone)})
    rules = (deadlines({"x": date(2026, 4, 3)}), *RULES)
    assert foreseen(moved, rules, days=30) == foreseen(look, rules, days=30)


def test_a_rule_that_is_switched_off_foresees_nothing() -> None:
    rules = [deadlines({"x": TODAY + timedelta(days=10)})]
    assert foreseen(visit(), rules)
    assert foreseen(visit(), rules, policy=Policy(off=("deadline",))) == ()


def test_what_a_later_look_opened_and_the_facts_know_nothing_of_is_no_news() -> None:
    good = visit(facts=facts(days_left=40))
    book = Book()
    later = NOW + timedelta(hours=8)
    failed = visit(Cause.BAD_PASSWORD, at=later)
    book.enter(judge(failed, (good,), NOBODY_EXPECTED, POLICY, later), later)
    known = tuple(book.unresolved.values())
    assert known
    assert still_open(known, good, (), NOBODY_EXPECTED, POLICY) == ()


def test_what_the_look_found_wrong_too_is_still_open() -> None:
    seen = visit(facts=facts(days_left=3, enrollments=[enrollment("Approved")]))
    book = Book()
    book.enter(judge(seen, (), NOBODY_EXPECTED, POLICY, NOW), NOW)
    known = tuple(book.unresolved.values())
    assert known
    assert still_open(known, seen, (), NOBODY_EXPECTED, POLICY) == known
