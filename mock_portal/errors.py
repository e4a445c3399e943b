"""Every way in which the mock portal says no to the person who runs it."""

from __future__ import annotations

from pathlib import Path


class PortalError(Exception):
    """The mock portal cannot do what it was asked."""


class CannotStartError(PortalError):
    """An argument, a port or a file does not allow a start: told in one sentence, exit status 2."""


class StateFileError(CannotStartError):
    """The state file cannot be read or written."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"state file {path}: {problem}; move it away or name another with --state")


class TimelineError(CannotStartError):
    """The timeline file cannot be read or understood; `line` counts from 1, null where none is to blame."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        place = path if line is None else f"{path}, line {line}"
        super().__init__(f"timeline {place}: {problem}")


class BadAskError(PortalError):
    """The control port was asked something it cannot do; answered as problem JSON.

    `field` names the offending field, null where there is none.
    """

    status = 422

    def __init__(self, detail: str, field: str | None = None) -> None:
        self.detail = detail
        self.field = field
        super().__init__(detail)


class NotKnownError(BadAskError):
    """The named thing does not exist in this world."""

    status = 404


class ConflictError(BadAskError):
    """The change would clash with something that is already there."""

    status = 409


class NotAllowedNowError(ConflictError):
    """The state of a thing does not allow what was asked: `what` was asked, of a thing in `state`."""

    def __init__(self, what: str, state: str) -> None:
        self.what = what
        self.state = state
        super().__init__(f"{what}: not possible in the state {state!r}; read it again before the next step")
