"""My Staff: invitations with a PIN, accepted by the invited person only, and the access they give."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Role
from mock_portal.world.staff import StaffMember, StaffState
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

ADD, STAFF, CHANGE, ACCEPT = (
    f"/IAWeb/{name}.do" for name in ("addStaff", "myStaff", "staffMember", "acceptInvitation")
)


async def invited(
    portal: Portal, visitor: Visitor, official: Account, guest: Account, role: Role, **more: str
) -> StaffMember:
    """Invite a person of the cast; returns the invitation."""
    await signed_in(visitor, official)
    await visitor.get(ADD, employer=official.employer)
    await visitor.send(
        ADD, employer=official.employer, name="A Guest", email=guest.email.upper(), role=role.value, **more
    )
    assert "The invitation is on its way by e-mail." in visitor.page.text
    return list(portal.access.staff.values())[-1]


@pytest.fixture
def willow(portal: Portal) -> Account:
    """A person with no associates."""
    return portal.world.accounts["willow-behavioral"]


async def test_an_invitation_goes_out_by_mail_with_its_pin(
    portal: Portal, visitor: Visitor, north: Account, willow: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.STAFF_END_USER)
    letter = portal.world.mail[-1]
    assert letter["to"].casefold() == willow.email
    assert member.pin in letter["body"]
    assert member.id in letter["body"]
    assert "04/01/2026" in letter["body"]
    assert member.pin not in visitor.page.text


async def test_the_invited_person_accepts_and_sees_what_was_assigned(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account
) -> None:
    one = north.associates[1]
    member = await invited(portal, visitor, north, willow, Role.STAFF_END_USER, **{f"access_{one}": "on"})
    await signed_in(other, willow)
    await other.send(ACCEPT, invitation=member.id.lower(), pin=member.pin)
    assert "You have accepted the invitation." in other.page.text
    assert "North Clinic Physicians LLC" in other.page.text
    assert portal.world.accounts["willow-behavioral"].associates == (one,)
    assert portal.world.mail[-1]["to"] == north.email


async def test_an_access_manager_reaches_all_and_as_end_user_only_what_was_assigned(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.ACCESS_MANAGER)
    await signed_in(other, willow)
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    assert set(portal.world.accounts["willow-behavioral"].associates) == set(north.associates)
    await visitor.send(CHANGE, id=member.id, action=Role.STAFF_END_USER.value)
    assert "The role is changed." in visitor.page.text
    assert portal.world.accounts["willow-behavioral"].associates == ()


async def test_removed_staff_loses_the_access(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.ACCESS_MANAGER)
    await signed_in(other, willow)
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    await visitor.send(CHANGE, id=member.id, action="remove")
    assert portal.world.accounts["willow-behavioral"].associates == ()
    assert (await visitor.send(CHANGE, id=member.id, action="remove")).status_code == 409


async def test_the_surrogates_new_staff_sees_the_connected_providers(
    portal: Portal, visitor: Visitor, other: Visitor, willow: Account
) -> None:
    continental = portal.world.accounts["continental-billing"]
    member = await invited(portal, visitor, continental, willow, Role.STAFF_END_USER)
    await signed_in(other, willow)
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    assert set(portal.world.accounts["willow-behavioral"].associates) == set(continental.associates)
    assert "Request a Connection" not in (await other.get("/IAWeb/myConnections.do")).text


async def test_three_wrong_pins_make_an_invitation_void(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.STAFF_END_USER)
    await signed_in(other, willow)
    for _ in range(2):
        await other.send(ACCEPT, invitation=member.id, pin="no")
        assert (other.page.status_code, other.alerts) == (400, ["The PIN is incorrect."])
    await other.send(ACCEPT, invitation=member.id, pin="no")
    assert other.alerts == ["The PIN is incorrect. The invitation is now void."]
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    assert other.alerts == ["This invitation cannot be accepted: it is void."]
    assert portal.world.accounts["willow-behavioral"].associates == ()


async def test_nobody_else_can_accept_an_invitation(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account, bluestem: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.ACCESS_MANAGER)
    await signed_in(other, bluestem)
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    assert other.alerts == ["There is no such invitation for your e-mail address."]
    assert portal.access.staff[member.id] == member


async def test_an_invitation_can_be_accepted_until_30_days_have_passed(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account, willow: Account
) -> None:
    member = await invited(portal, visitor, north, willow, Role.STAFF_END_USER)
    portal.clock.set(member.invited + timedelta(days=30, seconds=-1))
    portal.run_timers()
    assert portal.access.staff[member.id].state is StaffState.INVITED
    portal.clock.advance(timedelta(seconds=1))
    await signed_in(other, willow)
    await other.send(ACCEPT, invitation=member.id, pin=member.pin)
    assert other.alerts == ["This invitation cannot be accepted: it is expired."]


@pytest.mark.parametrize(
    ("field", "typed", "alert"),
    [
        ("name", "", "Enter the name."),
        ("name", "<b>x</b>", "Enter a name of letters, blanks, hyphens and apostrophes, at most 60."),
        ("name", "x" * 61, "Enter a name of letters, blanks, hyphens and apostrophes, at most 60."),
        ("email", "", "Enter the e-mail address."),
        ("email", "a@b", "Enter an e-mail address like name@practice.example."),
        ("email", "a@b.example, c@d.example", "Enter an e-mail address like name@practice.example."),
        ("email", "ottilie@juniper-nephrology.example", "This person is already invited or on your staff."),
        ("role", "", "Select a role."),
        ("role", "Authorized Official", "Select a role."),
    ],
)
async def test_what_is_wrong_with_an_invitation_is_told_and_nothing_is_stored(
    portal: Portal, visitor: Visitor, field: str, typed: str, alert: str
) -> None:
    juniper = portal.world.accounts["juniper-nephrology"]
    await signed_in(visitor, juniper)
    before = portal.access.state()
    right = {"name": "Ann O'Hara-Lee", "email": "ann@guest.example", "role": "Staff End User"}
    page = await visitor.send(ADD, employer=juniper.employer, **{**right, field: typed})
    assert (page.status_code, visitor.alerts) == (400, [alert])
    assert portal.access.state() == before
    assert portal.world.mail == []


async def test_anothers_associate_cannot_be_assigned(
    portal: Portal, visitor: Visitor, north: Account, meadow: Account
) -> None:
    await signed_in(visitor, north)
    before = portal.access.state()
    page = await visitor.send(
        ADD, employer=north.employer, name="Ann Lee", email="ann@guest.example", role="Staff End User",
        **{f"access_{meadow.associates[0]}": "on"},
    )  # fmt: skip
    assert page.status_code == 403
    assert portal.access.state() == before


async def test_my_staff_shows_invitations_with_their_age_and_state(portal: Portal, visitor: Visitor) -> None:
    await signed_in(visitor, portal.world.accounts["juniper-nephrology"])
    text = (await visitor.get(STAFF)).text
    for part in ("Beatrix Solano", "Ottilie Crane", "02/28/2026", "Ramon Birch", "02/02/2026", "Expired"):
        assert part in text
