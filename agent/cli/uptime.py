"""`enrollwatch uptime`: how available and how fast the portal was."""

from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.cli.common import config_option, json_option, settings_from
from agent.model.clock import machine_clock
from agent.settings.shapes import duration
from agent.store import Store
from agent.uptime import Uptime, summarise


class Window(click.ParamType[timedelta]):
    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        try:
            span = duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not isinstance(span, timedelta) or not span:
            self.fail("the window must be longer than nothing", param, ctx)
        return span


@click.command()
@config_option
@json_option
@click.option("--since", type=Window(), default="24h", show_default=True, help="How far to look back.")
def uptime(config: Path, as_json: bool, since: timedelta) -> None:
    """Up, slow and down by due time, own faults apart; median and 95th percentile by page."""
    until = machine_clock()
    with Store.open(settings_from(config).store.url) as store:
        start = until - since
        slots = store.slots(since=start, until=until)
        looks = {look.id: look for look in store.looks(since=start - timedelta(days=1), limit=None)}
        summary = summarise(slots, looks, store.page_timings(since=start, until=until), start, until)
    if as_json:
        click.echo(summary.model_dump_json())
    else:
        _print(summary)


def _print(summary: Uptime) -> None:
    console = Console(highlight=False)
    due = Table("due times", "all", "up", "slow", "down", "own fault", "late", "missed", "lost", "avail.")
    for count in summary.slots:
        share = "no data" if count.availability is None else f"{count.availability:.2%}"
        numbers = (count.due, count.up, count.slow, count.down, count.own_fault)
        due.add_row(count.kind, *map(str, (*numbers, count.late, count.missed, count.lost)), share)
    console.print(due)
    pages = Table("page", "loads", "median s", "p95 s")
    for page in summary.pages:
        pages.add_row(page.page, str(page.loads), f"{page.median:.3f}", f"{page.p95:.3f}")
    console.print(pages)
