"""`enrollwatch forecast`: what the last facts lead to, if nothing moves."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from agent.alerts.message import moment
from agent.app import App, opened
from agent.cli.common import AwareTime, clock_at, config_option, json_option, settings_from
from agent.cli.exits import Exit
from agent.cli.visit import chosen_accounts
from agent.forecast import Event, Forecast
from agent.forecast.feed import feed
from agent.last_facts import NoFactsError
from agent.model.errors import EnrollwatchError, SettingsError
from agent.model.incident import Transition
from agent.settings import Settings
from agent.whole_files import write_whole

SCHEMA = 1
FARTHEST = timedelta(days=3660)  # ten years: twice the longest cycle there is (revalidation, W13)
_CHANGE = {Transition.OPENED: "opens", Transition.WORSENED: "worsens", Transition.RESOLVED: "lapses"}


@click.command()
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The last day to tell, such as 2027-03-02.",
)
@click.option("--account", "name", help="This account alone; every account without it.")
@click.option("--at", type=AwareTime(), help="Take this for the time now.")
@click.option("--ics", type=click.Path(path_type=Path), help="Write an iCalendar feed to this file too.")
@config_option
@json_option
def forecast(
    until: datetime, name: str | None, at: datetime | None, ics: Path | None, config: Path, as_json: bool
) -> int:
    """Every finding that will open, worsen or lapse until a date, if nothing moves. Asks nobody."""
    settings = settings_from(config)
    names = chosen_accounts(settings, [name] if name else (), everyone=not name)
    _refuse(until.date(), clock_at(at)().astimezone(settings.portal.zone).date())
    foreseen, blind = asyncio.run(_foreseen(settings, names, until.date(), at))
    if ics:
        _write(ics, feed(foreseen, settings.portal.zone))
    if as_json:
        click.echo(json.dumps(_document(until.date(), foreseen, blind)))
    else:
        _print(foreseen, until.date(), settings.portal.zone)
    for error in blind.values():
        click.echo(f"enrollwatch: {error}", err=True)
    return Exit.NOT_LOOKED if blind else Exit.DONE


def _refuse(until: date, today: date) -> None:
    if not today <= until <= today + FARTHEST:
        raise SettingsError(
            f"{until} is {'past' if until < today else 'too far ahead'}",
            "--until",
            f"name a day from {today} to {today + FARTHEST}",
        )


async def _foreseen(
    settings: Settings, names: Sequence[str], until: date, at: datetime | None
) -> tuple[list[Forecast], dict[str, NoFactsError]]:
    """A forecast of each account that has facts, and why there is none of the others."""
    async with opened(settings, clock=clock_at(at)) as app:
        return await asyncio.to_thread(_all_of, app, names, until)


def _all_of(app: App, names: Sequence[str], until: date) -> tuple[list[Forecast], dict[str, NoFactsError]]:
    foreseen: list[Forecast] = []
    blind: dict[str, NoFactsError] = {}
    for name in names:
        try:
            foreseen.append(app.forecast(name, until))
        except NoFactsError as error:
            blind[name] = error
    if blind and not foreseen:
        raise next(iter(blind.values()))
    return foreseen, blind


def _document(until: date, foreseen: Sequence[Forecast], blind: dict[str, NoFactsError]) -> dict[str, Any]:
    told: list[dict[str, Any]] = [
        {
            "account": one.account,
            "facts_of": one.facts_of.astimezone(UTC).isoformat(),
            "events": [event.model_dump(mode="json") for event in one.events],
        }
        for one in foreseen
    ]
    told += [{"account": name, "facts_of": None, "events": []} for name in blind]
    return {"schema": SCHEMA, "until": until.isoformat(), "accounts": told}


def _print(foreseen: Sequence[Forecast], until: date, zone: ZoneInfo) -> None:
    """Days and times are the portal's: a deadline late in its evening is another day in UTC."""
    console = Console(highlight=False, markup=False)
    for one in foreseen:
        console.print(f"{one.account}, if nothing has changed since {moment(one.facts_of, zone)}")
        if not one.events:
            console.print(f"Nothing opens, worsens or lapses until {until}.")
            continue
        table = Table("day", "what", "severity", "rule", "subject", "title", "due")
        for event in one.events:
            table.add_row(*_row(event, zone))
        console.print(table)


def _row(event: Event, zone: ZoneInfo) -> tuple[str, ...]:
    lapses = event.transition is Transition.RESOLVED
    return (
        event.day.isoformat(),
        _CHANGE[event.transition],
        "" if lapses else str(event.severity),
        event.rule,
        event.subject,
        event.title,
        f"{event.due.astimezone(zone):%Y-%m-%d %H:%M %Z}" if event.due and not lapses else "",
    )


def _write(path: Path, data: bytes) -> None:
    """Readable by whom the file that was there is."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise EnrollwatchError(
            f"the calendar cannot be written: {error.strerror}", str(path), "name another file with --ics"
        ) from error
