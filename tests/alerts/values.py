"""Alerts and incidents to tell of; all names are made up."""

from datetime import UTC, datetime, timedelta

from agent.model.alert import Alert, Message
from agent.model.finding import Finding, Severity
from agent.model.incident import Incident, IncidentState, Transition

MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def an_alert(
    number: int = 1,
    channel: str = "ops",
    incident: str = "incident-1",
    title: str = "CRITICAL opened: north-clinic — portal password has expired",
) -> Alert:
    key = f"{incident}:{number}:{channel}"
    return Alert(
        id=f"alert:{key}",
        key=key,
        incident=incident,
        number=number,
        transition=Transition.OPENED,
        channel=channel,
        message=Message(title=title, text="What:     portal password has expired\nNaïve line — two.\n"),
        created=MORNING,
        next_try=MORNING,
    )


def an_incident(**finding: object) -> Incident:
    found = Finding(
        rule="password-expiry",
        subject="north-clinic",
        account="north-clinic",
        severity=Severity.CRITICAL,
        title="portal password has expired",
        since=MORNING,
        due=MORNING + timedelta(hours=3),
        impact="Sign-in is blocked until it is changed.",
        next_step="Change it in I&A.",
        desk="EUS help desk",
    ).model_copy(update=finding)
    return Incident(id="incident-1", state=IncidentState.OPEN, finding=found, opened=MORNING, told=MORNING)
