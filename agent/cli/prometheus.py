"""`enrollwatch prometheus`: the rules and the dashboard for whoever runs Prometheus and Grafana."""

import os
from pathlib import Path

import click

from agent import prometheus as room
from agent.cli.common import settings_from
from agent.model.links import NO_LINKS


@click.group()
def prometheus() -> None:
    """Print what Prometheus and Grafana need to show and to tell what the agent sees."""


@prometheus.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings file, for web.runbooks: ENROLLWATCH_CONFIG or ./enrollwatch.toml, where there is one.",
)
def rules(config: Path | None) -> None:
    """Recording and alert rules. Alerts link your runbooks where the settings say where they are."""
    named = config or (Path(given) if (given := os.environ.get("ENROLLWATCH_CONFIG")) else None)
    found = named or Path("enrollwatch.toml")
    links = settings_from(found).web.links if named or found.exists() else NO_LINKS
    click.echo(room.rules(links), nl=False)


@prometheus.command()
def dashboard() -> None:
    """A Grafana dashboard, to be imported."""
    click.echo(room.dashboard(), nl=False)
