"""Exit status, and how an error is told."""

import json
from collections.abc import Iterable
from enum import IntEnum

import click
from loguru import logger

from agent.cli.documents import error_of
from agent.model.errors import (
    AccessError,
    EnrollwatchError,
    SettingsError,
    StoreError,
    UnknownAccountError,
)
from agent.model.finding import Severity
from agent.model.incident import Incident
from agent.model.verdict import Verdict


class Exit(IntEnum):
    DONE = 0  # stopped as asked, or nothing wrong
    FOUND_WRONG = 1  # looked, and something is critically wrong
    NOT_STARTED = 2  # arguments, settings, unknown account, unwritable data folder
    NOT_LOOKED = 3  # could not look, or not at everything


_NOT_STARTED = (SettingsError, UnknownAccountError, AccessError, StoreError)
_COULD_NOT_LOOK = frozenset(
    {Verdict.PORTAL_DOWN, Verdict.PORTAL_CHANGED, Verdict.ACCOUNT_PROBLEM, Verdict.OWN_FAULT}
)


def of_visits(verdicts: Iterable[Verdict], unresolved: Iterable[Incident]) -> Exit:
    """3 if any look failed; else 1 if a critical incident of these accounts is unresolved; else 0."""
    if any(verdict in _COULD_NOT_LOOK for verdict in verdicts):
        return Exit.NOT_LOOKED
    critical = any(incident.finding.severity is Severity.CRITICAL for incident in unresolved)
    return Exit.FOUND_WRONG if critical else Exit.DONE


def status_of(error: EnrollwatchError) -> Exit:
    return Exit.NOT_STARTED if isinstance(error, _NOT_STARTED) else Exit.NOT_LOOKED


def tell(error: Exception, *, as_json: bool) -> Exit:
    """Say on standard error what went wrong; with `--json` also as the one document."""
    known = known_error(error)
    click.echo(f"enrollwatch: {known}", err=True)
    if as_json:
        click.echo(json.dumps(error_of(known)))
    return status_of(known)


def known_error(error: Exception) -> EnrollwatchError:
    """The error itself, or one that says no more of an unforeseen one than its kind and place."""
    if isinstance(error, EnrollwatchError):
        return error
    if isinstance(error, click.ClickException):
        return SettingsError(error.format_message(), "arguments", "see `enrollwatch --help`")
    logger.opt(exception=error).error("an error nobody foresaw")
    place = _place(error)
    return EnrollwatchError(
        f"an error nobody foresaw: {type(error).__name__}", place, "report it with the log"
    )


def _place(error: Exception) -> str:
    """File and line of the raise; never its values."""
    trace = error.__traceback__
    if trace is None:
        return "unknown"
    while trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
