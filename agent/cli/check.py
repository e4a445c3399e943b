"""`enrollwatch check`."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click

from agent.app import opened
from agent.checking import Row, checks
from agent.cli.common import config_option, json_option, settings_from
from agent.cli.exits import Exit
from agent.settings import Settings


@click.command()
@config_option
@json_option
def check(config: Path, as_json: bool) -> int:
    """Settings, Vault, browsers, portal, channels, routes. Tells nobody."""
    rows = asyncio.run(_rows(settings_from(config)))
    if as_json:
        click.echo(json.dumps({"checks": [asdict(row) for row in rows]}))
    else:
        for row in rows:
            click.echo(f"{'ok' if row.good else 'WRONG':<6} {row.what}: {row.said}")
    return Exit.DONE if all(row.good for row in rows) else Exit.FOUND_WRONG


async def _rows(settings: Settings) -> list[Row]:
    async with opened(settings) as app:
        return [row async for row in checks(app)]
