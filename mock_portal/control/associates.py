"""Associates and enrollments over the control port."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mock_portal.clock import portal_date
from mock_portal.control.asks import AssociateView, EnrollmentView, State
from mock_portal.control.shelf import Given, Noun
from mock_portal.errors import BadAskError, ConflictError
from mock_portal.portal import Portal
from mock_portal.world.contractors import STATES, contractor_for
from mock_portal.world.entities import Account, Associate, AssociateKind, Enrollment
from mock_portal.world.npi import is_npi

_Npi = Annotated[str, Field(pattern="^[0-9]{10}$")]
_Tin = Annotated[str, Field(pattern="^[0-9]{9}$")]
_TinType = Annotated[str, Field(pattern="^(SSN|EIN)$")]


def _check_associate(portal: Portal, given: Given, present: Associate | None) -> None:
    npi = given.get("npi")
    if npi is None:
        return
    if not is_npi(npi):
        raise BadAskError(f"{npi!r} is no NPI: its check digit is wrong", "npi")
    if (taken := portal.world.associate_with_npi(npi)) is not None:
        raise ConflictError(f"the NPI {npi!r} is {taken.pac_id}'s", "npi")


def _new_associate(portal: Portal, given: Given) -> Given:
    known, tokens = portal.world.associates, portal.tokens
    while (drawn := f"{int(tokens.draw('control', 12), 16) % 10**10:010d}") in known:
        pass
    return {"pac_id": drawn, "tin_type": "SSN" if given["kind"] is AssociateKind.INDIVIDUAL else "EIN"}


def _put_associate(portal: Portal, value: Associate) -> None:
    if value.pac_id in portal.world.associates:
        portal.world.put_associate(value)
    else:
        portal.world.add_associate(value)


def _check_enrollment(portal: Portal, given: Given, present: Enrollment | None) -> None:
    state = given.get("state")
    if state is not None and state not in STATES:
        known = ", ".join(STATES)
        raise BadAskError(f"no contractor serves the state {state!r}; there are: {known}", "state")


def _new_enrollment(portal: Portal, given: Given) -> Given:
    """The ID says whose it is and from which day: I or O, YYYYMMDD, six digits (G1, G4)."""
    world, today = portal.world, portal_date(portal.clock.now())
    individual = world.associates[given["pac_id"]].kind is AssociateKind.INDIVIDUAL
    stem = f"{'I' if individual else 'O'}{given.get('effective', today):%Y%m%d}"
    while (drawn := f"{stem}{int(portal.tokens.draw('control', 12), 16) % 10**6:06d}") in world.enrollments:
        pass
    return {"id": drawn, "effective": today, "contractor": contractor_for(given["form"], given["state"])}


def _put_enrollment(portal: Portal, value: Enrollment) -> None:
    if value.id in portal.world.enrollments:
        portal.world.put_enrollment(value)
    else:
        portal.world.add_enrollment(value)


def _enrollments_of(portal: Portal, account: Account) -> list[Enrollment]:
    """In the order of the account's pages."""
    world = portal.world
    mine = world.associates_of(account)
    return [one for associate in mine for one in world.enrollments_of(associate.pac_id)]


ASSOCIATES = Noun(
    "/associates", "associate", "associates, without their TINs", Associate, ("pac_id",),
    values=lambda portal: list(portal.world.associates.values()),
    put=_put_associate,
    made=frozenset({"pac_id"}),
    fixed=frozenset({"npi", "kind"}),  # an NPI is for life, and of a person or an organization
    optional=frozenset({"tin_type"}),
    complete=_new_associate,
    check=_check_associate,
    kinds={"npi": _Npi, "tin": _Tin, "tin_type": _TinType},
    shown=AssociateView,
    show=lambda _, value: AssociateView.of(value),
    of_account=lambda portal, account: portal.world.associates_of(account),
)  # fmt: skip
ENROLLMENTS = Noun(
    "/enrollments", "enrollment", "enrollments", Enrollment, ("id",),
    values=lambda portal: list(portal.world.enrollments.values()),
    put=_put_enrollment,
    made=frozenset({"id"}),
    fixed=frozenset({"pac_id"}),
    optional=frozenset({"contractor", "effective"}),
    complete=_new_enrollment,
    check=_check_enrollment,
    kinds={"state": State},
    shown=EnrollmentView,
    show=lambda portal, value: EnrollmentView.of(value, portal.world.associates[value.pac_id]),
    of_account=_enrollments_of,
)  # fmt: skip
WORLD: tuple[Noun[Any], ...] = (ASSOCIATES, ENROLLMENTS)
