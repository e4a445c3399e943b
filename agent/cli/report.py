"""`enrollwatch report`: how available and how fast the portal was in a month, as one HTML page."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from agent.cli.common import AwareTime, config_option, json_option, settings_from
from agent.model.clock import machine_clock
from agent.model.errors import SettingsError
from agent.monthly import monthly
from agent.settings import Settings
from agent.slo.days import Month
from agent.slo.report import Report, html
from agent.store import Store
from agent.whole_files import write_whole

SCHEMA = 1


class MonthParameter(click.ParamType[Month]):
    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        try:
            return value if isinstance(value, Month) else Month.of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--month", type=MonthParameter(), help="Such as 2026-10; the last whole month without it.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file; ./availability-MONTH.html without it."
)
@click.option("--at", type=AwareTime(), help="Take this for the time now.")
@config_option
@json_option
def report(
    month: Month | None, output: Path | None, at: datetime | None, config: Path, as_json: bool
) -> None:
    """A month of availability, error budget, windows, incidents, percentiles: one HTML page."""
    now, settings = at or machine_clock(), settings_from(config)
    month = month or _last_whole(settings, now)
    target = (output or Path(f"availability-{month}.html")).absolute()
    with Store.open(settings.store.url) as store:
        made = monthly(store, settings, month, now)
    _write(target, html(made).encode())
    click.echo(json.dumps(_document(made, target)) if as_json else str(target))


def _last_whole(settings: Settings, now: datetime) -> Month:
    today = now.astimezone(settings.portal.zone).date()
    before = today.replace(day=1) - timedelta(days=1)
    return Month(year=before.year, month=before.month)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, in the place of the one made before."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise SettingsError(
            f"the report cannot be written: {error.strerror}", str(path), "name another file with -o"
        ) from error


def _document(made: Report, target: Path) -> dict[str, Any]:
    found = made.model_dump(mode="json", exclude={"incidents"})
    incidents = [each.id for each in made.incidents]
    told = {"file": str(target), "under_way": made.under_way, "outcome": made.outcome, "incidents": incidents}
    return {"schema": SCHEMA, **told, **found}
