"""second-account: one name twice at one employer."""

from datetime import date

import pytest

from agent.model.facts import Facts
from agent.model.finding import Ruling, Severity
from agent.model.people import AccessFact, StaffFact
from agent.rules import second_account

from ..builders import ACCOUNT, NPI, OTHER_NPI, access, employee, only, rule_on, visit

DAY = date(2026, 2, 1)
INVITED = employee(invited=DAY)


def judged(
    people: tuple[AccessFact, ...] = (), staff: tuple[StaffFact, ...] = (), not_read: tuple[str, ...] = ()
) -> Ruling:
    facts = Facts(access=people, staff=staff, not_read=not_read)
    return rule_on(second_account.judge, visit(facts=facts))


def test_one_name_twice_on_a_provider_s_list_is_asked_about_without_the_name() -> None:
    found = only(judged((access("Authorized Official"), access("Staff End User", name="Linnea  garrity"))))
    assert found.severity is Severity.INFORMATION
    assert found.title == (
        f"One name stands twice on the access list of NPI {NPI} (PECOS > Account Management)"
    )
    assert found.subject.startswith(f"{ACCOUNT} person ")
    assert "garrity" not in found.model_dump_json().casefold()
    assert "I&A self-service first" in found.desk


def test_two_invitations_to_different_addresses_are_asked_about() -> None:
    again = employee(status="Invited", email="ottilie@private.example", invited=date(2026, 2, 20))
    assert "two e-mail addresses" in only(judged(staff=(INVITED, again))).title


def test_one_person_seen_in_both_ways_or_for_two_providers_is_told_once() -> None:
    twice = access("Staff End User", name="Ottilie Crane")
    elsewhere = twice.model_copy(update={"npi": OTHER_NPI})
    again = INVITED.model_copy(update={"email": "other@meadow.example"})
    ruling = judged((twice, twice, elsewhere, elsewhere), (INVITED, again))
    assert len(ruling.findings) == 1


@pytest.mark.parametrize(
    "other",
    [
        access("Surrogate", employer="Kestrel Practice Support Inc", through="Surrogacy C1"),
        access("Staff End User", npi=OTHER_NPI),
        access("Staff End User", name="Leander Voss"),
    ],
)
def test_another_employer_provider_or_name_is_no_second_account(other: AccessFact) -> None:
    assert judged((access("Authorized Official"), other)) == Ruling(else_well=ACCOUNT)


@pytest.mark.parametrize(
    "other",
    [
        INVITED.model_copy(update={"email": "OTTILIE@meadow.example"}),  # invited anew
        employee(email="o@meadow.example"),  # an official who accepted an invitation
        employee(email="o@meadow.example", status="Removed", invited=DAY),
        employee(email="o@meadow.example", status="Expired", invited=DAY),
        employee(email="o@meadow.example", employer="Another Practice LLC", invited=DAY),
        employee(name="Lena Shore", email="o@meadow.example", invited=DAY),
    ],
)
def test_one_address_or_one_standing_invitation_is_one_account(other: StaffFact) -> None:
    assert judged(staff=(INVITED, other)) == Ruling(else_well=ACCOUNT)


@pytest.mark.parametrize("cut_off", ["access", "staff"])
def test_only_whole_lists_show_that_a_second_account_is_gone(cut_off: str) -> None:
    assert judged(not_read=(cut_off,)) == Ruling()
    assert rule_on(second_account.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(second_account.judge, visit()) == Ruling()
