"""access-coverage: two people who can act for each provider."""

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import AccessFact
from agent.model.policy import Policy
from agent.rules import access_coverage

from ..builders import ACCOUNT, NOW, NPI, OTHER_NPI, POLICY, access, only, rule_on, visit, well

AO, AM, SEU, SURROGATE = "Authorized Official", "Access Manager", "Staff End User", "Surrogate"
THIRD_NPI = "1003000126"
FIRST = access(AO)
SECOND = access(AO, name="Leander Voss")


def judged(*people: AccessFact, not_read: tuple[str, ...] = (), policy: Policy = POLICY) -> Ruling:
    facts = Facts(access=people, not_read=not_read)
    return rule_on(access_coverage.judge, visit(facts=facts), policy=policy)


@pytest.mark.parametrize(
    "second",
    [
        SECOND,
        access(AM, name="Leander Voss"),
        access(SURROGATE, name="Leander Voss", employer="Kestrel", through="Surrogacy C1"),
        access(AO, AM, name="Leander Voss"),
    ],
)
def test_a_second_official_manager_or_surrogate_is_enough(second: AccessFact) -> None:
    assert judged(FIRST, second) == well(ACCOUNT)


@pytest.mark.parametrize(
    "second",
    [
        access(SEU, name="Jerrold Hyde"),
        access(SURROGATE, SEU, name="Jerrold Hyde", through="Surrogacy C1"),
        access(SURROGATE, name="linnea  GARRITY", through="Surrogacy C1"),
    ],
)
def test_staff_and_the_same_person_again_do_not_count(second: AccessFact) -> None:
    found = only(judged(FIRST, second))
    assert (found.subject, found.severity, found.stage) == (ACCOUNT, Severity.WARNING, 1)
    assert found.title == f"Only 1 person can act for NPI {NPI}; there should be 2"
    assert "My Staff" in found.next_step
    assert (found.since, found.desk) == (NOW, "the practice's own Authorized Official")


def test_the_providers_of_an_account_are_one_finding_and_each_more_is_a_stage() -> None:
    covered = SECOND.model_copy(update={"npi": THIRD_NPI}), FIRST.model_copy(update={"npi": THIRD_NPI})
    found = only(judged(FIRST, access(AO, name="Leander Voss", npi=OTHER_NPI), *covered))
    assert (found.severity, found.stage) == (Severity.WARNING, 2)
    assert found.title == f"Only 1 person can act for NPI {NPI} and 1 more; there should be 2"
    assert found.impact.endswith("Providers with too few people: 2.")


def test_nobody_at_all_is_critical_and_named_before_the_others() -> None:
    found = only(judged(FIRST, access(SEU, npi=OTHER_NPI)))
    assert (found.severity, found.stage) == (Severity.CRITICAL, 2)
    assert found.title == f"Nobody can act for NPI {OTHER_NPI}; there should be 2"
    assert found.impact.startswith("Staff End Users cannot act")


def test_the_policy_says_how_many() -> None:
    assert judged(FIRST, policy=Policy(access_people=1)) == well(ACCOUNT)
    found = only(judged(FIRST, SECOND, policy=Policy(access_people=3)))
    assert found.title == f"Only 2 people can act for NPI {NPI}; there should be 3"


def test_half_a_list_shows_neither_too_few_nor_enough_for_all() -> None:
    assert judged(FIRST, not_read=("access",)) == Ruling()
    assert judged(FIRST, SECOND, not_read=("access",)) == Ruling()


def test_a_role_that_was_not_read_may_be_one_that_counts() -> None:
    assert judged(FIRST, access(name="Leander Voss")) == Ruling()
    alone_elsewhere = access(AO, npi=OTHER_NPI)
    found = only(judged(FIRST, access(name="Leander Voss"), alone_elsewhere))
    assert OTHER_NPI in found.title


def test_an_account_that_sees_no_provider_is_well() -> None:
    assert judged() == well(ACCOUNT)


def test_a_list_that_was_not_read_says_nothing() -> None:
    assert rule_on(access_coverage.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(access_coverage.judge, visit()) == Ruling()


def test_no_name_is_told() -> None:
    assert "Garrity" not in only(judged(FIRST)).model_dump_json()
