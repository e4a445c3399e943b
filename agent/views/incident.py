"""An incident, all there is to say of it: what the command prints, the API answers and the page shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, PlainSerializer

from agent.incidents.coming import Coming, coming, held_back_by
from agent.model.alert import Alert, AlertState
from agent.model.base import Frozen
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState, Transition
from agent.model.look import LookKind
from agent.model.silence import Silence
from agent.model.verdict import Verdict
from agent.on_call import UnknownIncidentError
from agent.recorder import Recorder
from agent.routing import fault_of
from agent.rules.desks import as_of
from agent.store import AuditEntry, Passage, Reads

Moment = Annotated[AwareDatetime, PlainSerializer(datetime.isoformat, str, when_used="json")]
"""A moment that a document tells with its offset, as `+00:00`."""


class Summary(Frozen):
    """One incident in a list. Times are UTC; whether the desk is open is of the moment it was asked."""

    id: str
    state: IncidentState
    opened: Moment
    resolved: Moment | None
    taken_by: str | None
    step: int  # the step on call that was reached; 0 is the first notice
    flapping: bool
    rule: str
    subject: str
    account: str | None
    severity: Severity
    title: str
    since: AwareDatetime
    due: AwareDatetime | None
    impact: str
    next_step: str
    desk: str


class Cause(Frozen):
    """The incident that accounts for another: nobody is told of that one as long as this is there."""

    id: str
    rule: str
    title: str


class Next(Frozen):
    """What is told next; `step` and `channels` are of an escalation, null for a reminder to everyone."""

    transition: Transition
    at: Moment
    step: int | None
    channels: tuple[str, ...] | None


class Passed(Frozen):
    """A transition; `number` counts from 1."""

    number: int
    transition: Transition
    at: Moment
    severity: Severity


class Deed(Frozen):
    """What a person did, by the audit."""

    at: Moment
    who: str
    what: str
    why: str


class Telling(Frozen):
    """An alert. `due`: when it is tried next; `digest`: the day in whose digest it is told."""

    channel: str
    transition: Transition | None
    state: AlertState
    problem: str | None
    sent: Moment | None
    receipt: str | None
    due: Moment | None
    digest: str | None


class Piece(Frozen):
    """Evidence that can be opened."""

    id: str
    kind: EvidenceKind
    page: str


class IncidentDocument(Summary):
    """`silence` is the one that keeps it quiet, `next` what is told next, if it stays as it is."""

    silence: Silence | None
    held_back_by: Cause | None
    next: Next | None
    transitions: tuple[Passed, ...]
    deeds: tuple[Deed, ...]
    alerts: tuple[Telling, ...]
    last_good_look: Moment | None
    pictured: str | None  # the look that the evidence is of
    evidence: tuple[Piece, ...]
    verdict: Verdict
    runbook: str  # an address, or the command that shows it
    look_again: str  # the command


def summary(incident: Incident, now: datetime) -> Summary:
    """As it is told at `now`."""
    return Summary.model_validate(_summed(incident, now))


def incident_document(reads: Reads, recorder: Recorder, identifier: str, now: datetime) -> IncidentDocument:
    """Raises UnknownIncidentError."""
    incident = reads.incident(identifier)
    if incident is None:
        raise UnknownIncidentError(identifier)
    cause = None if incident.resolved else held_back_by(incident, reads.open_incidents())
    pictured, pieces = _evidence(incident, reads)
    good = reads.last_good_look(incident.account)
    return IncidentDocument(
        **_summed(incident, now),
        silence=_silence_of(incident, reads.silences(lasting=now)),
        held_back_by=cause and Cause(id=cause.id, rule=cause.rule, title=cause.finding.title),
        next=None if cause else _next(incident, reads, recorder, now),
        transitions=tuple(_passed(each) for each in reads.transitions(identifier)),
        deeds=tuple(_deed(each) for each in reads.audited(identifier)),
        alerts=tuple(_telling(each) for each in reads.alerts(identifier)),
        last_good_look=good.ended if good else None,
        pictured=pictured,
        evidence=pieces,
        verdict=fault_of(incident.rule),
        runbook=recorder.links.runbook_of(incident.rule),
        look_again=_look_again(incident),
    )


def _evidence(incident: Incident, reads: Reads) -> tuple[str | None, tuple[Piece, ...]]:
    """Of the newest look. A probe leaves none: for what concerns no account, of the newest visit since."""
    kind = LookKind.VISIT if incident.account is None else None
    newest = next(iter(reads.looks(incident.account, kind, limit=1)), None)
    if newest is None or (incident.account is None and newest.ended < incident.finding.since):
        return None, ()
    pieces = tuple(_piece(each) for each in reads.evidence_of(newest.id))
    return (newest.id if pieces else None), pieces


def _summed(incident: Incident, now: datetime) -> dict[str, object]:
    own = {name: getattr(incident, name) for name in ("id", "state", "opened", "resolved")}
    own |= {name: getattr(incident, name) for name in ("taken_by", "step", "flapping")}
    finding = dict(incident.finding)
    del finding["stage"]
    return own | finding | {"desk": as_of(incident.finding.desk, now)}


def _silence_of(incident: Incident, lasting: Iterable[Silence]) -> Silence | None:
    """The one of those that lasts longest; none of what is over."""
    matching = (silence for silence in lasting if silence.matches(incident))
    return None if incident.resolved else max(matching, key=lambda each: each.until, default=None)


def _next(incident: Incident, reads: Reads, recorder: Recorder, now: datetime) -> Next | None:
    found: Coming | None = coming(
        incident,
        recorder.policy_of(incident.account),
        recorder.steps,
        recorder.windows_at(reads, now),
    )
    return found and Next(**found._asdict())


def _passed(passage: Passage) -> Passed:
    return Passed(**passage._asdict())


def _deed(entry: AuditEntry) -> Deed:
    return Deed(at=entry.at, who=entry.who, what=entry.action, why=entry.detail)


def _telling(alert: Alert) -> Telling:
    return Telling(
        channel=alert.channel,
        transition=alert.transition,
        state=alert.state,
        problem=alert.problem,
        sent=alert.sent,
        receipt=alert.receipt,
        due=alert.next_try if alert.state is AlertState.PENDING else None,
        digest=alert.digest.isoformat() if alert.digest else None,
    )


def _piece(record: Evidence) -> Piece:
    return Piece(id=record.id, kind=record.kind, page=record.page)


def _look_again(incident: Incident) -> str:
    """A visit of its account; where the fault is ours and of no account, what looks at our own parts."""
    if incident.account is None and fault_of(incident.rule) is Verdict.OWN_FAULT:
        return "enrollwatch check"
    return f"enrollwatch visit {incident.account or '--all'}"
