"""Whom to ring."""

import pytest

from agent.rules.desks import contractor_desk

STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP"
).split()


@pytest.mark.parametrize("state", STATES)
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
