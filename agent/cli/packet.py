"""`enrollwatch packet`: all that a help desk asks for, in one folder."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.app import App, opened
from agent.cli.common import AwareTime, clock_at, config_option, json_option, settings_from
from agent.cli.exits import Exit
from agent.cli.operator import audit
from agent.model.clock import machine_clock
from agent.model.errors import BrowserError
from agent.packet import new_folder, refuse_existing, whole
from agent.packet.content import SCHEMA
from agent.packet.folder import write
from agent.packet.whole import PDF
from agent.packing import packed
from agent.settings import Settings


@dataclass(frozen=True)
class _Made:
    folder: Path
    files: tuple[str, ...]
    incident: str
    problem: BrowserError | None  # why there is no PDF


@click.command()
@click.argument("incident", metavar="INCIDENT")
@click.option(
    "--to", type=click.Path(path_type=Path), help="The folder to make; ./packet-INCIDENT without it."
)
@click.option("--at", type=AwareTime(), help="Take this for the time now.")
@config_option
@json_option
def packet(incident: str, to: Path | None, at: datetime | None, config: Path, as_json: bool) -> int:
    """A folder and a PDF for the help desk: IDs, key dates, screenshots, messages, steps. Audited."""
    target = (to or Path(f"packet-{Path(incident).name}")).absolute()
    refuse_existing(target)
    made = asyncio.run(_make(settings_from(config), incident, target, at))
    click.echo(json.dumps(_document(made)) if as_json else str(made.folder))
    if made.problem:
        click.echo(f"enrollwatch: {made.problem}", err=True)
    return Exit.FOUND_WRONG if made.problem else Exit.DONE


async def _make(settings: Settings, incident: str, target: Path, at: datetime | None) -> _Made:
    async with opened(settings, clock=clock_at(at)) as app:
        found = await asyncio.to_thread(packed, app, incident)
        made = await whole(found, settings.portal.zone)
        await asyncio.to_thread(_keep, app, incident, target, made.files)
    return _Made(target, tuple(sorted(made.files)), incident, made.problem)


def _keep(app: App, incident: str, target: Path, files: Mapping[str, bytes]) -> None:
    """All files, then the audit, then the folder's name: nothing leaves that is not on record."""
    with new_folder(target) as folder:
        for name, data in files.items():
            write(folder / name, data)
        with app.store.writing() as unit:
            audit(unit, machine_clock(), "packet", incident, f"{len(files)} files to {target}")


def _document(made: _Made) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "incident": made.incident,
        "folder": str(made.folder),
        "pdf": str(made.folder / PDF) if PDF in made.files else None,
        "files": list(made.files),
        "problem": str(made.problem) if made.problem else None,
    }
