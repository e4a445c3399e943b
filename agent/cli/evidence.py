"""`enrollwatch evidence open`."""

import os
from pathlib import Path

import click
from loguru import logger

from agent.cli.common import config_option, settings_from
from agent.cli.operator import audit
from agent.evidence import Safe
from agent.model.clock import machine_clock
from agent.model.errors import EnrollwatchError
from agent.model.evidence import SUFFIX
from agent.store import Store
from agent.vault import VaultClient


@click.group()
def evidence() -> None:
    """What was seen: screenshots, traces, element names."""


@evidence.command("open")
@config_option
@click.argument("identifier", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), help="Where to; ./ID.png or the like without it.")
def open_(config: Path, identifier: str, out: Path | None) -> None:
    """Unseal one piece of evidence into a file that only you can read."""
    settings = settings_from(config)
    with Store.open(settings.store.url) as store:
        record = store.evidence(identifier)
    if record is None:
        raise EnrollwatchError(
            f"no evidence {identifier!r}",
            "the store",
            "see `enrollwatch incidents show ID` for what there is",
        )
    vault = VaultClient(settings.vault)
    try:
        data = Safe(settings.store.evidence, vault).open_evidence(record)
    finally:
        vault.close()
    target = out or Path(f"{identifier}{SUFFIX[record.kind]}")
    with Store.open(settings.store.url) as store, store.writing() as unit:
        audit(unit, machine_clock(), "evidence open", identifier, f"to {target.absolute()}")
    _write(target, data)
    logger.bind(evidence=identifier, look=record.look).info("evidence opened")
    click.echo(str(target))


def _write(path: Path, data: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise EnrollwatchError(
            f"the evidence cannot be written: {error.strerror}", str(path), "name another file with --out"
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
