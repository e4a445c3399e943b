"""A password from standard input: never an argument, which the list of processes shows to everybody."""

import sys

import click
from pydantic import SecretStr

from agent.model.errors import AccessError

_LONGEST_LINE = 4096


def typed_password(name: str) -> SecretStr:
    """Asked for twice, unseen, where a person types; else the first line of standard input."""
    if sys.stdin.isatty():
        return SecretStr(click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True))
    line = sys.stdin.readline(_LONGEST_LINE).removesuffix("\n").removesuffix("\r")
    if not line:
        raise AccessError(
            "no password was given",
            "standard input",
            "type it, or send it: enrollwatch people add NAME --role admin < password.txt",
        )
    return SecretStr(line)
