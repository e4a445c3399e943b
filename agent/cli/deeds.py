"""`enrollwatch incidents ack|resolve|silence|silences|unsilence`: what the person on call does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from agent.cli.common import AwareTime, Span, config_option, json_option, settings_from
from agent.cli.operator import operator
from agent.model.clock import machine_clock
from agent.model.incident import Incident
from agent.model.silence import Silence
from agent.on_call import OnCall, described, silence_asked
from agent.recorder import Recorder
from agent.settings import Settings
from agent.store import Store
from agent.views.incident import summary

_at = click.option("--at", type=AwareTime(), help="Take this for the time now.")
_id = click.argument("identifier", metavar="ID")


class _Said(click.ParamType[str]):
    """Words for the record."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        said = str(value).strip()
        if not said:
            self.fail("say why, in a few words", param, ctx)
        return said


@click.command()
@_id
@click.option("--why", type=_Said(), help="What is being done, for the others.")
@_at
@config_option
@json_option
def ack(identifier: str, why: str | None, at: datetime | None, config: Path, as_json: bool) -> None:
    """Take an incident: no more escalations, fewer reminders."""
    now = at or machine_clock()
    with _on_call(settings_from(config)) as on_call:
        incident = on_call.acknowledge(identifier, now, why)
    _print(incident, now, f"{incident.id} is taken by {incident.taken_by}: {incident.state}.", as_json)


@click.command()
@_id
@click.option("--why", type=_Said(), required=True, help="Why it is over, for the record.")
@_at
@config_option
@json_option
def resolve(identifier: str, why: str, at: datetime | None, config: Path, as_json: bool) -> None:
    """Close an incident by hand; a look that finds it again opens a new one."""
    now = at or machine_clock()
    with _on_call(settings_from(config)) as on_call:
        incident = on_call.resolve(identifier, now, why)
    _print(incident, now, f"{incident.id} is resolved.", as_json)


@click.command()
@click.option("--rule", help="A rule's name, or a pattern such as 'portal-*'.")
@click.option("--account", help="An account's alias, or a pattern.")
@click.option("--subject", help="An incident's subject, or a pattern.")
@click.option("--severity", help="information, warning or critical, or a pattern.")
@click.option("--until", type=AwareTime(), help="When it ends.")
@click.option("--for", "lasting", type=Span(), help="How long it lasts, such as 90m, 4h or 2d.")
@click.option("--why", type=_Said(), required=True, help="Why nobody is to be told, for the record.")
@_at
@config_option
@json_option
def silence(
    rule: str | None,
    account: str | None,
    subject: str | None,
    severity: str | None,
    until: datetime | None,
    lasting: timedelta | None,
    why: str,
    at: datetime | None,
    config: Path,
    as_json: bool,
) -> None:
    """Tell nobody of what matches, for a while; it is followed all the same.

    Each option given must match; a pattern is as in a shell.
    """
    settings, now = settings_from(config), at or machine_clock()
    patterns = {"rule": rule, "account": account, "subject": subject, "severity": severity}
    made = silence_asked(settings, operator(), why, now, until=until, lasting=lasting, **patterns)
    with _on_call(settings) as on_call:
        silenced = on_call.silence(made)
    _print_silence(made, silenced, f"Silence {made.id}: {described(made)}.", "Silenced", as_json)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that are over too.")
@_at
@config_option
@json_option
def silences(everything: bool, at: datetime | None, config: Path, as_json: bool) -> None:
    """The silences that last, oldest first: what, until when, who and why."""
    now = at or machine_clock()
    with Store.open(settings_from(config).store.url) as store:
        found = store.silences(lasting=None if everything else now)
    if as_json:
        click.echo(json.dumps({"silences": [each.model_dump(mode="json") for each in found]}))
        return
    for each in found:
        state = "lasts" if each.lasts(now) else "over"
        click.echo(f"{each.id}  {state:<5}  {described(each)}, by {each.who}: {each.why}")
    if not found:
        click.echo("No silence." if everything else "No silence lasts.")


@click.command()
@_id
@_at
@config_option
@json_option
def unsilence(identifier: str, at: datetime | None, config: Path, as_json: bool) -> None:
    """End a silence before its time; what is still wrong is told again."""
    with _on_call(settings_from(config)) as on_call:
        ended, heard = on_call.unsilence(identifier, at or machine_clock())
    _print_silence(ended, heard, f"Silence {ended.id} is over.", "Told of again", as_json)


DEEDS: tuple[click.Command, ...] = (ack, silence, silences, unsilence, resolve)


@contextmanager
def _on_call(settings: Settings) -> Iterator[OnCall]:
    with Store.open(settings.store.url) as store:
        channels = (channel.name for channel in settings.channels)
        yield OnCall(Recorder.of(settings, store, channels), operator())


def _print(incident: Incident, now: datetime, line: str, as_json: bool) -> None:
    click.echo(json.dumps({"incident": summary(incident, now).model_dump(mode="json")}) if as_json else line)


def _print_silence(
    silence: Silence, incidents: tuple[Incident, ...], line: str, title: str, as_json: bool
) -> None:
    if as_json:
        ids = [incident.id for incident in incidents]
        click.echo(json.dumps({"silence": silence.model_dump(mode="json"), "incidents": ids}))
        return
    click.echo(line)
    for incident in incidents:
        click.echo(f"{title}: {incident.id}  {incident.rule}  {incident.finding.title}")
