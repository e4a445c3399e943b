"""`enrollwatch people`: who may sign in to the dashboard, and as what."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from agent.access import Passwords, Register
from agent.cli.common import config_option, json_option, settings_from
from agent.cli.operator import operator
from agent.cli.typed import typed_password
from agent.model.clock import machine_clock
from agent.model.person import Role
from agent.store import Store

_name = click.argument("name")
_ROLES = click.Choice([str(role) for role in Role])


@click.group()
def people() -> None:
    """Who may sign in to the dashboard, and as what. Passwords come from standard input."""


@people.command()
@_name
@click.option("--role", type=_ROLES, required=True, help="viewer, operator or admin.")
@config_option
def add(name: str, role: str, config: Path) -> None:
    """Somebody new. The first admin is made so."""
    with register(config) as made:
        person = made.add(name, Role(role), typed_password(name), machine_clock())
    click.echo(f"{person.name} is {person.role}, and can sign in.")


@people.command("list")
@config_option
@json_option
def list_(config: Path, as_json: bool) -> None:
    """Everybody, by name."""
    with Store.open(settings_from(config).store.url) as store:
        found = store.people()
    if as_json:
        click.echo(json.dumps({"people": [person.model_dump(mode="json") for person in found]}))
        return
    for person in found:
        state = f"disabled {person.disabled:%Y-%m-%d}" if person.disabled else "may sign in"
        click.echo(
            f"{person.name:<24} {person.role:<9} {state:<20} password of {person.password_set:%Y-%m-%d}"
        )
    if not found:
        click.echo("Nobody yet: `enrollwatch people add NAME --role admin` makes the first admin.")


@people.command()
@_name
@config_option
def password(name: str, config: Path) -> None:
    """A new password: it ends that person's sessions, and a wait after failed sign-ins."""
    with register(config) as made:
        made.set_password(name, typed_password(name), machine_clock())
    click.echo(f"{name} has a new password; every session of theirs is over.")


@people.command()
@_name
@click.argument("new", type=_ROLES, metavar="ROLE")
@config_option
def role(name: str, new: str, config: Path) -> None:
    """Another role: viewer, operator or admin. It ends that person's sessions."""
    with register(config) as made:
        made.set_role(name, Role(new), machine_clock())
    click.echo(f"{name} is {new} now.")


@people.command()
@_name
@config_option
def disable(name: str, config: Path) -> None:
    """No longer let in, by password or token."""
    with register(config) as made:
        made.disable(name, machine_clock())
    click.echo(f"{name} is disabled; every session of theirs is over, and their tokens open nothing.")


@people.command()
@_name
@config_option
def enable(name: str, config: Path) -> None:
    """Let in again, also while waiting after failed sign-ins."""
    with register(config) as made:
        made.enable(name, machine_clock())
    click.echo(f"{name} can sign in.")


@contextmanager
def register(config: Path) -> Iterator[Register]:
    """The deeds of whoever gives the command."""
    with Store.open(settings_from(config).store.url) as store:
        yield Register(store, operator(), Passwords())
