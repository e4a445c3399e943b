"""`enrollwatch tokens`: what lets programs in to the API."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import click

from agent.access import scope_of
from agent.cli.common import Span, config_option, json_option, settings_from
from agent.cli.people import register
from agent.model.access import Token
from agent.model.clock import machine_clock
from agent.model.errors import UnknownAccountError
from agent.model.person import Role
from agent.settings import Settings
from agent.store import Store


@click.group()
def tokens() -> None:
    """What lets programs in to the API: with one role, for a time, in the name of a person."""


@tokens.command()
@click.argument("name")
@click.option("--scope", type=click.Choice([str(role) for role in Role]), required=True, help="Its role.")
@click.option("--account", "accounts", multiple=True, help="Reads this account alone; may be repeated.")
@click.option("--for", "lasting", type=Span(), required=True, help="How long it lasts, such as 90d.")
@click.option("--note", default="", help="What it is for.")
@config_option
@json_option
def create(
    name: str,
    scope: str,
    accounts: tuple[str, ...],
    lasting: timedelta,
    note: str,
    config: Path,
    as_json: bool,
) -> None:
    """A token of the person NAME. It is shown now, and never again."""
    _refuse_strangers(settings_from(config), accounts)
    with register(config) as made:
        token, text = made.make_token(
            name, Role(scope), lasting, machine_clock(), accounts=accounts, note=note
        )
    if as_json:
        click.echo(json.dumps({"token": text.get_secret_value()} | token.model_dump(mode="json")))
        return
    click.echo(text.get_secret_value())
    click.echo(f"{token.id}: {scope_of(token)}. Keep it now: it is not shown again.", err=True)


@tokens.command("list")
@config_option
@json_option
def list_(config: Path, as_json: bool) -> None:
    """All tokens, oldest first, by what they are known."""
    now = machine_clock()
    with Store.open(settings_from(config).store.url) as store:
        found = store.tokens()
    if as_json:
        click.echo(json.dumps({"tokens": [token.model_dump(mode="json") for token in found]}))
        return
    for token in found:
        used = f"used {token.used:%Y-%m-%d %H:%M} UTC" if token.used else "never used"
        note = f": {token.note}" if token.note else ""
        click.echo(f"{token.id}  {_state(token, now):<8} {scope_of(token)}, {used}{note}")
    if not found:
        click.echo("No token.")


@tokens.command()
@click.argument("identifier", metavar="ID")
@config_option
def revoke(identifier: str, config: Path) -> None:
    """End a token before its time."""
    with register(config) as made:
        token = made.revoke(identifier, machine_clock())
    click.echo(f"{token.id} opens nothing any more.")


def _state(token: Token, now: datetime) -> str:
    if token.revoked:
        return "revoked"
    return "expired" if token.expires <= now else "good"


def _refuse_strangers(settings: Settings, accounts: tuple[str, ...]) -> None:
    known = [account.name for account in settings.accounts]
    for name in accounts:
        if name not in known:
            raise UnknownAccountError(
                f"there is no account {name!r}", "arguments", f"name one of {', '.join(known)}"
            )
