"""`enrollwatch incidents`: what is wrong, and what the person on call does about it."""

import json
from pathlib import Path

import click

from agent.cli.common import config_option, json_option, settings_from
from agent.cli.deeds import DEEDS
from agent.cli.incident_page import page
from agent.model.clock import machine_clock
from agent.recorder import Recorder
from agent.store import Store
from agent.views.incident import incident_document, summary


@click.group()
def incidents() -> None:
    """What is wrong, since when, and what to do; who takes it, and what nobody is told of for a while."""


for deed in DEEDS:
    incidents.add_command(deed)


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
        click.echo(json.dumps({"incidents": [summary(each, now).model_dump(mode="json") for each in found]}))
        return
    for incident in found:
        finding = incident.finding
        taken = f" (taken by {incident.taken_by})" if incident.taken_by else ""
        click.echo(
            f"{incident.id}  {finding.severity:<11} {incident.state:<12} "
            f"since {finding.since:%Y-%m-%d %H:%M} UTC  {incident.rule}  {finding.title}{taken}"
        )
    if not found:
        click.echo("No incident." if everything else "No unresolved incident.")


@incidents.command()
@config_option
@json_option
@click.argument("identifier", metavar="ID")
def show(config: Path, as_json: bool, identifier: str) -> None:
    """One incident: cause, since, next step, desk, runbook, who took it, who was told, who is told next."""
    settings, now = settings_from(config), machine_clock()
    with Store.open(settings.store.url) as store:
        document = incident_document(store, Recorder.of(settings, store, ()), identifier, now)
    shown = document.model_dump(mode="json")
    click.echo(json.dumps(shown) if as_json else page(shown, settings.portal.zone))
