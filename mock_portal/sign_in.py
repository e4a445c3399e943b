"""The rules of signing in, as pure functions: (account, what was typed, when) to (outcome, account)."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from mock_portal.policy import PasswordPolicy
from mock_portal.world.entities import Account, UsedCode

CODE_STEP = timedelta(seconds=30)
"""How long an authenticator code lasts (RFC 6238's default); the codes before and after are taken too."""
SENT_CODE_LASTS = timedelta(minutes=10)
"""How long a code that was sent to a back-up method can be used; our own number."""


class PasswordOutcome(StrEnum):
    """What became of a user ID and password."""

    ACCEPTED = "accepted"  # a code is asked for next
    EXPIRED = "expired"  # right, but too old: must be reset
    INCORRECT = "incorrect"  # wrong, and counted
    LOCKED = "locked"  # nothing is checked any more


class CodeOutcome(StrEnum):
    """What became of a verification code."""

    ACCEPTED = "accepted"
    INCORRECT = "incorrect"
    LOCKED = "locked"


def same_text(left: str, right: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def check_password(
    account: Account, typed: str, policy: PasswordPolicy, now: datetime
) -> tuple[PasswordOutcome, Account]:
    """Judge a password in portal time; the third wrong one in a row locks the account (W43)."""
    if account.locked:
        return PasswordOutcome.LOCKED, account
    if not same_text(account.password, typed):
        failed = account.failed_passwords + 1
        locked = failed >= policy.tries
        account = account.model_copy(update={"failed_passwords": failed, "locked": locked})
        return (PasswordOutcome.LOCKED if locked else PasswordOutcome.INCORRECT), account
    account = account.model_copy(update={"failed_passwords": 0})
    if policy.days_left(account.password_changed, now) == 0:
        return PasswordOutcome.EXPIRED, account
    return PasswordOutcome.ACCEPTED, account


def valid_codes(secret: str, machine_now: datetime) -> tuple[str, str, str]:
    """The previous, present and next code at a moment of the machine's clock."""
    totp = pyotp.TOTP(secret)
    before, present, after = (totp.at(machine_now + step * CODE_STEP) for step in (-1, 0, 1))
    return before, present, after


def check_code(
    account: Account, typed: str, policy: PasswordPolicy, *, machine_now: datetime, now: datetime
) -> tuple[CodeOutcome, Account]:
    """Judge a code against the machine's clock; a used one is refused until portal time moved 30 seconds.

    A code that was sent to a back-up method is judged by portal time, and works once.
    """
    if account.mfa_locked:
        return CodeOutcome.LOCKED, account
    used = tuple(code for code in account.used_codes if abs(now - code.at) < CODE_STEP)
    right = any(same_text(code, typed) for code in _acceptable(account, machine_now, now))
    if not right or any(same_text(code.code, typed) for code in used):
        failed = account.failed_codes + 1
        locked = failed >= policy.code_tries
        account = account.model_copy(
            update={"failed_codes": failed, "mfa_locked": locked, "used_codes": used}
        )
        return (CodeOutcome.LOCKED if locked else CodeOutcome.INCORRECT), account
    used = (*used, UsedCode(code=typed, at=now))
    update = {"failed_codes": 0, "used_codes": used, "sent_code": None, "last_sign_in": now}
    return CodeOutcome.ACCEPTED, account.model_copy(update=update)


def _acceptable(account: Account, machine_now: datetime, now: datetime) -> tuple[str, ...]:
    codes = valid_codes(account.totp_secret, machine_now)
    sent = account.sent_code
    fresh = sent is not None and timedelta() <= now - sent.at < SENT_CODE_LASTS
    return (*codes, sent.code) if sent is not None and fresh else codes


def reset_password(account: Account, new: str, policy: PasswordPolicy, now: datetime) -> Account:
    """The account with a new password; whether it may have it is `PasswordPolicy.breaches`' matter."""
    old = (account.password, *account.old_passwords)[: policy.remembered]
    return account.model_copy(update={"password": new, "old_passwords": old, "password_changed": now})
