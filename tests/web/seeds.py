"""Incidents, looks and evidence as the pages are tested with; all made up."""

from datetime import datetime, timedelta

from agent.model.finding import Finding, Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.look import Look, LookKind, Reason
from agent.model.slot import PORTAL, Slot, SlotOutcome
from agent.model.verdict import Cause, Verdict
from agent.rules.desks import EUS
from agent.store import Store
from tests.web.conftest import NOW

HOSTILE = "<b>free</b> \u202emoc.live\u202c\nhttp://evil.example"
"""Markup, a text turned round, a line's end, an address."""


def an_incident(identifier: str = "incident-1", **changed: object) -> Incident:
    """A warning of north-clinic, open for an hour; `changed` are fields of its finding, or its own."""
    finding: dict[str, object] = {
        "rule": "password-expiry",
        "subject": "north-clinic",
        "account": "north-clinic",
        "severity": Severity.WARNING,
        "title": "portal password expires in 5 days",
        "since": NOW - timedelta(hours=1),
        "impact": "nobody can sign in",
        "next_step": "change it in the portal",
        "desk": EUS.line(NOW),
    }
    own: dict[str, object] = {"state": IncidentState.OPEN, "opened": NOW - timedelta(hours=1), "told": NOW}
    for name, value in changed.items():
        (finding if name in Finding.model_fields else own)[name] = value
    return Incident.model_validate({"id": identifier, "finding": Finding.model_validate(finding), **own})


def opened(store: Store, *incidents: Incident) -> None:
    with store.writing() as unit:
        for incident in incidents:
            unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=incident.opened))


def a_visit(look_id: str, at: datetime, account: str = "north-clinic", verdict: Verdict = Verdict.OK) -> Look:
    return Look(
        id=look_id,
        kind=LookKind.VISIT,
        account=account,
        started=at,
        ended=at + timedelta(minutes=1),
        verdict=verdict,
    )


def probed(store: Store, at: datetime, cause: Cause | None = None) -> None:
    """A probe and its slot."""
    reasons = (
        (Reason(cause=cause, what="no answer within 60 s", where="the portal", do="wait"),) if cause else ()
    )
    verdict = reasons[0].verdict if reasons else Verdict.OK
    look = Look(
        id=f"probe-{at:%H%M}", kind=LookKind.PROBE, started=at, ended=at, verdict=verdict, reasons=reasons
    )
    slot = Slot(kind=LookKind.PROBE, subject=PORTAL, due=at, outcome=SlotOutcome.DONE, look=look.id)
    with store.writing() as unit:
        unit.add_look(look)
        unit.save_slot(slot)
