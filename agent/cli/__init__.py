"""The command line: thin. Each file holds one command and hands over to `agent.app`."""

import sys
from collections.abc import Sequence

import click

from agent import logs
from agent.cli.exits import Exit, tell
from agent.cli.lazy import LazyGroup

COMMANDS = {
    "demo": "agent.cli.demo",
    "run": "agent.cli.run",
    "visit": "agent.cli.visit",
    "check": "agent.cli.check",
    "portal": "agent.cli.portal",
    "secrets": "agent.cli.secrets",
    "incidents": "agent.cli.incidents",
    "routes": "agent.cli.routes",
    "evidence": "agent.cli.evidence",
    "uptime": "agent.cli.uptime",
    "report": "agent.cli.report",
    "roster": "agent.cli.roster",
    "forecast": "agent.cli.forecast",
    "packet": "agent.cli.packet",
    "runbook": "agent.cli.runbook",
    "people": "agent.cli.people",
    "tokens": "agent.cli.tokens",
    "backup": "agent.cli.backup",
    "prometheus": "agent.cli.prometheus",
    "serve": "agent.cli.serve",
}
"""Each command and the module that has it under its own name."""


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="enrollwatch")
def cli() -> None:
    """Watches Medicare enrollments in a PECOS-style portal, and tells the person on call."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its status; no traceback for what can be foreseen."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    logs.set_up()
    try:
        status = cli.main(words, prog_name="enrollwatch", standalone_mode=False)
    except click.Abort:
        status = Exit.NOT_STARTED
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        status = Exit.NOT_STARTED
    except Exception as error:
        status = (
            _usage(error, words)
            if isinstance(error, click.ClickException)
            else tell(error, as_json="--json" in words)
        )
    sys.exit(int(status or Exit.DONE))


def _usage(error: click.ClickException, words: list[str]) -> Exit:
    tell(error, as_json="--json" in words)
    return Exit.NOT_STARTED
