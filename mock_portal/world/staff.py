"""Who works for whom, invitations, and what each role may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.world.entities import Entity, Role

INVITATION_DAYS = 30
"""How long an invitation can be accepted; our own, after the 30 days of a connection request."""
PIN_TRIES = 3
"""Wrong PINs until an invitation is void; our own, after the tries of a password."""


class Right(StrEnum):
    """A thing that only some roles may do."""

    GRANT_ACCESS_MANAGER = "grant-access-manager"
    MANAGE_STAFF = "manage-staff"
    DECIDE_CONNECTIONS = "decide-connections"
    REQUEST_CONNECTIONS = "request-connections"


_PROVIDER_SIDE = frozenset({Right.MANAGE_STAFF, Right.DECIDE_CONNECTIONS})
RIGHTS_OF_ROLE: dict[Role, frozenset[Right]] = {
    Role.AUTHORIZED_OFFICIAL: _PROVIDER_SIDE | {Right.GRANT_ACCESS_MANAGER},
    Role.ACCESS_MANAGER: _PROVIDER_SIDE,
    Role.STAFF_END_USER: frozenset(),
    Role.SURROGATE: frozenset({Right.MANAGE_STAFF, Right.REQUEST_CONNECTIONS}),
}
"""S3, W12, W34. A surrogate company manages its own staff and asks; only the provider grants (S3)."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What these roles at one employer allow; a surrogate company's end user may do nothing by itself."""
    held = set(roles)
    if Role.SURROGATE in held:
        return frozenset() if Role.STAFF_END_USER in held else RIGHTS_OF_ROLE[Role.SURROGATE]
    return frozenset().union(*(RIGHTS_OF_ROLE[role] for role in held))


def may_give(rights: frozenset[Right], role: Role) -> bool:
    """Whether somebody with these rights may give a role to a member of staff, or take it away."""
    if role is Role.ACCESS_MANAGER:
        return Right.GRANT_ACCESS_MANAGER in rights
    return role is Role.STAFF_END_USER and Right.MANAGE_STAFF in rights


class StaffState(StrEnum):
    """The life of an invitation."""

    INVITED = "Invited"  # mail sent, not accepted yet
    ACTIVE = "Active"  # accepted
    EXPIRED = "Expired"  # not accepted in time
    VOID = "Void"  # too many wrong PINs
    REMOVED = "Removed"  # taken off the staff


class StaffMember(Entity):
    """A person invited to work for an employer; `account` is null until the invitation is accepted.

    `associates` are the PAC IDs that an end user was given; an Access Manager reaches all of the employer's.
    """

    id: str
    employer: str
    name: str
    email: str
    role: Role
    associates: tuple[str, ...] = ()
    pin: str
    invited: AwareDatetime
    invited_by: str
    state: StaffState = StaffState.INVITED
    wrong_pins: int = 0
    account: str | None = None
    accepted: AwareDatetime | None = None

    @property
    def expires(self) -> datetime:
        """The moment after which the invitation cannot be accepted."""
        return self.invited + timedelta(days=INVITATION_DAYS)

    def try_pin(self, pin_is_right: bool, account: str, now: datetime) -> StaffMember:
        """The invitation accepted, or one try poorer."""
        if pin_is_right:
            update = {"state": StaffState.ACTIVE, "account": account, "accepted": now}
            return self.model_copy(update=update)
        wrong = self.wrong_pins + 1
        state = StaffState.VOID if wrong >= PIN_TRIES else self.state
        return self.model_copy(update={"wrong_pins": wrong, "state": state})
