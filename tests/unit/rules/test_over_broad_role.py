"""over-broad-role: Access Managers beside an Authorized Official that the practice did not ask for."""

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import StaffFact
from agent.model.policy import Policy
from agent.rules import over_broad_role

from ..builders import ACCOUNT, NOW, POLICY, employee, only, rule_on, visit

AO, AM, SEU = "Authorized Official", "Access Manager", "Staff End User"
OFFICIAL = employee(AO, name="Otis Renwick")
CLERK = employee(AM, name="Dora Finch")


def judged(*staff: StaffFact, policy: Policy = POLICY, not_read: tuple[str, ...] = ()) -> Ruling:
    return rule_on(over_broad_role.judge, visit(facts=Facts(staff=staff, not_read=not_read)), policy=policy)


def test_an_access_manager_beside_an_official_is_information() -> None:
    found = only(judged(OFFICIAL, CLERK))
    assert (found.severity, found.stage, found.since) == (Severity.INFORMATION, 1, NOW)
    assert found.title == "1 person is Access Manager beside the Authorized Official, employer 1 of My Staff"
    assert "Staff End User" in found.next_step
    assert "policy.access_managers_most" in found.next_step


def test_one_person_listed_as_official_and_as_staff_is_one() -> None:
    again = CLERK.model_copy(update={"email": "dora@elsewhere.example", "name": "dora finch"})
    assert only(judged(OFFICIAL, CLERK, again)).stage == 1


def test_another_one_is_a_stage_more() -> None:
    found = only(judged(OFFICIAL, CLERK, employee(AM, name="Lena Shore")))
    assert (found.stage, found.title[:8]) == (2, "2 people")


@pytest.mark.parametrize(
    "staff",
    [
        (OFFICIAL,),
        (CLERK,),  # with no official an Access Manager runs the employer
        (OFFICIAL, employee(SEU, name="Dora Finch")),
        (OFFICIAL, employee(AM, "Invited", name="Dora Finch")),
        (OFFICIAL, employee(AM, "Removed", name="Dora Finch")),
        (employee(f"{AO}, {AM}", name="Otis Renwick"),),
        (OFFICIAL, employee(AM, name="Dora Finch", employer="Another Practice LLC")),
        (),
    ],
)
def test_who_is_needed_or_has_no_such_role_is_well(staff: tuple[StaffFact, ...]) -> None:
    assert judged(*staff) == Ruling(else_well=ACCOUNT)


def test_as_many_as_the_practice_wants_are_well() -> None:
    assert judged(OFFICIAL, CLERK, policy=Policy(access_managers_most=1)).findings == ()
    both = OFFICIAL, CLERK, employee(AM, name="Lena Shore")
    assert only(judged(*both, policy=Policy(access_managers_most=1))).stage == 1


def test_each_employer_is_a_subject_of_its_own_and_named_by_its_place() -> None:
    other = "Another Practice LLC"
    elsewhere = employee(AO, employer=other), employee(AM, name="Lena Shore", employer=other)
    first, second = judged(OFFICIAL, CLERK, *elsewhere).findings
    assert first.subject != second.subject
    assert second.title.endswith("employer 2 of My Staff")
    assert not {"Meadow", "Dora"} & set(first.model_dump_json().split())


@pytest.mark.parametrize("unclear", [employee(None, name="Lena"), employee(AM, None, name="Lena")])
def test_a_role_or_status_that_was_not_read_is_not_called_well(unclear: StaffFact) -> None:
    ruling = judged(OFFICIAL, unclear)
    assert ruling.findings == ()
    assert ruling.unsure == (only(judged(OFFICIAL, CLERK)).subject,)


def test_half_a_list_clears_nothing_and_none_says_nothing() -> None:
    assert judged(OFFICIAL, not_read=("staff",)) == Ruling()
    assert rule_on(over_broad_role.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(over_broad_role.judge, visit()) == Ruling()
