"""Reasons that the agent itself gives a look, and how its own errors become one."""

from datetime import datetime

from agent.model.errors import (
    BrowserError,
    EnrollwatchError,
    SealError,
    StoreError,
    VaultError,
    VaultSealedError,
    VaultUnreachableError,
)
from agent.model.look import Reason
from agent.model.verdict import Cause

_CAUSE_OF: tuple[tuple[type[EnrollwatchError], Cause], ...] = (
    (VaultSealedError, Cause.VAULT_AWAY),
    (VaultUnreachableError, Cause.VAULT_AWAY),
    (VaultError, Cause.VAULT),
    (SealError, Cause.VAULT),
    (BrowserError, Cause.BROWSER),
    (StoreError, Cause.STORE),
)


def reason_of(error: EnrollwatchError) -> Reason:
    cause = next((cause for kind, cause in _CAUSE_OF if isinstance(error, kind)), Cause.INTERNAL)
    return Reason(cause=cause, what=error.what, where=error.where, do=error.do)


def unforeseen(error: Exception) -> Reason:
    """Only the kind of error: its text could hold anything."""
    return Reason(
        cause=Cause.INTERNAL,
        what=f"the look broke off: {type(error).__name__}",
        where="the agent",
        do="report it with the agent's log",
    )


def account_busy(account: str, waited: float) -> Reason:
    return Reason(
        cause=Cause.ACCOUNT_BUSY,
        what=f"account busy: another visit has used it for {waited:.0f} s",
        where=account,
        do="wait for that visit to end, or stop it if it hangs",
    )


def already_refused(path: str, version: int, cause: Cause, at: datetime) -> Reason:
    return Reason(
        cause=Cause.SECRET_ALREADY_REFUSED,
        what=f"version {version} of the secret was refused on {at:%Y-%m-%d %H:%M} UTC ({cause}); "
        "it is not typed again",
        where=path,
        do="put the account right, then `enrollwatch secrets import --new-version -` its credentials",
    )


def session_lost(page: str) -> Reason:
    return Reason(
        cause=Cause.SESSION_LOST,
        what="the portal ended the session; signed in again and went on",
        where=page,
        do="nothing at once; session-timeout says when it is too often",
    )


def session_lost_twice(page: str) -> Reason:
    return Reason(
        cause=Cause.SESSION_LOST_TWICE,
        what="the portal ended the session twice in one visit",
        where=page,
        do="nothing on our side: the next visit looks again; ring the portal's help desk if it lasts",
    )
