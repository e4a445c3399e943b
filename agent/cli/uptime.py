"""`enrollwatch uptime`: how available and how fast the portal was."""

import json
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from agent.availability import availability
from agent.cli.common import Span, config_option, json_option, settings_from
from agent.model.clock import machine_clock
from agent.slo.availability import Availability
from agent.store import Store
from agent.uptime import Uptime, summarise


@click.command()
@config_option
@json_option
@click.option("--since", type=Span(), default="24h", show_default=True, help="How far to look back.")
def uptime(config: Path, as_json: bool, since: timedelta) -> None:
    """Up, slow and down by due time, own faults and windows apart; median and 95th percentile by page."""
    until = machine_clock()
    settings = settings_from(config)
    with Store.open(settings.store.url) as store:
        start = until - since
        slots = store.slots(since=start, until=until)
        looks = {look.id: look for look in store.looks(since=start - timedelta(days=1), limit=None)}
        pages = store.page_timings(since=start, until=until)
        summary = summarise(slots, looks, pages, start, until, settings.windows)
        objective = availability(store, settings, until)
    if as_json:
        told = {"objective": objective.model_dump(mode="json", exclude={"by", "windows"})}
        click.echo(json.dumps(summary.model_dump(mode="json") | told))
    else:
        _print(summary)
        _print_objective(objective)


def _print(summary: Uptime) -> None:
    console = Console(highlight=False)
    due = Table(
        *("due times", "all", "up", "slow", "down", "own fault", "late", "missed", "lost", "window"),
        Column("avail.", no_wrap=True),
    )
    for count in summary.slots:
        share = "no data" if count.availability is None else f"{count.availability:.2%}"
        numbers = (count.due, count.up, count.slow, count.down, count.own_fault)
        unseen = (count.late, count.missed, count.lost, count.in_window)
        due.add_row(count.kind, *map(str, (*numbers, *unseen)), share)
    console.print(due)
    if summary.windows:
        console.print(_windows(summary))
    pages = Table("page", "loads", "median s", "p95 s")
    for page in summary.pages:
        pages.add_row(page.page, str(page.loads), f"{page.median:.3f}", f"{page.p95:.3f}")
    console.print(pages)


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


def _windows(summary: Uptime) -> Table:
    """What is left out, in UTC."""
    closed = Table("window", "from", "until", "why")
    for each in summary.windows:
        closed.add_row(
            each.name, f"{each.start:%Y-%m-%d %H:%M} UTC", f"{each.end:%Y-%m-%d %H:%M} UTC", each.why
        )
    return closed
