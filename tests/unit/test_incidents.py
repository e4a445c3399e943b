"""What becomes of incidents: told once, told again only for a reason, never lost and never doubled."""

from datetime import timedelta
from itertools import permutations

import pytest

from agent.incidents import decide
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.policy import Policy

from .builders import ACCOUNT, NOW, OTHER_ACCOUNT, Book, before, finding, found, silence, well

RULE = "password-expiry"
INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
DAY = timedelta(hours=24)
INSTANT = timedelta(microseconds=1)


def opened(severity: Severity = WARNING, state: IncidentState = IncidentState.OPEN, stage: int = 0) -> Book:
    """A book with one incident, opened and told at NOW, and taken or silenced then."""
    book = Book()
    book.enter([(RULE, found(finding(severity=severity, stage=stage)))], NOW)
    if state is IncidentState.ACKNOWLEDGED:
        book.take("i0", NOW)
    if state is IncidentState.SILENCED:
        book.silences = (silence(lasting=30 * DAY),)
        book.wait(NOW)
    assert book.only.state is state
    book.told, book.untold = book.told[:1], []
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


def test_worsening_opens_what_somebody_took() -> None:
    book = opened(WARNING, IncidentState.ACKNOWLEDGED)
    assert again(book, timedelta(hours=1), finding(severity=CRITICAL)) is Transition.WORSENED
    assert (book.only.state, book.only.taken_by) == (IncidentState.OPEN, None)


