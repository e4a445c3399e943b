"""Codes, tries and locks without a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mock_portal.policy import PasswordPolicy
from mock_portal.sign_in import CodeOutcome, PasswordOutcome, check_code, check_password, valid_codes
from tests.mock_portal.test_password_policy import ACCOUNT, NOW

POLICY = PasswordPolicy()
MACHINE = datetime(2026, 11, 21, 20, 0, 10, tzinfo=UTC)


def code_outcome(code: str, seconds: int, now: datetime = NOW) -> CodeOutcome:
    machine = MACHINE + timedelta(seconds=seconds)
    return check_code(ACCOUNT, code, POLICY, machine_now=machine, now=now)[0]


def test_the_codes_before_and_after_the_present_one_are_taken_and_no_others() -> None:
    present = valid_codes(ACCOUNT.totp_secret, MACHINE)[1]
    outcomes = [code_outcome(present, seconds) for seconds in (-60, -30, 0, 30, 60)]
    taken, refused = CodeOutcome.ACCEPTED, CodeOutcome.INCORRECT
    assert outcomes == [refused, taken, taken, taken, refused]


def test_a_used_code_is_refused_until_portal_time_has_moved_30_seconds() -> None:
    code = valid_codes(ACCOUNT.totp_secret, MACHINE)[1]
    _, account = check_code(ACCOUNT, code, POLICY, machine_now=MACHINE, now=NOW)
    soon, _ = check_code(account, code, POLICY, machine_now=MACHINE, now=NOW + timedelta(seconds=29))
    later, _ = check_code(account, code, POLICY, machine_now=MACHINE, now=NOW + timedelta(seconds=30))
    assert (soon, later) == (CodeOutcome.INCORRECT, CodeOutcome.ACCEPTED)


def test_a_right_code_forgets_the_wrong_ones_before_it() -> None:
    _, account = check_code(ACCOUNT, "000000x", POLICY, machine_now=MACHINE, now=NOW)
    assert account.failed_codes == 1
    code = valid_codes(account.totp_secret, MACHINE)[1]
    _, account = check_code(account, code, POLICY, machine_now=MACHINE, now=NOW)
    assert account.failed_codes == 0


def test_a_right_password_forgets_the_wrong_ones_before_it() -> None:
    account = ACCOUNT
    for _ in range(2):
        _, account = check_password(account, "wrong", POLICY, NOW)
    outcome, account = check_password(account, ACCOUNT.password, POLICY, NOW)
    assert (outcome, account.failed_passwords) == (PasswordOutcome.ACCEPTED, 0)


def test_an_expired_password_is_told_only_to_who_knows_it() -> None:
    old = ACCOUNT.model_copy(update={"password_changed": NOW - timedelta(days=60)})
    assert check_password(old, old.password, POLICY, NOW)[0] is PasswordOutcome.EXPIRED
    assert check_password(old, "wrong", POLICY, NOW)[0] is PasswordOutcome.INCORRECT
