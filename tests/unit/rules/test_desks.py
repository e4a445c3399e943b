"""Whom to ring."""

from datetime import datetime

import pytest

from agent.rules.desks import (
    EUS,
    IA_SELF_SERVICE,
    NPI_ENUMERATOR,
    OPERATIONS,
    Desk,
    as_of,
    contractor,
    opening,
)

from ..builders import NOW

EAST = "CT DC DE FL GA MA MD ME NC NH NJ NY PA PR RI SC VA VI VT WV"
MIDDLE = "AL AR IA IL IN KS KY LA MI MN MO MS ND NE OH OK SD TN TX WI"
WEST = "AK AS AZ CA CO GU HI ID MP MT NM NV OR UT WA WY"


@pytest.mark.parametrize("state", f"{EAST} {MIDDLE} {WEST}".split())
def test_every_state_and_territory_has_a_named_contractor(state: str) -> None:
    assert contractor(state).name.startswith(f"the Medicare contractor for {state}, ")


@pytest.mark.parametrize(
    ("state", "name"),
    [("OH", "CGS (J15)"), ("FL", "First Coast (JN)"), ("NY", "NGS (JK)"), ("TX", "Novitas (JH)")],
)
def test_a_state_goes_to_its_own_contractor(state: str, name: str) -> None:
    assert contractor(state).name.endswith(name)


@pytest.mark.parametrize("state", [None, "", "ZZ", "oh"])
def test_an_unknown_state_is_not_guessed(state: str | None) -> None:
    assert contractor(state).line(NOW) == (
        "the provider's Medicare contractor, CMS's \"Who should I call?\" guide says which"
    )


def test_a_supplier_of_equipment_has_a_contractor_of_its_own_in_every_state() -> None:
    assert contractor("OH", None, "855S").name == (
        "the Medicare contractor for OH, NPE East or NPE West (DMEPOS)"
    )
    assert contractor(None, None, "855S").name.startswith("the Medicare contractor for its State, NPE ")


def test_the_contractor_that_the_portal_names_goes_before_the_table() -> None:
    assert contractor("OH", "NGS (J6)", "855S").name == "the Medicare contractor for OH, NGS (J6)"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-02T07:00:00-05:00", "open now, until 7 pm Eastern"),
        ("2026-03-02T18:59:59-05:00", "open now, until 7 pm Eastern"),
        ("2026-03-02T06:59:59-05:00", "closed now, opens Mon 2026-03-02 7 am Eastern"),
        ("2026-03-02T19:00:00-05:00", "closed now, opens Tue 2026-03-03 7 am Eastern"),
        ("2026-03-07T12:00:00+00:00", "closed now, opens Mon 2026-03-09 7 am Eastern"),
        ("2026-07-02T23:30:00+00:00", "closed now, opens Mon 2026-07-06 7 am Eastern"),  # a holiday between
        ("2026-03-09T11:30:00+00:00", "open now, until 7 pm Eastern"),  # the first working day of summer time
    ],
)
def test_the_help_desk_is_open_in_its_own_hours_and_says_when_it_opens_next(now: str, said: str) -> None:
    assert opening(datetime.fromisoformat(now)) == said
    assert EUS.line(datetime.fromisoformat(now)).endswith(said)


MONDAY_NOON = datetime.fromisoformat("2026-03-02T12:00:00-05:00")
MONDAY_NIGHT = datetime.fromisoformat("2026-03-02T22:00:00-05:00")


@pytest.mark.parametrize("desk", [EUS, IA_SELF_SERVICE])
@pytest.mark.parametrize(("said", "told"), [(MONDAY_NOON, MONDAY_NIGHT), (MONDAY_NIGHT, MONDAY_NOON)])
def test_a_line_told_again_says_whether_the_desk_is_open_then(
    desk: Desk, said: datetime, told: datetime
) -> None:
    assert desk.line(said) != desk.line(told)
    assert as_of(desk.line(said), told) == desk.line(told)


@pytest.mark.parametrize("desk", [NPI_ENUMERATOR, OPERATIONS, contractor("OH"), contractor(None)])
def test_a_line_without_hours_is_told_again_as_it_is(desk: Desk) -> None:
    assert as_of(desk.line(MONDAY_NOON), MONDAY_NIGHT) == desk.line(MONDAY_NOON)
