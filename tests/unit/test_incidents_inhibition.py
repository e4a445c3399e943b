"""One cause is one incident: windows, the portal's own incident, a Vault or a network that is away."""

from datetime import timedelta

import pytest

from agent.incidents import inhibition
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, IncidentState, Transition
from agent.model.window import Once, Window
from agent.rules import RULE_NAMES, agent_fault, portal_availability

from .builders import ACCOUNT, NOW, OTHER_ACCOUNT, POLICY, Book, finding, found, silence, well

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WINDOW = Window(
    name="spring works",
    why="announced",
    time_zone="America/New_York",
    once=Once(start=NOW, end=NOW + 4 * HOUR),
)
CRITICAL = Severity.CRITICAL
PORTAL = finding(rule="portal-availability", subject="portal", severity=CRITICAL)
VAULT = finding(rule="agent-fault", subject="Vault")
NETWORK = finding(rule="agent-fault", subject="Network")
CAUSES = (PORTAL, VAULT, NETWORK)
NOISE = ("portal-availability", "not-looked", "portal-response-time", "session-timeout", "agent-fault")
DEADLINES = ("password-expiry", "revalidation", "corrections-requested")
HELD = ("portal-availability", "portal-response-time", "portal-changed", "not-looked")


def of(rule: str, account: str = ACCOUNT, severity: Severity = CRITICAL) -> Finding:
    return finding(rule=rule, subject=account, account=account, severity=severity)


def saying(*findings: Finding) -> list[tuple[str, Ruling]]:
    return [(each.rule, found(each)) for each in findings]


def clearing(*findings: Finding) -> list[tuple[str, Ruling]]:
    return [(each.rule, well(each.subject)) for each in findings]


def transitions(changes: tuple[Change, ...]) -> list[tuple[Transition | None, str, bool]]:
    return [(change.transition, change.incident.subject, change.told) for change in changes]


# maintenance windows


@pytest.mark.parametrize("rule", HELD)
def test_what_maintenance_explains_does_not_open_in_a_window_and_does_after_it(rule: str) -> None:
    book = Book(window=WINDOW)
    assert book.enter(saying(of(rule)), NOW) == ()
    book.window = None
    book.enter(saying(of(rule)), NOW + 4 * HOUR)
    assert book.transitions == [Transition.OPENED]


@pytest.mark.parametrize("rule", [*DEADLINES, "agent-fault", "session-timeout"])
def test_what_maintenance_does_not_explain_opens_in_a_window(rule: str) -> None:
    assert len(Book(window=WINDOW).enter(saying(of(rule)), NOW)) == 1


def test_what_is_open_is_neither_reminded_nor_escalated_in_a_window() -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW - 24 * HOUR)
    book.window = WINDOW
    assert book.wait(NOW) == ()
    book.window = None
    assert transitions(book.wait(NOW)) == [(Transition.REMINDED, "portal", True)]


def test_what_gets_worse_in_a_window_is_told_once_after_it() -> None:
    book = Book()
    book.enter(saying(of("portal-changed", severity=Severity.WARNING)), NOW - HOUR)
    book.window = WINDOW
    changes = book.enter(saying(of("portal-changed")), NOW)
    assert transitions(changes) == [(Transition.WORSENED, ACCOUNT, False)]
    book.window = None
    assert transitions(book.wait(NOW + 4 * HOUR)) == [(Transition.WORSENED, ACCOUNT, True)]
    assert book.wait(NOW + 5 * HOUR) == ()


def test_what_ends_in_a_window_is_told_to_those_who_were_told_of_it() -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW - HOUR)
    book.window = WINDOW
    changes = book.enter(clearing(PORTAL), NOW)
    assert transitions(changes) == [(Transition.RESOLVED, "portal", True)]


def test_a_silence_that_ends_in_a_window_is_told_after_it() -> None:
    book = Book(silences=(silence(),))
    book.enter(saying(PORTAL), NOW)
    book.silences, book.window = (), WINDOW
    assert book.wait(NOW + HOUR) == ()
    book.window = None
    assert transitions(book.wait(NOW + 4 * HOUR)) == [(Transition.REMINDED, "portal", True)]


def test_a_portal_that_is_down_in_a_window_holds_no_account_back_but_by_the_window() -> None:
    book = Book(window=WINDOW)
    book.enter(saying(PORTAL, of("session-timeout")), NOW)
    assert {incident.rule for incident in book.unresolved.values()} == {"session-timeout"}


