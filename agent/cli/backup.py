"""`enrollwatch backup create|verify|restore`."""

from pathlib import Path

import click

from agent.backup import Restored, Target, Verified, create, path_for, restore, told, verify
from agent.cli.common import config_option, settings_from
from agent.cli.exits import Exit
from agent.cli.operator import audit
from agent.model.clock import machine_clock
from agent.model.errors import SealError
from agent.store import Store
from agent.vault import VaultClient


@click.group()
def backup() -> None:
    """The store and its evidence, sealed in one file; only your Vault opens it, so back that up too."""


@backup.command("create")
@config_option
@click.option("--to", type=click.Path(path_type=Path), help="The folder; that of the settings without it.")
def create_(config: Path, to: Path | None) -> None:
    """Make one now, also while the agent runs, and read it back."""
    settings, now = settings_from(config), machine_clock()
    target = path_for(to or settings.backup.to, now)
    with VaultClient(settings.vault) as vault, Store.open(settings.store.url) as store:
        with store.writing() as unit:
            audit(unit, now, "backup create", target.name, f"to {target.parent.absolute()}")
        made = create(store, settings.store.evidence, vault, target, now)
    click.echo(str(target))
    _say(made)


@backup.command("verify")
@config_option
@click.argument("file", type=click.Path(path_type=Path))
def verify_(config: Path, file: Path) -> int:
    """Open it, check every chunk, restore its store to a place that passes, check that, and count."""
    settings = settings_from(config)
    with VaultClient(settings.vault) as vault:
        try:
            found = verify(file, vault, settings.store.evidence.parent)
        except SealError as error:
            click.echo(f"WRONG: {error}")
            return Exit.FOUND_WRONG
    _say(found)
    return Exit.DONE


@backup.command("restore")
@config_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="A folder; the settings' store without it.")
@click.option("--overwrite", is_flag=True, help="Even where something is lost that the backup does not have.")
def restore_(config: Path, file: Path, into: Path | None, overwrite: bool) -> None:
    """Put it in the place of the store, whole or not at all; what would be lost is told first."""
    settings = settings_from(config)
    target = Target.into(into) if into else Target(settings.store.url, settings.store.evidence)
    with VaultClient(settings.vault) as vault:
        done = restore(file, vault, target, overwrite=overwrite)
    with Store.open(target.url) as store, store.writing() as unit:
        audit(unit, machine_clock(), "backup restore", file.name, f"made {done.manifest.made.isoformat()}")
    _say_restored(done, target, into)


def _say(found: Verified | Restored) -> None:
    manifest, evidence = found.manifest, found.evidence
    click.echo(
        f"made       {manifest.made:%Y-%m-%d %H:%M:%S} UTC by {manifest.program}, of {manifest.database}"
    )
    rows, tables = sum(manifest.rows.values()), len(manifest.rows)
    click.echo(f"store      {rows} rows in {tables} tables, {manifest.bytes} bytes")
    for name in ("looks", "incidents", "alerts", "slots"):
        click.echo(f"  {name:<9}{manifest.rows.get(name, 0)}")
    click.echo(f"evidence   {evidence.files} files, {evidence.bytes} bytes")
    if evidence.missing:
        click.echo(
            f"  missing {len(evidence.missing)}, already when it was made: {', '.join(evidence.missing[:5])}"
        )
    click.echo("good       every chunk opened, store and evidence are as they were put in")


def _say_restored(done: Restored, target: Target, into: Path | None) -> None:
    _say(done)
    if done.lost:
        click.echo(f"lost       {told(done.lost)}")
    if into:
        click.echo("to use it, in [store] of the settings:")
        click.echo(f'  url = "{target.url}"')
        click.echo(f'  evidence = "{target.evidence}"')
