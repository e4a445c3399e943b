"""An incident as `incidents` prints it: one document, and the same as a page for a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.alerts.message import moment
from agent.alerts.plain import plain
from agent.incidents.coming import Coming
from agent.model.alert import Alert, AlertState
from agent.model.evidence import Evidence
from agent.model.incident import Incident
from agent.model.links import Links
from agent.model.look import Look
from agent.model.silence import Silence
from agent.model.verdict import Verdict
from agent.routing import fault_of
from agent.rules.desks import as_of
from agent.store import AuditEntry, Passage

_LINES = (
    ("State", "state"),
    ("Taken by", "taken_by"),
    ("Silenced", "silence"),
    ("Flapping", "flapping"),
    ("On call", "step"),
    ("Held back", "held_back_by"),
    ("Next", "next"),
    ("Verdict", "verdict"),
    ("Rule", "rule"),
    ("Subject", "subject"),
    ("Account", "account"),
    ("Since", "since"),
    ("Due", "due"),
    ("Impact", "impact"),
    ("Next step", "next_step"),
    ("Desk", "desk"),
    ("Runbook", "runbook"),
    ("Last good look", "last_good_look"),
    ("Look again", "look_again"),
)


def summary(incident: Incident, now: datetime) -> dict[str, Any]:
    """As one document tells it at `now`: times are UTC, and whether the desk is open is of now."""
    finding = incident.finding.model_dump(mode="json", exclude={"stage"})
    return {
        "id": incident.id,
        "state": incident.state,
        "opened": incident.opened.isoformat(),
        "resolved": incident.resolved.isoformat() if incident.resolved else None,
        "taken_by": incident.taken_by,
        "step": incident.step,
        "flapping": incident.flapping,
        **finding,
        "desk": as_of(incident.finding.desk, now),
    }


def document(
    incident: Incident,
    now: datetime,
    *,
    passages: Sequence[Passage],
    alerts: Sequence[Alert],
    deeds: Sequence[AuditEntry],
    silence: Silence | None,
    cause: Incident | None,
    coming: Coming | None,
    last_good: Look | None,
    evidence: Sequence[Evidence],
    links: Links,
) -> dict[str, Any]:
    """All there is to say of one. `silence` is the one that keeps it quiet, `coming` what is told next.

    `cause` is the incident that accounts for it: nobody is told of this one as long as that is there.
    """
    return summary(incident, now) | {
        "silence": silence_summary(silence) if silence else None,
        "held_back_by": _cause(cause) if cause else None,
        "next": _next(coming) if coming else None,
        "transitions": [
            {"number": p.number, "transition": p.transition, "at": p.at.isoformat(), "severity": p.severity}
            for p in passages
        ],
        "deeds": [{"at": d.at.isoformat(), "who": d.who, "what": d.action, "why": d.detail} for d in deeds],
        "alerts": [_telling(alert) for alert in alerts],
        "last_good_look": last_good.ended.isoformat() if last_good else None,
        "evidence": [{"id": e.id, "kind": e.kind, "page": e.page} for e in evidence],
        "verdict": fault_of(incident.rule),
        "runbook": links.runbook_of(incident.rule),
        "look_again": _look_again(incident),
    }


def _telling(alert: Alert) -> dict[str, Any]:
    return {
        "channel": alert.channel,
        "transition": alert.transition,
        "state": alert.state,
        "problem": alert.problem,
        "sent": alert.sent.isoformat() if alert.sent else None,
        "receipt": alert.receipt,
        "due": alert.next_try.isoformat() if alert.state is AlertState.PENDING else None,
        "digest": alert.digest.isoformat() if alert.digest else None,
    }


def silence_summary(silence: Silence) -> dict[str, Any]:
    return silence.model_dump(mode="json")


def _look_again(incident: Incident) -> str:
    """A visit of its account; where the fault is ours and of no account, what looks at our own parts."""
    if incident.account is None and fault_of(incident.rule) is Verdict.OWN_FAULT:
        return "enrollwatch check"
    return f"enrollwatch visit {incident.account or '--all'}"


def _cause(cause: Incident) -> dict[str, Any]:
    return {"id": cause.id, "rule": cause.rule, "title": cause.finding.title}


def _next(coming: Coming) -> dict[str, Any]:
    return {
        "transition": coming.transition,
        "at": coming.at.isoformat(),
        "step": coming.step,
        "channels": coming.channels,
    }


def page(shown: dict[str, Any], zone: ZoneInfo) -> str:
    """`shown` is what `document` made."""
    told = shown | {
        "silence": _silenced(shown["silence"], zone) if shown["silence"] else None,
        "flapping": _flapping(shown),
        "step": _on_call(shown),
        "held_back_by": _held_back(shown["held_back_by"]) if shown["held_back_by"] else None,
        "next": _coming(shown["next"], zone) if shown["next"] else None,
        "verdict": shown["verdict"] if shown["verdict"] != Verdict.OK else None,
        "last_good_look": shown["last_good_look"] or "never",
    }
    lines = [f"{shown['severity'].upper()}: {shown['title']}", ""]
    lines += [
        f"{label + ':':<16}{_readable(told[key], zone)}" for label, key in _LINES if told[key] is not None
    ]
    happened = [
        f"{_readable(p['at'], zone)}  {p['transition']} ({p['severity']})" for p in shown["transitions"]
    ]
    done = [f"{_readable(d['at'], zone)}  {_done(d)}" for d in shown["deeds"]]
    alerted = [_alerted(alert, zone) for alert in shown["alerts"]]
    pieces = [f"{e['kind']} of {e['page']}: enrollwatch evidence open {e['id']}" for e in shown["evidence"]]
    lines += _section("What happened", happened)
    lines += _section("What people did", done) if done else []
    lines += _section("Who was told", alerted, "nobody")
    lines += _section("Evidence of the newest look", pieces, "none")
    return "\n".join(lines)


def _section(title: str, lines: Sequence[str], empty: str = "") -> list[str]:
    return ["", title, *(f"  {line}" for line in lines or (empty,))]


def _alerted(alert: dict[str, Any], zone: ZoneInfo) -> str:
    parts = [f"{alert['channel']}: {alert['transition']}", alert["state"]]
    if alert["digest"]:
        parts.append(f"in the digest of {alert['digest']}")
    if alert["sent"]:
        parts.append(_readable(alert["sent"], zone))
    if alert["due"]:
        parts.append(f"due {_readable(alert['due'], zone)}")
    parts += [plain(alert[said]) for said in ("receipt", "problem") if alert[said]]
    return ", ".join(parts)


def _done(deed: dict[str, Any]) -> str:
    return ": ".join(part for part in (deed["who"], deed["what"], plain(deed["why"])) if part)


def _silenced(silence: dict[str, Any], zone: ZoneInfo) -> str:
    until = _readable(silence["until"], zone)
    return f"until {until} by {silence['who']}: {plain(silence['why'])} (silence {silence['id']})"


def _flapping(shown: dict[str, Any]) -> str | None:
    return "yes: told as one until it stays well" if shown["flapping"] else None


def _on_call(shown: dict[str, Any]) -> str:
    return f"step {shown['step']}" if shown["step"] else "first notice"


def _held_back(cause: dict[str, Any]) -> str:
    return f"nobody is told of it while this lasts: {plain(cause['title'])} (incident {cause['id']})"


def _coming(coming: dict[str, Any], zone: ZoneInfo) -> str:
    at = _readable(coming["at"], zone)
    if coming["step"] is None:
        return f"reminder at {at}"
    return f"escalation at {at}, step {coming['step']}: {', '.join(coming['channels'])}"


def _readable(text: str, zone: ZoneInfo) -> str:
    """A time as alerts tell it, in the portal's zone and in UTC; anything else as it is."""
    try:
        return moment(datetime.fromisoformat(text), zone)
    except ValueError:
        return text
