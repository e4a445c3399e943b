"""Commands imported when they are asked for: a browser or a web framework is not loaded to list incidents."""

import gc
import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click


class LazyGroup(click.Group):
    """`commands_at` maps each command's name to its module, which holds it under the same name."""

    def __init__(self, *, commands_at: Mapping[str, str], **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]  # handed through as they came
        self._at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self._at.get(cmd_name)
        if module is None:
            return None
        with _uncollected():
            command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command


@contextmanager
def _uncollected() -> Iterator[None]:
    """What a module makes stays: to look for garbage in it again and again is a seventh of a start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
