"""What an incident tells of itself next, which is what the clock then does."""

from datetime import timedelta
from itertools import pairwise

import pytest

from agent.incidents import acknowledge, tick
from agent.incidents.coming import Coming, coming, held_back_by
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.on_call import Step
from agent.model.window import Cron, Once, Window
from agent.windows import covering

from .builders import ACCOUNT, NOW, OTHER_ACCOUNT, POLICY, finding

STEPS = (
    Step(after=timedelta(minutes=30), severity=Severity.WARNING, channels=("second",)),
    Step(after=timedelta(hours=2), channels=("third",)),
)


def an_incident(severity: Severity = Severity.CRITICAL, **changed: object) -> Incident:
    found = finding(severity=severity)
    incident = Incident(id="i1", state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
    return incident.model_copy(update=changed)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("taken", [False, True])
def test_the_clock_does_next_what_was_said_and_not_a_moment_sooner(severity: Severity, taken: bool) -> None:
    incident = an_incident(severity)
    if taken:
        incident = acknowledge(incident, "pat", NOW).incident
    happened: list[Coming] = []
    while (next_one := coming(incident, POLICY, STEPS)) and len(happened) < 5:
        too_soon = next_one.at - timedelta(microseconds=1)
        assert tick([incident], POLICY, too_soon, steps=STEPS) == ()
        (change,) = tick([incident], POLICY, next_one.at, steps=STEPS)
        assert (change.transition, change.channels) == (next_one.transition, next_one.channels)
        incident = change.incident
        happened.append(next_one)
    assert all(earlier.at < later.at for earlier, later in pairwise(happened))
    kinds = [each.transition for each in happened]
    escalations = 0 if taken else {Severity.WARNING: 1, Severity.CRITICAL: 2}.get(severity, 0)
    assert kinds.count(Transition.ESCALATED) == escalations
    assert (Transition.REMINDED in kinds) == (severity is Severity.CRITICAL)


def window(*, start: float, end: float) -> Window:
    """From and to so many minutes after now."""
    during = Once(start=NOW + timedelta(minutes=start), end=NOW + timedelta(minutes=end))
    return Window(name="works", why="announced", time_zone="UTC", once=during)


@pytest.mark.parametrize(
    ("windows", "minutes", "step"),
    [
        ([window(start=0, end=20)], 30, 1),
        ([window(start=30, end=60)], 60, 1),
        ([window(start=10, end=180)], 180, 2),
        ([window(start=10, end=60), window(start=50, end=90), window(start=90, end=100)], 100, 1),
        ([window(start=0, end=60 * 30)], 60 * 30, 2),
    ],
)
def test_what_falls_into_a_window_comes_at_its_end(windows: list[Window], minutes: float, step: int) -> None:
    found = finding(rule="portal-availability", subject="portal", severity=Severity.CRITICAL)
    incident = an_incident(finding=found)
    next_one = coming(incident, POLICY, STEPS, windows)
    assert next_one is not None
    assert (next_one.at, next_one.step) == (NOW + timedelta(minutes=minutes), step)
    now = next_one.at - timedelta(microseconds=1)
    assert tick([incident], POLICY, now, steps=STEPS, window=covering(windows, now)) == ()
    (change,) = tick([incident], POLICY, next_one.at, steps=STEPS, window=covering(windows, next_one.at))
    assert (change.transition, change.incident.step) == (Transition.ESCALATED, step)


def test_a_window_does_not_put_off_what_it_does_not_explain() -> None:
    next_one = coming(an_incident(), POLICY, STEPS, [window(start=0, end=999)])
    assert next_one is not None
    assert next_one.at == NOW + timedelta(minutes=30)


def test_windows_without_end_leave_nothing_to_come() -> None:
    halves = [
        Window(
            name=at,
            why="works",
            time_zone="UTC",
            cron=Cron(fields=f"0 {at} * * *", lasting=timedelta(hours=12)),
        )
        for at in ("0", "12")
    ]
    found = finding(rule="portal-availability", subject="portal", severity=Severity.CRITICAL)
    assert coming(an_incident(finding=found), POLICY, STEPS, halves) is None


def test_an_accounts_noise_is_held_back_by_its_cause_and_a_deadline_is_not() -> None:
    portal = an_incident(finding=finding(rule="portal-availability", subject="portal"))
    blind, deadline = (
        an_incident(finding=finding(rule=rule, account=ACCOUNT)) for rule in ("not-looked", "revalidation")
    )
    unresolved = (blind, deadline, portal)
    assert held_back_by(blind, unresolved) is portal
    assert [held_back_by(each, unresolved) for each in (deadline, portal)] == [None, None]
    assert held_back_by(blind, (blind, deadline)) is None


def test_that_nobody_looks_is_held_back_by_what_shuts_out_the_same_account() -> None:
    def of(rule: str, account: str = ACCOUNT, stage: int = 0) -> Incident:
        found = finding(rule=rule, subject=account, account=account, stage=stage)
        return an_incident(id=f"{rule} {account} {stage}", finding=found)

    blind, refused = of("not-looked"), of("account-access")
    assert held_back_by(blind, (blind, refused)) is refused
    expired = of("password-expiry", stage=1)
    assert held_back_by(blind, (blind, expired)) is expired
    for other in (of("account-access", OTHER_ACCOUNT), of("password-expiry")):
        assert held_back_by(blind, (blind, other)) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"state": IncidentState.SILENCED},
        {"state": IncidentState.RESOLVED, "resolved": NOW},
        {"flapping": True, "well_since": NOW},
    ],
)
def test_nothing_comes_next_of_what_is_silenced_over_or_well_for_now(changed: dict[str, object]) -> None:
    assert coming(an_incident().model_copy(update=changed), POLICY, STEPS) is None