def test_a_portal_that_was_down_before_the_window_holds_the_accounts_back_in_it_too() -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW - HOUR)
    book.window = WINDOW
    assert transitions(book.enter(saying(PORTAL, of("session-timeout")), NOW)) == [(None, "portal", False)]


def test_a_vault_that_is_away_in_a_window_is_told_and_holds_the_accounts_back() -> None:
    changes = Book(window=WINDOW).enter(saying(VAULT, of("agent-fault")), NOW)
    assert transitions(changes) == [(Transition.OPENED, "Vault", True)]


# inhibition


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.subject)
@pytest.mark.parametrize("rule", NOISE)
def test_an_accounts_noise_does_not_open_beside_its_cause(cause: Finding, rule: str) -> None:
    book = Book()
    book.enter(saying(cause), NOW)
    assert book.enter(saying(of(rule)), NOW + HOUR) == ()
    assert book.transitions == [Transition.OPENED]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.subject)
def test_nor_does_it_where_one_look_finds_both(cause: Finding) -> None:
    book = Book()
    book.enter(saying(of("not-looked"), of("session-timeout"), cause), NOW)
    assert book.only.subject == cause.subject


def expired(account: str = ACCOUNT) -> Finding:
    return finding(rule="password-expiry", subject=account, account=account, severity=CRITICAL, stage=1)


@pytest.mark.parametrize("cause", [of("account-access"), expired()], ids=lambda cause: cause.rule)
def test_that_nobody_looks_at_an_account_is_no_news_while_the_portal_lets_nobody_in(cause: Finding) -> None:
    book = Book()
    book.enter(saying(cause), NOW)
    assert book.enter(saying(of("not-looked")), NOW + 9 * HOUR) == ()
    book.enter(clearing(cause), NOW + 10 * HOUR)
    changes = book.enter(saying(of("not-looked")), NOW + 11 * HOUR)
    assert transitions(changes) == [(Transition.OPENED, ACCOUNT, True)], "now it has another reason"


def test_it_is_where_one_look_finds_both_and_not_where_it_is_well_again() -> None:
    book = Book()
    book.enter(saying(of("not-looked"), of("account-access")), NOW)
    assert book.only.rule == "account-access"
    changes = book.enter([*clearing(of("account-access")), *saying(of("not-looked"))], NOW + HOUR)
    assert (Transition.OPENED, ACCOUNT, True) in transitions(changes)


def test_it_is_news_of_another_account_and_while_the_password_still_works() -> None:
    book = Book()
    book.enter(saying(of("account-access", OTHER_ACCOUNT), of("password-expiry")), NOW)
    (change,) = book.enter(saying(of("not-looked")), NOW + 9 * HOUR)
    assert (change.transition, change.told) == (Transition.OPENED, True)


def test_it_is_news_where_nobody_is_told_of_the_refusal() -> None:
    book = Book(policy=POLICY.model_copy(update={"off": ("account-access",)}))
    book.enter(saying(of("account-access"), of("not-looked")), NOW)
    assert book.only.rule == "not-looked"


def test_once_told_it_is_not_told_again_while_the_portal_lets_nobody_in() -> None:
    book = Book()
    book.enter(saying(of("not-looked")), NOW)
    book.enter(saying(of("account-access")), NOW + HOUR)
    assert {change.incident.rule for change in book.wait(NOW + 48 * HOUR)} == {"account-access"}


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.subject)
@pytest.mark.parametrize("rule", DEADLINES)
def test_a_deadline_is_never_held_back(cause: Finding, rule: str) -> None:
    book = Book()
    book.enter(saying(cause), NOW)
    (change,) = book.enter(saying(of(rule)), NOW + HOUR)
    assert (change.transition, change.told) == (Transition.OPENED, True)


@pytest.mark.parametrize("state", [IncidentState.ACKNOWLEDGED, IncidentState.SILENCED])
def test_a_cause_that_is_taken_or_silenced_is_a_cause_all_the_same(state: IncidentState) -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW)
    if state is IncidentState.ACKNOWLEDGED:
        book.take("i0", NOW)
    else:
        book.silences = (silence(rule="portal-availability"),)
        book.wait(NOW)
    assert book.only.state is state
    assert book.enter(saying(of("not-looked")), NOW + HOUR) == ()


def test_what_is_found_once_the_cause_is_gone_opens_then() -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW)
    book.enter(saying(of("not-looked")), NOW + HOUR)
    changes = book.enter([*clearing(PORTAL), *saying(of("not-looked"))], NOW + 2 * HOUR)
    assert (Transition.OPENED, ACCOUNT, True) in transitions(changes)


