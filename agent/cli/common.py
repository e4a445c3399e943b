"""Options and steps that several commands share."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from agent.model.clock import Clock, in_reach, machine_clock, ticking_from
from agent.model.duration import duration
from agent.settings import Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])


def config_option(command: Command) -> Command:
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=lambda: Path(os.environ.get("ENROLLWATCH_CONFIG", "enrollwatch.toml")),
        show_default="ENROLLWATCH_CONFIG or ./enrollwatch.toml",
        help="The settings file.",
    )(command)


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(
        command
    )


def settings_from(config: Path) -> Settings:
    return load(config, os.environ)


class AwareTime(click.ParamType[datetime]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time such as 2026-03-02T09:00:00-05:00", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no time zone: add one, such as Z or -05:00", param, ctx)
        try:
            return in_reach(moment)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


class Span(click.ParamType[timedelta]):
    """A length of time such as 24h."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        try:
            span = duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not isinstance(span, timedelta) or not span:
            self.fail("it must be longer than nothing", param, ctx)
        return span


def clock_at(moment: datetime | None) -> Clock:
    """The machine's clock, or one that starts at `moment` and ticks on."""
    return ticking_from(moment) if moment else machine_clock
