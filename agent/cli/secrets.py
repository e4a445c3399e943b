"""`enrollwatch secrets bootstrap|verify|import`."""

import os
from pathlib import Path
from typing import IO

import click
from pydantic import SecretStr

from agent.cli.common import config_option, settings_from
from agent.cli.exits import Exit
from agent.model.errors import SettingsError
from agent.settings import Settings
from agent.vault import AdminVault, VaultClient
from agent.vault.bootstrap import bootstrap as set_up
from agent.vault.importing import import_credentials
from agent.vault.verify import verify as prove


@click.group()
def secrets() -> None:
    """Prepare Vault, prove the agent's rights, and put credentials in. Nothing secret is an argument."""


@secrets.command()
@config_option
@click.option("--new-secret-id", is_flag=True, help="Replace the secret-id even where it is still good.")
@click.option("--new-link-key", is_flag=True, help="Sign the links of alerts with a new key from now on.")
def bootstrap(config: Path, new_secret_id: bool, new_link_key: bool) -> None:
    """Engines, policies, role and the role files, as far as they are not there yet."""
    settings = settings_from(config)
    report = set_up(_admin(settings), settings, new_secret_id=new_secret_id, new_link_key=new_link_key)
    for item in report.items:
        click.echo(f"{item.change:<14} {item.what} {item.name}")


@secrets.command()
@config_option
def verify(config: Path) -> int:
    """Prove that the agent's token can read what it must, and is refused what it must not."""
    settings = settings_from(config)
    client = VaultClient(settings.vault)
    try:
        report = prove(client, settings)
    finally:
        client.close()
    for row in report.rows:
        click.echo(f"{'ok' if row.ok else 'WRONG':<6} {row.check}: expected {row.expected}, {row.seen}")
    return Exit.DONE if report.ok else Exit.FOUND_WRONG


@secrets.command("import")
@config_option
@click.argument("document", type=click.File("rb"), default="-")
@click.option(
    "--new-version", is_flag=True, help="Even where nothing changed: lets a refused account try again."
)
def import_(config: Path, document: IO[bytes], new_version: bool) -> None:
    """Credentials as JSON, from standard input: `{"accounts": [{"name", "user_id", "password", ...}]}`."""
    settings = settings_from(config)
    report = import_credentials(_admin(settings), document.read(), settings, new_version=new_version)
    for row in report.rows:
        click.echo(f"{row.outcome:<12} {row.what} {row.name}")


def _admin(settings: Settings) -> AdminVault:
    token = os.environ.get("BAO_TOKEN") or os.environ.get("VAULT_TOKEN")
    if not token:
        raise SettingsError(
            "this command needs an administrator's token", "BAO_TOKEN or VAULT_TOKEN", "set one of them"
        )
    return AdminVault(settings.vault.url, settings.vault.ca_file, SecretStr(token))
