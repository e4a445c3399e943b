"""What becomes of incidents: told once, told again only for a reason, never lost and never doubled."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.incidents import decide
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.policy import Policy

from .builders import ACCOUNT, NOW, Book, before, finding, found, well

RULE = "password-expiry"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
DAY = timedelta(hours=24)
INSTANT = timedelta(microseconds=1)


def opened(severity: Severity = WARNING, state: IncidentState = IncidentState.OPEN, stage: int = 0) -> Book:
    """A book with one incident, opened and told at NOW."""
    book = Book()
    book.enter([(RULE, found(finding(severity=severity, stage=stage)))], NOW)
    book.take("i0", state)
    return book


def again(book: Book, after: timedelta, *findings: Finding) -> Transition | None:
    (change,) = book.enter([(RULE, found(*findings))], NOW + after)
    assert change.at == NOW + after
    return change.transition


def test_a_new_finding_opens_an_incident_and_tells_it() -> None:
    book = Book()
    (change,) = book.enter([(RULE, found(finding(since=before(hours=1))))], NOW)
    assert change.transition is Transition.OPENED
    incident = change.incident
    assert (incident.id, incident.state, incident.opened, incident.told) == (
        "i0",
        IncidentState.OPEN,
        NOW,
        NOW,
    )
    assert (incident.rule, incident.subject, incident.resolved) == (RULE, ACCOUNT, None)
    assert incident.finding.since == before(hours=1)


def test_every_subject_and_every_rule_has_an_incident_of_its_own() -> None:
    book = Book()
    other = finding(rule="session-timeout")
    book.enter(
        [(RULE, found(finding(), finding(subject="south-clinic"))), ("session-timeout", found(other))], NOW
    )
    assert sorted((each.rule, each.subject) for each in book.unresolved.values()) == [
        (RULE, ACCOUNT),
        (RULE, "south-clinic"),
        ("session-timeout", ACCOUNT),
    ]


def test_the_same_finding_again_is_refreshed_without_a_word() -> None:
    book = opened()
    assert again(book, timedelta(days=9), finding(title="newer words")) is None
    assert book.only.finding.title == "newer words"
    assert (book.only.told, book.only.state, book.only.opened) == (NOW, IncidentState.OPEN, NOW)


@pytest.mark.parametrize(
    ("severity", "stage", "worse"),
    [
        (CRITICAL, 0, True),
        (WARNING, 2, True),
        (WARNING, 1, False),
        (WARNING, 0, False),
        (INFORMATION, 9, False),
    ],
)
def test_only_a_higher_severity_or_stage_is_worse(severity: Severity, stage: int, worse: bool) -> None:
    book = opened(WARNING, stage=1)
    transition = again(book, timedelta(hours=1), finding(severity=severity, stage=stage))
    assert transition is (Transition.WORSENED if worse else None)
    assert book.only.told == (NOW + timedelta(hours=1) if worse else NOW)
    assert book.only.finding.severity is severity


def test_what_eased_and_worsens_again_is_told_again() -> None:
    book = opened(CRITICAL)
    assert again(book, timedelta(hours=1), finding(severity=WARNING)) is None
    assert again(book, timedelta(hours=2), finding(severity=CRITICAL)) is Transition.WORSENED


@pytest.mark.parametrize("state", [IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_worsening_opens_what_was_acknowledged_or_silenced(state: IncidentState) -> None:
    book = opened(WARNING, state)
    assert again(book, timedelta(hours=1), finding(severity=CRITICAL)) is Transition.WORSENED
    assert book.only.state is IncidentState.OPEN


@pytest.mark.parametrize("state", [IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_a_taken_incident_stays_taken_while_it_does_not_worsen(state: IncidentState) -> None:
    book = opened(CRITICAL, state)
    assert again(book, 9 * DAY, finding(severity=CRITICAL)) is None
    assert book.only.state is state


def test_a_critical_incident_nobody_took_is_reminded_once_a_day() -> None:
    book = opened(CRITICAL)
    same = finding(severity=CRITICAL)
    assert again(book, DAY - INSTANT, same) is None
    assert again(book, DAY, same) is Transition.REMINDED
    assert again(book, 2 * DAY - INSTANT, same) is None
    assert again(book, 2 * DAY, same) is Transition.REMINDED
    assert book.only.state is IncidentState.OPEN


@pytest.mark.parametrize("severity", [INFORMATION, WARNING])
def test_less_than_critical_is_never_reminded(severity: Severity) -> None:
    assert again(opened(severity), 9 * DAY, finding(severity=severity)) is None


def test_what_eased_below_critical_is_not_reminded() -> None:
    assert again(opened(CRITICAL), 9 * DAY, finding(severity=WARNING)) is None


def test_worsening_after_a_day_is_told_as_worsening_and_starts_the_day_again() -> None:
    book = opened(WARNING)
    assert again(book, 2 * DAY, finding(severity=CRITICAL)) is Transition.WORSENED
    assert again(book, 3 * DAY - INSTANT, finding(severity=CRITICAL)) is None
    assert again(book, 3 * DAY, finding(severity=CRITICAL)) is Transition.REMINDED


def test_the_policy_says_when_to_remind() -> None:
    book = opened(CRITICAL)
    book.policy = Policy(remind_hours=2)
    assert again(book, timedelta(hours=2) - INSTANT, finding(severity=CRITICAL)) is None
    assert again(book, timedelta(hours=2), finding(severity=CRITICAL)) is Transition.REMINDED


@pytest.mark.parametrize("state", [IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_a_subject_found_well_is_resolved_and_told(state: IncidentState) -> None:
    book = opened(CRITICAL, state)
    (change,) = book.enter([(RULE, well("south-clinic", ACCOUNT))], NOW + DAY)
    assert change.transition is Transition.RESOLVED
    assert (change.incident.state, change.incident.resolved) == (IncidentState.RESOLVED, NOW + DAY)
    assert (change.incident.opened, change.incident.told) == (NOW, NOW + DAY)
    assert change.incident.finding.severity is CRITICAL


def test_a_ruling_that_names_nothing_leaves_everything_as_it_is() -> None:
    book = opened(CRITICAL)
    assert book.enter([(RULE, Ruling()), ("session-timeout", well(ACCOUNT))], NOW + 9 * DAY) == ()
    assert book.enter([], NOW + 9 * DAY) == ()
    assert book.only.told == NOW


def test_what_is_well_and_was_never_wrong_is_no_change() -> None:
    assert Book().enter([(RULE, well(ACCOUNT))], NOW) == ()


def test_a_finding_after_it_was_resolved_is_a_new_incident() -> None:
    book = opened()
    book.enter([(RULE, well(ACCOUNT))], NOW + DAY)
    assert again(book, 2 * DAY, finding()) is Transition.OPENED
    assert book.only.id == "i1"


def test_since_is_the_oldest_that_was_ever_said() -> None:
    book = opened()
    again(book, DAY, finding(since=NOW + DAY))
    assert book.only.finding.since == NOW
    again(book, DAY, finding(since=before(hours=2)))
    assert book.only.finding.since == before(hours=2)
    again(book, DAY, finding(severity=CRITICAL, since=NOW + DAY))
    assert book.only.finding.since == before(hours=2)


def test_nothing_that_was_given_is_changed() -> None:
    incident = Incident(id="i0", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW)
    copy = incident.model_copy(deep=True)
    decide([incident], [(RULE, found(finding(severity=CRITICAL)))], Policy(), NOW + DAY, str)
    assert incident == copy


@pytest.mark.xfail(strict=True, reason="one ruling that names a subject twice opens two incidents")
def test_a_subject_found_twice_in_one_ruling_is_one_incident() -> None:
    book = Book()
    book.enter([(RULE, found(finding(severity=CRITICAL), finding(severity=WARNING)))], NOW)
    assert book.only.finding.severity is CRITICAL
    assert book.transitions == [Transition.OPENED]


@pytest.mark.xfail(strict=True, reason="one ruling that clears a subject twice resolves its incident twice")
def test_a_subject_cleared_twice_in_one_ruling_is_resolved_once() -> None:
    incident = Incident(id="i0", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW)
    assert len(decide([incident], [(RULE, well(ACCOUNT, ACCOUNT))], Policy(), NOW, str)) == 1


@pytest.mark.xfail(strict=True, reason="a subject both found and well is told and resolved at once")
def test_a_subject_both_found_and_well_is_not_resolved() -> None:
    incident = Incident(id="i0", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW)
    both = Ruling(findings=(finding(),), well=(ACCOUNT,))
    changes = decide([incident], [(RULE, both)], Policy(), NOW, str)
    assert [change.incident.state for change in changes] == [IncidentState.OPEN]


KEYS = [(rule, subject) for rule in ("a", "b") for subject in ("x", "y")]
SAYING = st.one_of(
    st.just("well"),
    st.just("cannot tell"),
    st.tuples(st.sampled_from(Severity), st.integers(0, 1), st.integers(-72, 0)),
)
LOOK = st.tuples(
    st.integers(1, 40),  # hours since the look before
    st.fixed_dictionaries(dict.fromkeys(KEYS, SAYING)),
    st.sampled_from([None, IncidentState.ACKNOWLEDGED, IncidentState.SILENCED]),
)


def rulings_of(sayings: dict[tuple[str, str], object], now: datetime) -> list[tuple[str, Ruling]]:
    rulings = []
    for rule in ("a", "b"):
        of_rule = {subject: said for (its, subject), said in sayings.items() if its == rule}
        findings = tuple(
            finding(
                rule=rule,
                subject=subject,
                severity=said[0],
                stage=said[1],
                since=now + timedelta(hours=said[2]),
            )
            for subject, said in of_rule.items()
            if isinstance(said, tuple)
        )
        cleared = tuple(subject for subject, said in of_rule.items() if said == "well")
        rulings.append((rule, Ruling(findings=findings, well=cleared)))
    return rulings


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(looks=st.lists(LOOK, max_size=12))
def test_however_findings_flap_no_incident_is_lost_or_doubled(
    looks: list[tuple[int, dict[tuple[str, str], object], IncidentState | None]],
) -> None:
    book, now = Book(), NOW
    for hours, sayings, taken in looks:
        now += timedelta(hours=hours)
        earlier = {(each.rule, each.subject): each for each in book.unresolved.values()}
        changes = book.enter(rulings_of(sayings, now), now)
        later = {(each.rule, each.subject): each for each in book.unresolved.values()}
        assert len(later) == len(book.unresolved)
        assert {change.incident.subject for change in changes} <= {subject for _, subject in sayings}
        for key, said in sayings.items():
            check_step(earlier.get(key), later.get(key), said, now)
        for identifier in list(book.unresolved)[:1] if taken else []:
            book.take(identifier, taken or IncidentState.OPEN)
    per_key = Counter((incident.rule, incident.subject, transition) for transition, incident in book.told)
    still = {(each.rule, each.subject) for each in book.unresolved.values()}
    for rule, subject in KEYS:
        opens, resolves = (per_key[rule, subject, each] for each in (Transition.OPENED, Transition.RESOLVED))
        assert opens == resolves + ((rule, subject) in still)
    opened_ids = [incident.id for transition, incident in book.told if transition is Transition.OPENED]
    assert len(set(opened_ids)) == len(opened_ids)


def check_step(earlier: Incident | None, later: Incident | None, said: object, now: datetime) -> None:
    """One subject over one look: found stays the same incident, well ends it, silence leaves it."""
    if said == "cannot tell":
        assert later == earlier
    elif said == "well":
        assert later is None
    else:
        assert later is not None
        assert later.id == (earlier.id if earlier else later.id)
        assert later.finding.since <= (earlier.finding.since if earlier else now)
        assert later.opened == (earlier.opened if earlier else now)
        assert later.told == now or (earlier is not None and later.told == earlier.told)
