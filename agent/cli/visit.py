"""`enrollwatch visit`: look now, tell all that follows, and say it by the exit status."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from agent.app import App, opened
from agent.cli.common import AwareTime, clock_at, config_option, json_option, settings_from
from agent.cli.documents import visits_document, visits_text
from agent.cli.exits import Exit, of_visits
from agent.model.errors import UnknownAccountError
from agent.recorder import Report
from agent.settings import Engine, Settings, TraceMode


@click.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everyone", is_flag=True, help="Every account of the settings.")
@click.option("--at", type=AwareTime(), help="Take this for the time now.")
@click.option(
    "--browser", type=click.Choice([str(engine) for engine in Engine]), help="Instead of the first."
)
@click.option("--headed", is_flag=True, help="Show the browser.")
@click.option("--trace", type=click.Choice([str(mode) for mode in TraceMode]), help="When to keep a trace.")
@click.option("--dry-run", is_flag=True, help="Store and send nothing; a refused password is remembered.")
@config_option
@json_option
def visit(
    names: tuple[str, ...],
    everyone: bool,
    at: datetime | None,
    browser: str | None,
    headed: bool,
    trace: str | None,
    dry_run: bool,
    config: Path,
    as_json: bool,
) -> int:
    """Visit accounts now, as the schedule would, alerts included."""
    settings = overridden(
        settings_from(config),
        Engine(browser) if browser else None,
        headed=headed,
        trace=TraceMode(trace) if trace else None,
    )
    chosen = chosen_accounts(settings, names, everyone)
    return asyncio.run(_visit(settings, chosen, at, dry_run, as_json))


async def _visit(
    settings: Settings, names: Sequence[str], at: datetime | None, dry_run: bool, as_json: bool
) -> int:
    async with opened(settings, clock=clock_at(at)) as app:
        reports = await app.visit_all(names, dry_run=dry_run)
        reports = reports if dry_run else await app.deliver(reports)
        click.echo(json.dumps(visits_document(reports)) if as_json else visits_text(reports))
        return _status(app, names, reports)


def _status(app: App, names: Sequence[str], reports: Sequence[Report]) -> Exit:
    return of_visits([report.look.verdict for report in reports], app.unresolved(names, reports))


def chosen_accounts(settings: Settings, names: Sequence[str], everyone: bool) -> list[str]:
    """The aliases to visit, each once. Raises UnknownAccountError naming those that there are."""
    known = [account.name for account in settings.accounts]
    if everyone == bool(names):
        raise UnknownAccountError(
            "no account is named" if not names else "accounts are named, and --all is given",
            "arguments",
            f"name some of {', '.join(known)}, or give --all alone",
        )
    for name in names:
        if name not in known:
            raise UnknownAccountError(
                f"there is no account {name!r}", "arguments", f"name some of {', '.join(known)}"
            )
    return known if everyone else list(dict.fromkeys(names))


def overridden(
    settings: Settings, browser: Engine | None, *, headed: bool, trace: TraceMode | None
) -> Settings:
    """The settings, with what was asked of the browser laid over them."""
    chosen = settings.browser
    update = {
        "use": (browser,) if browser else chosen.use,
        "headed": headed or chosen.headed,
        "trace": trace or chosen.trace,
    }
    return settings.model_copy(update={"browser": chosen.model_copy(update=update)})
