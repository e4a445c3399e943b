"""`enrollwatch run`: the unattended agent."""

import asyncio
from pathlib import Path

import click

from agent.cli.common import config_option, settings_from
from agent.daemon import run as run_agent


@click.command()
@config_option
def run(config: Path) -> None:
    """Schedule, probes, visits, alerts, /metrics and /healthz, until SIGTERM or Ctrl-C."""
    asyncio.run(run_agent(settings_from(config)))
