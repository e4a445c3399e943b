"""The agent's own reasons, and the sentences for what it remembers of a refused secret."""

import pytest

from agent.browser import failure
from agent.model.errors import (
    BrowserError,
    EnrollwatchError,
    SealError,
    StoreError,
    VaultMissingError,
    VaultSealedError,
    VaultUnreachableError,
)
from agent.model.verdict import MAY_SPEND_SECRET, Cause, Verdict
from agent.own_faults import reason_of, unforeseen


@pytest.mark.parametrize("cause", sorted(MAY_SPEND_SECRET))
def test_every_refusal_that_is_remembered_can_be_told_again(cause: Cause) -> None:
    reason = failure(cause, "portal/north-clinic").reason
    assert (reason.cause, reason.where) == (cause, "portal/north-clinic")
    assert reason.what
    assert reason.do


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (VaultSealedError("a", "b", "c"), Cause.VAULT_AWAY),
        (VaultUnreachableError("a", "b", "c"), Cause.VAULT_AWAY),
        (VaultMissingError("a", "b", "c"), Cause.VAULT),
        (SealError("a", "b", "c"), Cause.VAULT),
        (BrowserError("a", "b", "c"), Cause.BROWSER),
        (StoreError("a", "b", "c"), Cause.STORE),
        (EnrollwatchError("a", "b", "c"), Cause.INTERNAL),
    ],
)
def test_our_own_errors_are_own_faults_that_say_what_where_and_what_to_do(
    error: EnrollwatchError, cause: Cause
) -> None:
    reason = reason_of(error)
    assert (reason.cause, reason.verdict) == (cause, Verdict.OWN_FAULT)
    assert (reason.what, reason.where, reason.do) == ("a", "b", "c")


def test_an_unforeseen_error_tells_its_kind_and_not_its_words() -> None:
    reason = unforeseen(ValueError("the password is canary"))
    assert "ValueError" in reason.what
    assert "canary" not in str(reason)
