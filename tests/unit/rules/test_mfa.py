"""mfa-missing and mfa-no-backup: the second factor, and another way to get a code."""

import pytest

from agent.model.facts import Facts, ProfileFacts
from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.verdict import Cause
from agent.rules import mfa_missing, mfa_no_backup

from ..builders import ACCOUNT, NOW, only, rule_on, visit, well


def profile(*not_read: str, method: str | None = "Authenticator app", backups: int | None = 1) -> Look:
    read = ProfileFacts(primary_method=method, backups=backups)
    return visit(facts=Facts(profile=read, not_read=not_read))


def test_a_sign_in_that_is_refused_for_want_of_it_is_critical() -> None:
    found = only(rule_on(mfa_missing.judge, visit(Cause.MFA_NOT_SET_UP)))
    assert (found.severity, found.subject, found.since) == (Severity.CRITICAL, ACCOUNT, NOW)
    assert found.title == "Multi-factor authentication is not set up"
    assert "not watched" in found.impact
    assert "back-up method" in found.next_step
    assert found.desk.startswith("I&A self-service first")


def test_a_profile_that_names_no_primary_method_is_a_warning() -> None:
    found = only(rule_on(mfa_missing.judge, profile(method=None)))
    assert found.severity is Severity.WARNING
    assert "stolen password" in found.impact


def test_a_profile_with_a_method_is_well() -> None:
    assert rule_on(mfa_missing.judge, profile()) == well(ACCOUNT)


@pytest.mark.parametrize(
    "looked",
    [
        visit(),
        visit(facts=Facts()),
        profile(method=None, backups=None),
        profile("profile.primary_method", method=None),
    ],
)
def test_a_method_that_was_not_read_is_not_missing(looked: Look) -> None:
    assert rule_on(mfa_missing.judge, looked) == Ruling()


def test_no_back_up_is_a_warning() -> None:
    found = only(rule_on(mfa_no_backup.judge, profile(backups=0)))
    assert (found.severity, found.subject, found.since) == (Severity.WARNING, ACCOUNT, NOW)
    assert found.title == "No back-up method for verification codes"
    assert "My Profile > Change back-up methods" in found.next_step


@pytest.mark.parametrize("backups", [1, 3])
def test_one_back_up_is_enough(backups: int) -> None:
    assert rule_on(mfa_no_backup.judge, profile(backups=backups)) == well(ACCOUNT)


@pytest.mark.parametrize(
    "looked", [visit(), visit(facts=Facts()), profile(backups=None), profile(backups=-1)]
)
def test_back_ups_that_were_not_read_are_neither(looked: Look) -> None:
    assert rule_on(mfa_no_backup.judge, looked) == Ruling()
