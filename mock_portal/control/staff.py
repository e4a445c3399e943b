"""Staff and invitations over the control port, PINs included."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mock_portal.control.filing import new_id
from mock_portal.control.shelf import Given, Noun
from mock_portal.errors import BadAskError
from mock_portal.mail import invitation, post
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from mock_portal.world.staff import StaffMember, StaffState

BY_HAND = "control"
"""Who invited, asked or decided where the control port did."""
_Pin = Annotated[str, Field(pattern="^[0-9]{6}$")]


def _new_member(portal: Portal, given: Given) -> Given:
    return {
        "id": new_id(portal, "F", portal.access.staff),
        "pin": f"{int(portal.tokens.draw('pin', 12), 16) % 10**6:06d}",
        "invited": portal.clock.now(),
        "invited_by": BY_HAND,
    }


def _check_member(portal: Portal, given: Given, present: StaffMember | None) -> None:
    account = given.get("account", present.account if present else None)
    if given.get("state") is StaffState.ACTIVE and account is None:
        raise BadAskError("only the invited person can accept an invitation; name the account", "state")
    for pac_id in given.get("associates", ()):
        if pac_id not in portal.world.associates:
            raise BadAskError(f"there is no associate {pac_id!r}", "associates")


def _put_member(portal: Portal, member: StaffMember) -> None:
    """Access follows; a new invitation is mailed."""
    new = member.id not in portal.access.staff
    portal.access.put_member(member, portal.world)
    if new and member.state is StaffState.INVITED:
        post(portal.world, [invitation(member)], portal.clock.now())


def _drop_member(portal: Portal, member: StaffMember) -> None:
    removed = member.model_copy(update={"state": StaffState.REMOVED})
    portal.access.put_member(removed, portal.world)
    del portal.access.staff[member.id]


def _of_account(portal: Portal, account: Account) -> list[StaffMember]:
    """The staff of a person's employers."""
    employers = portal.access.employments(account)
    return [one for one in portal.access.staff.values() if one.employer in employers]


STAFF = Noun(
    "/staff", "member of staff", "invitations and staff, PINs included", StaffMember, ("id",),
    values=lambda portal: list(portal.access.staff.values()),
    put=_put_member,
    drop=_drop_member,
    made=frozenset({"id"}),
    fixed=frozenset({"employer"}),
    optional=frozenset({"pin", "invited", "invited_by"}),
    complete=_new_member,
    check=_check_member,
    kinds={"pin": _Pin},
    of_account=_of_account,
)  # fmt: skip
