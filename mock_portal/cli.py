"""The command line: serve the portal, list its cast, list its faults."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from mock_portal.clock import PortalClock, machine_now
from mock_portal.courier import MailServer
from mock_portal.errors import CannotStartError
from mock_portal.faults import FAULTS
from mock_portal.faults.timeline_file import HELP as TIMELINE_HELP
from mock_portal.faults.timeline_file import read_timeline
from mock_portal.portal import Portal, Start
from mock_portal.serving import Places, Serving
from mock_portal.state_file import load_state, save_state, write_private
from mock_portal.tls import Certificates
from mock_portal.web.skins import SkinName
from mock_portal.world.entities import Account
from mock_portal.world.seeding import build_world

DEFAULT_SEED = 1


class _ServeByDefault(click.Group):
    """Options without a command are for `serve`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("-h", "--help")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


class _Moment(click.ParamType[datetime]):
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a time: write it like 2026-03-02T09:00:00-05:00")
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no zone: write it like 2026-03-02T09:00:00-05:00")
        return moment


_FILE = click.Path(dir_okay=False, path_type=Path)
_PORT = click.IntRange(0, 65535)


@click.group(
    cls=_ServeByDefault,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command it serves; `serve --help` lists the options.",
)
def cli() -> None:
    """A mock of PECOS and I&A with made-up people, its own clock, and faults over a control port."""


@cli.command(epilog=TIMELINE_HELP)
@click.option("--port", default=8441, show_default=True, type=_PORT, help="0: any free.")
@click.option("--control-port", default=8442, show_default=True, type=_PORT, help="0: any.")
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="The world grows from it.")
@click.option(
    "--scale", default=0, show_default=True, type=click.IntRange(0, 100_000), help="Added enrollments."
)
@click.option(
    "--skin",
    default="classic",
    show_default=True,
    type=click.Choice([name.value for name in SkinName]),
    help="How the pages look, and where they are; 2.0 is our own invention.",
)
@click.option("--now", type=_Moment(), help="Where the portal's clock starts; default the machine's time.")
@click.option("--state", type=_FILE, help="Keep the state here; it goes before --seed, --scale, --skin.")
@click.option("--timeline", type=_FILE, help="Faults that come and go by this file; see below.")
@click.option("--https", is_flag=True, help="Serve the portal with a certificate of its own authority.")
@click.option("--token-file", type=_FILE, help="For the control port's token; default a temporary one.")
@click.option("--ca-out", type=_FILE, help="For the authority of --https; default a temporary one.")
@click.option("--smtp", metavar="HOST:PORT", help="Also send the portal's mail there, to a sink of yours.")
def serve(
    port: int, control_port: int, seed: int, scale: int, skin: str, now: datetime | None, state: Path | None,
    timeline: Path | None, https: bool, token_file: Path | None, ca_out: Path | None, smtp: str | None,
) -> None:  # fmt: skip
    """Serve the portal; one JSON line tells when it is ready and where."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    mail_server = MailServer.parse(smtp) if smtp is not None else None
    portal = _portal(Start(seed=seed, scale=scale, skin=SkinName(skin)), now, state)
    if timeline is not None:
        portal.follow(read_timeline(timeline, portal.world.find_account))
    with tempfile.TemporaryDirectory(prefix="mock-portal-") as folder:
        certificates = Certificates() if https else None
        places = _places(Path(folder), token_file, ca_out, state, certificates)
        asyncio.run(_serve(portal, places, port, control_port, certificates, mail_server))


async def _serve(
    portal: Portal, places: Places, port: int, control_port: int, certificates: Certificates | None,
    mail_server: MailServer | None,
) -> None:  # fmt: skip
    serving = Serving(
        portal, places, port=port, control_port=control_port, certificates=certificates,
        mail_server=mail_server,
    )  # fmt: skip
    await serving.run(sys.stdout)


def _portal(start: Start, now: datetime | None, state: Path | None) -> Portal:
    clock = PortalClock()
    _set(clock, now)
    kept = load_state(state) if state else None
    portal = Portal(start if kept is None else kept, clock)
    if kept is not None:
        _set(clock, now)
    if state is not None:
        save_state(state, portal.snapshot())
    return portal


def _set(clock: PortalClock, now: datetime | None) -> None:
    try:
        if now is not None:
            clock.set(now)
    except OverflowError as error:
        raise CannotStartError(f"--now: {error}") from error


def _places(
    folder: Path,
    token_file: Path | None,
    ca_out: Path | None,
    state: Path | None,
    certificates: Certificates | None,
) -> Places:
    token, token_file = secrets.token_urlsafe(32), token_file or folder / "control-token"
    ca_file = (ca_out or folder / "portal-ca.pem") if certificates else None
    try:
        write_private(token_file, token.encode())
        if certificates and ca_file:
            ca_file.write_bytes(certificates.authority_pem)
    except OSError as error:
        problem = f"{error.filename}: cannot be written ({error.strerror}); name another file"
        raise CannotStartError(problem) from error
    return Places(token, token_file, ca_file, state)


@cli.command()
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="Of which world.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--credentials", is_flag=True, help="With user ID, password and authenticator secret.")
def cast(seed: int, as_json: bool, credentials: bool) -> None:
    """List the demo accounts and what is special about each."""
    accounts = build_world(seed, 0, machine_now()).accounts
    if as_json:
        rows = [
            _credentials(one) if credentials else {"name": one.name, "note": one.note} for one in accounts
        ]
        click.echo(json.dumps({"accounts": rows}, indent=2))
        return
    for one in accounts:
        secret = f"  {one.user_id}  {one.password}  {one.totp_secret}" if credentials else ""
        click.echo(f"{one.name:<20}{secret}  {one.note}")


def _credentials(account: Account) -> dict[str, str]:
    return {
        "name": account.name,
        "user_id": account.user_id,
        "password": account.password,
        "totp_secret": account.totp_secret,
        "note": account.note,
    }


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def faults(as_json: bool) -> None:
    """List the faults with their parameters."""
    if as_json:
        click.echo(json.dumps({"faults": [_fault_row(name) for name in FAULTS]}, indent=2))
        return
    for name, fault in FAULTS.items():
        parameters = ", ".join(fault.model_fields) or "no parameters"
        click.echo(f"{name:<20}  {fault.description} ({parameters})")


def _fault_row(name: str) -> dict[str, object]:
    fault = FAULTS[name]
    parameters = fault.model_json_schema().get("properties", {})
    return {"name": name, "description": fault.description, "parameters": parameters}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run these arguments, or the process's own; what cannot start is told in one sentence, exit status 2."""
    try:
        cli.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        _refuse(error.format_message())
    except CannotStartError as error:
        _refuse(str(error))
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(1)


def _refuse(sentence: str) -> None:
    click.echo(f"mock_portal: {sentence}", err=True)
    sys.exit(2)