@pytest.mark.parametrize("state", [IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_a_taken_incident_stays_taken_while_it_does_not_worsen(state: IncidentState) -> None:
    book = opened(CRITICAL, state)
    assert again(book, 3 * DAY - INSTANT, finding(severity=CRITICAL)) is None
    assert book.only.state is state


def test_a_critical_incident_nobody_took_is_reminded_after_a_day_and_after_two_more() -> None:
    book = opened(CRITICAL)
    same = finding(severity=CRITICAL)
    assert again(book, DAY - INSTANT, same) is None
    assert again(book, DAY, same) is Transition.REMINDED
    assert again(book, 3 * DAY - INSTANT, same) is None
    assert again(book, 3 * DAY, same) is Transition.REMINDED
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
def test_a_subject_found_well_is_resolved_and_told_unless_it_is_silenced(state: IncidentState) -> None:
    book = opened(CRITICAL, state)
    (change,) = book.enter([(RULE, well("south-clinic", ACCOUNT))], NOW + DAY)
    assert change.transition is Transition.RESOLVED
    assert change.told is (state is not IncidentState.SILENCED)
    assert (change.incident.state, change.incident.resolved) == (IncidentState.RESOLVED, NOW + DAY)
    assert (change.incident.opened, change.incident.told) == (NOW, NOW + DAY)
    assert change.incident.finding.severity is CRITICAL


UNNAMED: list[list[tuple[str, Ruling]]] = [
    [],
    [(RULE, Ruling())],
    [(RULE, well("south-clinic")), ("session-timeout", well(ACCOUNT))],
]


@pytest.mark.parametrize("rulings", UNNAMED)
def test_what_no_ruling_names_stays_as_it_is(rulings: list[tuple[str, Ruling]]) -> None:
    book = opened(CRITICAL)
    assert book.enter(rulings, NOW + DAY - INSTANT) == ()
    assert book.only.told == NOW


@pytest.mark.parametrize("rulings", UNNAMED)
def test_what_no_ruling_names_is_reminded_all_the_same(rulings: list[tuple[str, Ruling]]) -> None:
    book = opened(CRITICAL)
    before_it = book.only
    (change,) = book.enter(rulings, NOW + DAY)
    assert (change.transition, change.at) == (Transition.REMINDED, NOW + DAY)
    assert change.incident == before_it.model_copy(update={"told": NOW + DAY, "reminders": 1})
    assert book.enter(rulings, NOW + 3 * DAY - INSTANT) == ()
    assert [each.transition for each in book.enter(rulings, NOW + 3 * DAY)] == [Transition.REMINDED]


def test_the_policy_says_when_to_remind_of_what_no_ruling_names() -> None:
    book = opened(CRITICAL)
    book.policy = Policy(remind_hours=2)
    assert book.enter([], NOW + timedelta(hours=2) - INSTANT) == ()
    assert len(book.enter([], NOW + timedelta(hours=2))) == 1


@pytest.mark.parametrize(
    ("severity", "state"),
    [
        (INFORMATION, IncidentState.OPEN),
        (WARNING, IncidentState.OPEN),
        (WARNING, IncidentState.ACKNOWLEDGED),
        (CRITICAL, IncidentState.SILENCED),
    ],
)
def test_what_no_ruling_names_is_not_reminded_unless_critical_and_told(
    severity: Severity, state: IncidentState
) -> None:
    assert opened(severity, state).enter([], NOW + 9 * DAY) == ()


def test_looks_at_another_account_remind_of_one_that_is_not_looked_at_but_ever_less() -> None:
    book = opened(CRITICAL)
    for quarter in range(3 * 96 + 1):
        book.enter([(RULE, well("south-clinic"))], NOW + timedelta(minutes=15 * quarter))
    assert book.transitions == [Transition.OPENED, Transition.REMINDED, Transition.REMINDED]


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


MILD, BAD, WORST = finding(), finding(severity=CRITICAL), finding(severity=CRITICAL, stage=1)


@pytest.mark.parametrize("doubled", [*permutations([MILD, BAD, WORST])])
@pytest.mark.parametrize("apart", [False, True])
def test_a_subject_found_twice_by_a_rule_is_one_incident_of_the_worst(
    doubled: tuple[Finding, ...], apart: bool
) -> None:
    rulings = [(RULE, found(each)) for each in doubled] if apart else [(RULE, found(*doubled))]
    book = Book()
    book.enter(rulings, NOW)
    assert book.only.finding == WORST
    assert book.transitions == [Transition.OPENED]
    assert [change.transition for change in book.enter(rulings, NOW)] == [None]


def test_of_findings_equally_bad_the_first_is_told() -> None:
    book = Book()
    book.enter([(RULE, found(finding(title="first"), finding(title="second")))], NOW)
    assert book.only.finding.title == "first"


def test_the_same_subject_under_two_rules_is_not_merged() -> None:
    book = Book()
    book.enter([("a", found(finding(rule="a"))), ("b", found(finding(rule="b", severity=CRITICAL)))], NOW)
    assert sorted((each.rule, each.finding.severity) for each in book.unresolved.values()) == [
        ("a", WARNING),
        ("b", CRITICAL),
    ]


def test_a_subject_cleared_twice_in_one_ruling_is_resolved_once() -> None:
    incident = Incident(id="i0", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW)
    assert len(decide([incident], [(RULE, well(ACCOUNT, ACCOUNT))], Policy(), NOW, str)) == 1


def test_a_subject_both_found_and_well_is_not_resolved() -> None:
    incident = Incident(id="i0", state=IncidentState.OPEN, finding=finding(), opened=NOW, told=NOW)
    both = Ruling(findings=(finding(),), well=(ACCOUNT,))
    for rulings in ([(RULE, both)], [(RULE, well(ACCOUNT)), (RULE, found(finding()))]):
        changes = decide([incident], rulings, Policy(), NOW, str)
        assert [change.incident.state for change in changes] == [IncidentState.OPEN]
    elsewhere = [(RULE, well(ACCOUNT)), ("session-timeout", found(finding(rule="session-timeout")))]
    changes = decide([incident], elsewhere, Policy(), NOW, lambda: "i1")
    assert {change.transition for change in changes} == {Transition.OPENED, Transition.RESOLVED}


def test_the_due_day_is_kept_until_another_is_said() -> None:
    book, day = opened(), NOW + 9 * DAY
    again(book, DAY, finding(due=day))
    again(book, DAY, finding(due=None))
    assert book.only.finding.due == day
    again(book, DAY, finding(severity=CRITICAL, due=None))
    assert book.only.finding.due == day
    again(book, DAY, finding(due=day - DAY))
    assert book.only.finding.due == day - DAY
    again(book, DAY, finding(due=day + DAY))
    assert book.only.finding.due == day + DAY


def test_a_rule_that_saw_all_of_an_account_lets_go_of_what_it_no_longer_names() -> None:
    book = Book()
    first = [finding(subject=name, account=ACCOUNT) for name in ("C1", "C2", "C3")]
    book.enter([(RULE, found(*first))], NOW)
    book.enter([(RULE, Ruling(findings=(first[0],), unsure=("C2",), else_well=ACCOUNT))], NOW + DAY)
    assert {incident.subject for incident in book.unresolved.values()} == {"C1", "C2"}


def test_what_one_account_found_another_that_sees_it_too_neither_ends_nor_changes() -> None:
    """Two accounts with rosters that differ: else it would open and end with each visit, for ever."""
    book = Book()
    mine, others = (
        finding(subject="I1", account=ACCOUNT),
        finding(subject="I1", account=OTHER_ACCOUNT, title="x"),
    )
    for hour in range(0, 24, 4):
        book.enter([(RULE, Ruling(findings=(mine,), account=ACCOUNT))], NOW + timedelta(hours=hour))
        for said in (
            Ruling(well=("I1",), account=OTHER_ACCOUNT),
            Ruling(findings=(others,), account=OTHER_ACCOUNT),
        ):
            book.enter([(RULE, said)], NOW + timedelta(hours=hour + 1))
            assert (book.only.account, book.only.finding.title) == (ACCOUNT, "wrong")
    assert book.transitions == [Transition.OPENED]
    book.enter([(RULE, Ruling(well=("I1",), account=ACCOUNT))], NOW + DAY)
    assert book.unresolved == {}


def test_what_is_no_accounts_is_followed_and_ended_by_whoever_looks() -> None:
    book = Book()
    for account in (ACCOUNT, OTHER_ACCOUNT):
        book.enter(
            [(RULE, Ruling(findings=(finding(subject="portal", title=account),), account=account))], NOW
        )
        assert book.only.finding.title == account
    book.enter([(RULE, Ruling(well=("portal",), account=ACCOUNT))], NOW)
    assert book.unresolved == {}


def test_what_another_account_finds_worse_is_told_once_and_is_its_own_from_then_on() -> None:
    book = Book()
    mine = finding(subject="I1", account=ACCOUNT)
    others = finding(subject="I1", account=OTHER_ACCOUNT, severity=CRITICAL)
    for hour in range(0, 12, 4):
        book.enter([(RULE, Ruling(findings=(mine,), account=ACCOUNT))], NOW + timedelta(hours=hour))
        book.enter(
            [(RULE, Ruling(findings=(others,), account=OTHER_ACCOUNT))], NOW + timedelta(hours=hour + 1)
        )
    assert book.transitions == [Transition.OPENED, Transition.WORSENED]
    assert book.only.account == OTHER_ACCOUNT
    book.enter([(RULE, Ruling(well=("I1",), account=ACCOUNT))], NOW + DAY)
    assert book.only.account == OTHER_ACCOUNT


def test_a_rule_that_saw_all_of_one_account_says_nothing_of_another_or_of_another_rule() -> None:
    book = Book()
    book.enter([(RULE, found(finding(account=ACCOUNT)))], NOW)
    for rule, account in ((RULE, "south-clinic"), ("connection-pending", ACCOUNT), (RULE, None)):
        book.enter([(rule, Ruling(else_well=account))], NOW + DAY)
        assert len(book.unresolved) == 1
    book.enter([(RULE, Ruling(else_well=ACCOUNT))], NOW + DAY)
    assert book.unresolved == {}
