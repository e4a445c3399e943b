"""What all values of the model promise: unchangeable, strict, and aware of their zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

import pytest
from pydantic import ValidationError

import agent.model
from agent.model.base import Frozen
from agent.model.clock import machine_clock, ticking_from
from agent.model.errors import EnrollwatchError, VaultSealedError
from agent.model.evidence import SUFFIX, EvidenceKind
from agent.model.finding import Severity
from agent.model.policy import Policy
from agent.model.slot import Slot

from .builders import EASTERN, NOW, NPI, OTHER_NPI, enrollment, facts, finding, visit


def values() -> Iterator[type[Frozen]]:
    for module in iter_modules(agent.model.__path__):
        for name, item in vars(import_module(f"agent.model.{module.name}")).items():
            if isinstance(item, type) and issubclass(item, Frozen) and not name.startswith("_"):
                yield item


def test_a_copy_with_other_content_works_out_its_own() -> None:
    both = facts(enrollments=[enrollment("Approved"), enrollment("Approved", npi=OTHER_NPI)])
    assert set(both.by_npi) == {NPI, OTHER_NPI}
    one = both.model_copy(update={"enrollments": (enrollment("Approved"),)})
    assert set(one.by_npi) == {NPI}
    assert set(both.by_npi) == {NPI, OTHER_NPI}


@pytest.mark.parametrize("value", sorted(set(values()), key=str), ids=lambda value: value.__name__)
def test_every_value_is_frozen_strict_and_holds_no_naive_time(value: type[Frozen]) -> None:
    assert value.model_config.get("frozen") is True
    assert value.model_config.get("extra") == "forbid"
    kinds = [
        kind
        for field in value.model_fields.values()
        for kind in (field.annotation, *get_args(field.annotation))
    ]
    assert datetime not in kinds


def test_a_naive_time_is_refused() -> None:
    slot = {"kind": "visit", "subject": "a", "outcome": "done"}
    assert Slot.model_validate({**slot, "due": "2026-03-02T09:00:00-05:00"}).due == NOW
    with pytest.raises(ValidationError, match="timezone"):
        Slot.model_validate({**slot, "due": "2026-03-02T09:00:00"})


def test_equal_values_are_equal_and_changing_one_is_refused() -> None:
    assert visit() == visit()
    field = "title"
    with pytest.raises(ValidationError, match="frozen"):
        setattr(finding(), field, "other")
    with pytest.raises(ValidationError, match="Extra inputs"):
        Policy.model_validate({"password_days": 60})


def test_severities_rise_from_information_to_critical() -> None:
    assert [severity.rank for severity in (Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL)] == [
        0,
        1,
        2,
    ]


def test_the_default_thresholds_are_those_of_the_domain() -> None:
    policy = Policy()
    days = (policy.password_information_days, policy.password_warning_days, policy.password_critical_days)
    assert days == (14, 7, 1)
    assert policy.session_limit_minutes == 30
    assert (policy.visit_interval, policy.remind_hours) == (timedelta(hours=4), 24)


@pytest.mark.parametrize(
    "field",
    [
        "session_limit_minutes",
        "session_losses",
        "session_visits",
        "availability_failures",
        "slow_looks",
        "not_looked_intervals",
        "remind_hours",
    ],
)
def test_a_threshold_of_nothing_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Policy.model_validate({field: 0})


@pytest.mark.parametrize("days", [(14, 7, 8), (14, 15, 1), (1, 7, 14), (6, 7, 1)])
def test_password_days_that_do_not_fall_are_refused(days: tuple[int, int, int]) -> None:
    with pytest.raises(ValidationError, match="must fall from information to warning to critical"):
        password_policy(*days)


@pytest.mark.parametrize("days", [(14, 7, 1), (7, 7, 7), (14, 7, 7), (7, 7, 1), (0, 0, 0)])
def test_password_days_may_be_equal(days: tuple[int, int, int]) -> None:
    assert password_policy(*days).password_information_days == days[0]


def password_policy(information: int, warning: int, critical: int) -> Policy:
    return Policy(
        password_information_days=information,
        password_warning_days=warning,
        password_critical_days=critical,
    )


@pytest.mark.parametrize("stage", ["information", "warning", "critical"])
def test_password_days_below_nothing_are_refused(stage: str) -> None:
    with pytest.raises(ValidationError, match=f"password_{stage}_days"):
        Policy.model_validate({f"password_{stage}_days": -1})


def test_every_kind_of_evidence_has_a_suffix() -> None:
    assert set(SUFFIX) == set(EvidenceKind)
    assert len(set(SUFFIX.values())) == len(SUFFIX)


def test_an_error_says_what_happened_to_what_and_what_to_do() -> None:
    error = VaultSealedError("Vault is sealed", "https://127.0.0.1:8200", "unseal it")
    assert isinstance(error, EnrollwatchError)
    assert str(error) == "Vault is sealed (https://127.0.0.1:8200): unseal it"
    assert (error.what, error.where, error.do) == ("Vault is sealed", "https://127.0.0.1:8200", "unseal it")


def test_the_clocks_tell_utc_and_go_on() -> None:
    clock = ticking_from(NOW.astimezone(EASTERN))
    first, second = clock(), clock()
    assert first.tzinfo is UTC
    assert NOW <= first <= second < NOW + timedelta(minutes=1)
    assert machine_clock().tzinfo is UTC
