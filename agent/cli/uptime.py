"""`enrollwatch uptime`: how available and how fast the portal was."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from agent.availability import availability, page_speeds
from agent.cli.common import Span, config_option, json_option, settings_from
from agent.model.clock import in_reach, machine_clock
from agent.model.look import LookKind
from agent.slo.availability import Availability
from agent.slo.counting import Tally
from agent.slo.latency import Speed
from agent.store import Store
from agent.uptime import Closure

_PLACES = {
    "all": "due",
    "up": "up",
    "slow": "slow",
    "down": "down",
    "own fault": "own_fault",
    "missed": "missed",
    "lost": "lost",
    "not recorded": "unrecorded",
    "no longer kept": "forgotten",
    "in a window": "in_window",
    "late, of these": "late",
}
"""What the table calls the parts of a tally: all is the sum of the others but late."""


@click.command()
@config_option
@json_option
@click.option("--since", type=Span(), default="24h", show_default=True, help="How far to look back.")
def uptime(config: Path, as_json: bool, since: timedelta) -> None:
    """Up, slow and down by due time, own faults and windows apart; median and 95th percentile by page."""
    until = machine_clock()
    start = _start(until, since)
    settings = settings_from(config)
    with Store.open(settings.store.url) as store:
        found = availability(store, settings, until, start)
        pages = page_speeds(store, settings, start, until)
        objective = availability(store, settings, until)
    if as_json:
        click.echo(json.dumps(_document(found, pages, objective)))
    else:
        _print(found, pages)
        _print_objective(objective)


def _start(until: datetime, since: timedelta) -> datetime:
    try:
        return in_reach(until - since)
    except (OverflowError, ValueError) as error:
        raise click.BadParameter(
            f"{since.days} days ago nothing was watched: give a shorter time, such as 400d",
            param_hint="--since",
        ) from error


def _tallies(found: Availability) -> dict[LookKind, Tally]:
    return {LookKind.VISIT: found.visits.tally, LookKind.PROBE: found.whole.tally}


def _document(found: Availability, pages: Sequence[Speed], objective: Availability) -> dict[str, Any]:
    return {
        **found.model_dump(mode="json", include={"since", "until", "windows"}),
        "slots": [_slots(kind, tally) for kind, tally in _tallies(found).items()],
        "pages": [
            {"page": page.name, "loads": page.loads, "median": page.p50, "p95": page.p95} for page in pages
        ],
        "objective": objective.model_dump(mode="json", exclude={"by", "windows"}),
    }


def _slots(kind: LookKind, tally: Tally) -> dict[str, Any]:
    """`due` is the sum of all that follow but `running` and `late`; `availability` is of what was seen."""
    shares = {"availability": tally.availability, "coverage": tally.coverage}
    return {"kind": kind, "due": tally.due, **tally.model_dump(), **shares}


def _print(found: Availability, pages: Sequence[Speed]) -> None:
    console = Console(highlight=False)
    console.print(_due_times(found))
    if found.windows:
        console.print(_windows(found.windows))
    loads = Table("page", "loads", "median s", "p95 s")
    for page in pages:
        loads.add_row(page.name, str(page.loads), f"{page.p50:.2f}", f"{page.p95:.2f}")
    console.print(loads)


def _due_times(found: Availability) -> Table:
    tallies = _tallies(found)
    due = Table("due times", *(Column(kind, justify="right") for kind in tallies))
    for place, name in _PLACES.items():
        due.add_row(place, *(str(getattr(tally, name)) for tally in tallies.values()))
    shares = (tally.availability for tally in tallies.values())
    due.add_row("available", *("no data" if share is None else f"{share:.2%}" for share in shares))
    return due


def _print_objective(found: Availability) -> None:
    """What is wanted over the window of `[slo]`, what was seen, and the budget."""
    console = Console(highlight=False)
    whole, target = found.whole, found.target
    share = "no number" if whole.availability is None else f"{whole.availability:.3%}"
    seen = "nothing was due" if whole.coverage is None else f"{whole.coverage:.1%} of the due times seen"
    console.print(
        f"since {found.since:%Y-%m-%d %H:%M} UTC: {share} of {target.availability:.3%} wanted; {seen}, "
        f"{target.coverage:.0%} needed for a number"
    )
    if found.budget:
        left = found.budget
        console.print(
            f"error budget: {left.allowed:.1f} minutes, {left.spent:.1f} spent, {left.left:.1f} left"
        )
    burns = Table("burn over", "rate", "seen", "budget exhausted")
    for burn in found.burns:
        burns.add_row(
            burn.over,
            "no number" if burn.rate is None else f"{burn.rate:.2f}",
            "" if burn.coverage is None else f"{burn.coverage:.1%}",
            f"{burn.exhausted:%Y-%m-%d %H:%M} UTC" if burn.exhausted else "",
        )
    console.print(burns)


def _windows(closures: Sequence[Closure]) -> Table:
    """What is left out, in UTC."""
    closed = Table("window", "from", "until", "why")
    for each in closures:
        closed.add_row(
            each.name, f"{each.start:%Y-%m-%d %H:%M} UTC", f"{each.end:%Y-%m-%d %H:%M} UTC", each.why
        )
    return closed
