"""`enrollwatch incidents list|show`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from agent.alerts.message import moment
from agent.cli.common import config_option, json_option, settings_from
from agent.model.clock import machine_clock
from agent.model.errors import EnrollwatchError
from agent.model.incident import Incident
from agent.rules.desks import as_of
from agent.store import Store


@click.group()
def incidents() -> None:
    """What is wrong, since when, and what to do."""


@incidents.command("list")
@config_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Resolved ones too.")
def list_(config: Path, as_json: bool, everything: bool) -> None:
    """Unresolved incidents, oldest first."""
    with Store.open(settings_from(config).store.url) as store:
        found = store.incidents(open_only=not everything)
    if as_json:
        now = machine_clock()
        click.echo(json.dumps({"incidents": [summary(incident, now) for incident in found]}))
        return
    for incident in found:
        finding = incident.finding
        click.echo(
            f"{incident.id}  {finding.severity:<11} {incident.state:<12} "
            f"since {finding.since:%Y-%m-%d %H:%M} UTC  {incident.rule}  {finding.title}"
        )
    if not found:
        click.echo("No incident." if everything else "No unresolved incident.")


@incidents.command()
@config_option
@json_option
@click.argument("identifier", metavar="ID")
def show(config: Path, as_json: bool, identifier: str) -> None:
    """One incident: cause, since, next step, desk, and what was told to whom."""
    settings = settings_from(config)
    with Store.open(settings.store.url) as store:
        incident = store.incident(identifier)
        if incident is None:
            raise EnrollwatchError(
                f"no incident {identifier!r}", "the store", "see `enrollwatch incidents list --all`"
            )
        passages = store.transitions(identifier)
        alerts = store.alerts(identifier)
        last_good = store.last_good_look(incident.account) if incident.account else None
        newest = next(iter(store.looks(incident.account, limit=1)), None)
        evidence = store.evidence_of(newest.id) if newest else ()
    document = summary(incident, machine_clock()) | {
        "transitions": [
            {"number": p.number, "transition": p.transition, "at": p.at.isoformat(), "severity": p.severity}
            for p in passages
        ],
        "alerts": [
            {"channel": a.channel, "transition": a.transition, "state": a.state, "problem": a.problem}
            for a in alerts
        ],
        "last_good_look": last_good.ended.isoformat() if last_good else None,
        "evidence": [{"id": e.id, "kind": e.kind, "page": e.page} for e in evidence],
        "look_again": f"enrollwatch visit {incident.account or '--all'}",
    }
    click.echo(json.dumps(document) if as_json else _page(document, settings.portal.zone))


def summary(incident: Incident, now: datetime) -> dict[str, Any]:
    """As one document tells it at `now`: times are UTC, and whether the desk is open is of now."""
    finding = incident.finding.model_dump(mode="json", exclude={"stage"})
    return {
        "id": incident.id,
        "state": incident.state,
        "opened": incident.opened.isoformat(),
        "resolved": incident.resolved.isoformat() if incident.resolved else None,
        **finding,
        "desk": as_of(incident.finding.desk, now),
    }


def _page(document: dict[str, Any], zone: ZoneInfo) -> str:
    lines = [f"{document['severity'].upper()}: {document['title']}", ""]
    for label, key in (
        ("State", "state"),
        ("Rule", "rule"),
        ("Subject", "subject"),
        ("Account", "account"),
        ("Since", "since"),
        ("Due", "due"),
        ("Impact", "impact"),
        ("Next step", "next_step"),
        ("Desk", "desk"),
        ("Last good look", "last_good_look"),
        ("Look again", "look_again"),
    ):
        if document[key] is not None:
            lines.append(f"{label + ':':<16}{_readable(document[key], zone)}")
    lines += ["", "What happened"]
    lines += [
        f"  {_readable(p['at'], zone)}  {p['transition']} ({p['severity']})" for p in document["transitions"]
    ]
    lines += ["", "Who was told"]
    lines += [f"  {a['channel']}: {a['transition']}, {a['state']}" for a in document["alerts"]] or [
        "  nobody"
    ]
    lines += ["", "Evidence of the newest look"]
    lines += [
        f"  {e['kind']} of {e['page']}: enrollwatch evidence open {e['id']}" for e in document["evidence"]
    ] or ["  none"]
    return "\n".join(lines)


def _readable(text: str, zone: ZoneInfo) -> str:
    """A time as alerts tell it, in the portal's zone and in UTC; anything else as it is."""
    try:
        return moment(datetime.fromisoformat(text), zone)
    except ValueError:
        return text