def test_what_was_open_before_the_cause_is_told_no_more_until_the_cause_is_gone() -> None:
    book = Book()
    book.enter(saying(of("agent-fault", severity=Severity.WARNING), of("not-looked")), NOW)
    book.enter(saying(VAULT), NOW + HOUR)
    changes = book.enter(saying(of("agent-fault")), NOW + 2 * HOUR)
    assert transitions(changes) == [(Transition.WORSENED, ACCOUNT, False)]
    assert book.wait(NOW + 48 * HOUR) == ()
    book.enter(clearing(VAULT), NOW + 49 * HOUR)
    book.wait(NOW + 49 * HOUR + MINUTE)
    told = [(transition, incident.rule) for transition, incident in book.told][3:]
    assert sorted(told) == [
        (Transition.REMINDED, "not-looked"),
        (Transition.RESOLVED, "agent-fault"),
        (Transition.WORSENED, "agent-fault"),
    ]


def test_the_portals_own_other_incidents_are_no_accounts_noise() -> None:
    book = Book()
    book.enter(saying(PORTAL), NOW)
    slow = finding(rule="portal-response-time", subject="public pages")
    assert len(book.enter(saying(slow), NOW)) == 1


def test_an_accounts_availability_is_no_cause_for_another_account() -> None:
    book = Book()
    book.enter(saying(of("portal-availability")), NOW)
    book.enter(saying(of("portal-availability", OTHER_ACCOUNT), of("agent-fault")), NOW)
    assert len(book.unresolved) == 3


def test_a_cause_that_accounts_find_differently_bad_in_turn_is_told_as_worse_once() -> None:
    book = Book()
    for hour, severity in enumerate((Severity.WARNING, CRITICAL, Severity.WARNING, CRITICAL)):
        book.enter(saying(finding(rule="agent-fault", subject="Vault", severity=severity)), NOW + hour * HOUR)
    assert book.transitions == [Transition.OPENED, Transition.WORSENED]


def test_the_rules_that_are_named_here_are_rules() -> None:
    assert set(RULE_NAMES) >= (inhibition.INHIBITED | inhibition.HELD_BY_WINDOW)
    assert inhibition.PORTAL == (portal_availability.NAME, portal_availability.PORTAL)
    assert inhibition.VAULT == (agent_fault.NAME, agent_fault.VAULT)
    assert inhibition.NETWORK == (agent_fault.NAME, agent_fault.NETWORK)


# grouping


def test_when_the_portals_own_incident_opens_the_accounts_are_resolved_without_a_notice() -> None:
    book = Book()
    book.enter(saying(*(of("portal-availability", name) for name in (ACCOUNT, OTHER_ACCOUNT))), NOW)
    book.enter(saying(of("password-expiry")), NOW)
    changes = book.enter(saying(PORTAL), NOW + HOUR)
    assert transitions(changes) == [
        (Transition.RESOLVED, ACCOUNT, False),
        (Transition.RESOLVED, OTHER_ACCOUNT, False),
        (Transition.OPENED, "portal", True),
    ]
    assert {incident.subject for incident in book.unresolved.values()} == {"portal", ACCOUNT}


def test_an_account_that_the_same_look_finds_or_clears_is_resolved_once() -> None:
    for also in (saying(of("portal-availability")), clearing(of("portal-availability"))):
        book = Book()
        book.enter(saying(of("portal-availability")), NOW)
        changes = book.enter([*saying(PORTAL), *also], NOW + HOUR)
        assert transitions(changes) == [
            (Transition.RESOLVED, ACCOUNT, False),
            (Transition.OPENED, "portal", True),
        ]


def test_a_vault_that_is_away_does_not_end_an_accounts_availability() -> None:
    book = Book()
    book.enter(saying(of("portal-availability")), NOW)
    book.enter(saying(VAULT), NOW + HOUR)
    assert len(book.unresolved) == 2


def test_an_account_that_fails_after_the_portal_is_back_is_told_of_again() -> None:
    book = Book()
    book.enter(saying(of("portal-availability")), NOW)
    book.enter(saying(PORTAL), NOW + HOUR)
    book.enter(clearing(PORTAL), NOW + 2 * HOUR)
    book.enter(saying(of("portal-availability")), NOW + 3 * HOUR)
    assert [(transition, incident.subject) for transition, incident in book.told][-2:] == [
        (Transition.RESOLVED, "portal"),
        (Transition.OPENED, ACCOUNT),
    ]
