"""An incident as `incidents show` prints it for a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.alerts.message import moment
from agent.alerts.plain import plain
from agent.model.verdict import Verdict

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


def page(shown: dict[str, Any], zone: ZoneInfo) -> str:
    """`shown` is an `IncidentDocument` as JSON has it."""
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
    lines += _section("Evidence", pieces, "none")
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
