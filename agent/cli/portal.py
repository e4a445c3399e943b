"""`enrollwatch portal`: the mock portal, which is a program of its own."""

import os
import sys

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def portal(arguments: tuple[str, ...]) -> None:
    """Start the mock portal; `portal cast` and `portal faults` list what it can play."""
    os.execv(sys.executable, [sys.executable, "-m", "mock_portal", *arguments])  # noqa: S606 - our own program
