"""Whom to ring."""

import pytest

from agent.rules.desks import contractor_desk

EAST = "CT DC DE FL GA MA MD ME NC NH NJ NY PA PR RI SC VA VI VT WV"
MIDDLE = "AL AR IA IL IN KS KY LA MI MN MO MS ND NE OH OK SD TN TX WI"
WEST = "AK AS AZ CA CO GU HI ID MP MT NM NV OR UT WA WY"


@pytest.mark.parametrize("state", f"{EAST} {MIDDLE} {WEST}".split())
def test_every_state_and_territory_has_a_named_contractor(state: str) -> None:
    assert contractor_desk(state).startswith(f"the Medicare contractor for {state}, ")


@pytest.mark.parametrize(
    ("state", "contractor"),
    [("OH", "CGS (J15)"), ("FL", "First Coast (JN)"), ("NY", "NGS (JK)"), ("TX", "Novitas (JH)")],
)
def test_a_state_goes_to_its_own_contractor(state: str, contractor: str) -> None:
    assert contractor_desk(state).endswith(contractor)


@pytest.mark.parametrize("state", [None, "", "ZZ", "oh"])
def test_an_unknown_state_is_not_guessed(state: str | None) -> None:
    assert contractor_desk(state) == "the provider's Medicare contractor"
