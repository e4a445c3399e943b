"""Values to store, every field filled where it matters; all people and numbers are made up."""

from datetime import UTC, datetime, timedelta, timezone

from agent.model.alert import Alert, Message
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.finding import Finding, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.look import BlockedRequest, Look, LookKind, PageTiming, Reason, SessionLoss, Step
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.retention import Retention

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
NEW_YORK_WINTER = timezone(timedelta(hours=-5))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def tidy(kept: Retention) -> None:
    """All that is due by its clock, in one go: for a test, that is alone."""
    for part in kept.parts(kept.clock()):
        while part():
            pass


def a_look(look_id: str = "look-1", minutes: float = 0, **changed: object) -> Look:
    look = Look(
        id=look_id,
        kind=LookKind.VISIT,
        account="north-clinic",
        browser="chromium",
        browser_version="156.0",
        started=at(minutes),
        ended=at(minutes + 1),
        verdict=Verdict.OK,
        steps=(Step(name="sign-in", seconds=0.5, pages=(PageTiming(name="ia-login", seconds=0.25),)),),
    )
    return look.model_copy(update=changed)


def a_full_look() -> Look:
    """Every field that a look can have, but facts."""
    return a_look(
        verdict=Verdict.PORTAL_CHANGED,
        reasons=(
            Reason(cause=Cause.ELEMENT_MISSING, what="no button", where="home", do="compare the page"),
            Reason(cause=Cause.SLOW, what="9 s", where="home", do="wait"),
        ),
        steps=(
            Step(name="nothing-loaded", seconds=0.125),
            Step(
                name="sign-in",
                seconds=1.5,
                pages=(
                    PageTiming(name="ia-login", seconds=0.25, ttfb=0.01, db=0.004),
                    PageTiming(name="ia-code", seconds=0.5),
                ),
            ),
            Step(name="home", seconds=9.0, pages=(PageTiming(name="home", seconds=9.0, ttfb=8.5),)),
        ),
        losses=(SessionLoss(at=at(0.5), page="home", idle=12.0, age=40.5),),
        blocked=(
            BlockedRequest(
                at=at(0.75), method="POST", host="127.0.0.1", path="/sign", page="home", write=True
            ),
        ),
    )


def a_probe(look_id: str, minutes: float, verdict: Verdict = Verdict.OK) -> Look:
    return Look(
        id=look_id, kind=LookKind.PROBE, started=at(minutes), ended=at(minutes), verdict=verdict, steps=()
    )


def a_record(evidence_id: str = "evidence-1", look: str = "look-1", minutes: float = 0) -> Evidence:
    return Evidence(
        id=evidence_id,
        look=look,
        kind=EvidenceKind.SCREENSHOT,
        page="home",
        taken=at(minutes),
        file=f"{evidence_id}.sealed",
        bytes=4096,
    )


def a_finding(subject: str = "north-clinic", severity: Severity = Severity.WARNING) -> Finding:
    return Finding(
        rule="password-expiry",
        subject=subject,
        account="north-clinic",
        severity=severity,
        stage=2,
        title="portal password expires in 5 days",
        since=at(-60),
        due=at(5 * 24 * 60),
        impact="nobody can sign in",
        next_step="change it in the portal",
        desk="External User Services",
    )


def an_incident(
    incident_id: str = "incident-1",
    subject: str = "north-clinic",
    severity: Severity = Severity.WARNING,
    state: IncidentState = IncidentState.OPEN,
) -> Incident:
    resolved = at(130) if state is IncidentState.RESOLVED else None
    finding = a_finding(subject, severity)
    return Incident(id=incident_id, state=state, finding=finding, opened=NOON, told=NOON, resolved=resolved)


def a_change(
    incident: Incident, transition: Transition | None = Transition.OPENED, minutes: float = 0
) -> Change:
    return Change(incident=incident, transition=transition, at=at(minutes))


def an_alert(
    number: int = 1, channel: str = "ops-mail", incident: str = "incident-1", minutes: float = 0
) -> Alert:
    key = f"{incident}:{number}:{channel}"
    return Alert(
        id=f"alert:{key}",
        key=key,
        incident=incident,
        number=number,
        transition=Transition.OPENED,
        channel=channel,
        message=Message(title="WARNING opened: north-clinic", text="What\nand why"),
        created=at(minutes),
        next_try=at(minutes),
    )


def a_slot(minutes: float, outcome: SlotOutcome = SlotOutcome.DONE, **changed: object) -> Slot:
    slot = Slot(kind=LookKind.VISIT, subject="north-clinic", due=at(minutes), outcome=outcome)
    return slot.model_copy(update=changed)
