"""The role table of I&A: every action as every role, as somebody else, and as nobody."""

from __future__ import annotations

import pytest

from mock_portal.portal import Portal
from mock_portal.web.routes import ROUTES
from mock_portal.web.routing import Personal
from mock_portal.world.connections import Connection, ConnectionState, System
from mock_portal.world.entities import Account, Role
from mock_portal.world.staff import StaffMember
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

OFFICIAL, MANAGER = (Role.AUTHORIZED_OFFICIAL,), (Role.ACCESS_MANAGER,)
END_USER, SURROGATE = (Role.STAFF_END_USER,), (Role.SURROGATE,)
CLERK = (Role.SURROGATE, Role.STAFF_END_USER)
STRANGER = "stranger"
"""An Authorized Official of another organization."""

ALLOWED = {
    "approve": {OFFICIAL, MANAGER},
    "reject": {OFFICIAL, MANAGER},
    "remove-connection": {OFFICIAL, MANAGER},
    "open-add-surrogate": {OFFICIAL, MANAGER},
    "add-surrogate": {OFFICIAL, MANAGER},
    "open-add-staff": {OFFICIAL, MANAGER, SURROGATE},
    "add-end-user": {OFFICIAL, MANAGER, SURROGATE},
    "add-access-manager": {OFFICIAL},
    "make-access-manager": {OFFICIAL},
    "remove-access-manager": {OFFICIAL},
    "remove-end-user": {OFFICIAL, MANAGER, SURROGATE},
}
"""Only an AO grants an Access Manager; a surrogate company manages its own staff only."""
CASES = [
    (action, who) for action in ALLOWED for who in (OFFICIAL, MANAGER, END_USER, SURROGATE, CLERK, STRANGER)
]


class Stage:
    """Meadow with a pending and an approved connection and three members of staff."""

    def __init__(self, portal: Portal, roles: tuple[Role, ...]) -> None:
        self.portal = portal
        self.meadow = portal.world.accounts["meadow-pulmonary"].model_copy(update={"roles": roles})
        portal.world.put_account(self.meadow)
        self.pac_id = self.meadow.associates[0]
        self.pending = next(one for one in portal.access.connections.values() if one.pac_id == self.pac_id)
        self.kestrel = next(one.id for one in portal.access.companies.values() if "Kestrel" in one.name)
        self.continental = next(one.id for one in portal.access.companies.values() if "Cont" in one.name)
        self.approved = Connection(
            id="C000000001", pac_id=self.pac_id, company=self.continental, systems=frozenset(System),
            requested=portal.clock.now(), requested_by="continental-billing",
        ).approved(frozenset(System), "control", portal.clock.now())  # fmt: skip
        portal.access.put_connection(self.approved, portal.world, portal.clock.now())
        self.end_user = self._member("F000000001", Role.STAFF_END_USER)
        self.manager = self._member("F000000002", Role.ACCESS_MANAGER)

    def _member(self, key: str, role: Role) -> StaffMember:
        member = StaffMember(
            id=key, employer=self.meadow.employer, name="A Guest", email=f"{key}@guest.example", role=role,
            pin="123456", invited=self.portal.clock.now(), invited_by="control",
        )  # fmt: skip
        self.portal.access.put_member(member, self.portal.world)
        return member

    def requests(self) -> dict[str, tuple[str, str, dict[str, str]]]:
        """Method, path and fields of each action."""
        employer = self.meadow.employer
        guest = {"employer": employer, "name": "Ann Lee", "email": "ann@guest.example"}
        surrogate = {"provider": self.pac_id, "pick": self.kestrel, "pecos": "on", "step": "done"}
        staff, pending = "/IAWeb/staffMember.do", "/IAWeb/pendingConnections.do"
        return {
            "approve": ("POST", pending, {f"pecos_{self.pending.id}": "on"}),
            "reject": ("POST", pending, {"reject": self.pending.id}),
            "remove-connection": ("POST", "/IAWeb/removeConnection.do", {"id": self.approved.id}),
            "open-add-surrogate": ("GET", "/IAWeb/addSurrogate.do", {"provider": self.pac_id}),
            "add-surrogate": ("POST", "/IAWeb/addSurrogate.do", surrogate),
            "open-add-staff": ("GET", "/IAWeb/addStaff.do", {"employer": employer}),
            "add-end-user": ("POST", "/IAWeb/addStaff.do", {**guest, "role": "Staff End User"}),
            "add-access-manager": ("POST", "/IAWeb/addStaff.do", {**guest, "role": "Access Manager"}),
            "make-access-manager": ("POST", staff, {"id": self.end_user.id, "action": "Access Manager"}),
            "remove-access-manager": ("POST", staff, {"id": self.manager.id, "action": "remove"}),
            "remove-end-user": ("POST", staff, {"id": self.end_user.id, "action": "remove"}),
        }


async def ask(visitor: Visitor, method: str, path: str, fields: dict[str, str]) -> None:
    await (visitor.get(path, **fields) if method == "GET" else visitor.send(path, **fields))


@pytest.mark.parametrize(("action", "who"), CASES)
async def test_each_action_is_open_to_its_roles_and_to_no_other(
    portal: Portal, visitor: Visitor, north: Account, action: str, who: tuple[Role, ...] | str
) -> None:
    roles = OFFICIAL if isinstance(who, str) else who
    stage = Stage(portal, roles)
    await signed_in(visitor, north if who == STRANGER else stage.meadow)
    before, world = portal.access.state(), portal.world.state()
    await ask(visitor, *stage.requests()[action])
    if who in ALLOWED[action]:
        assert visitor.page.status_code == 200
        assert action.startswith("open-") or portal.access.state() != before
    else:
        assert (visitor.page.status_code, visitor.heading) == (403, "Access Denied")
        assert portal.access.state() == before
        assert portal.world.state().mail == world.mail


@pytest.mark.parametrize(("roles", "status"), [(SURROGATE, 200), (CLERK, 403), (OFFICIAL, 200)])
async def test_only_a_companys_own_officials_ask_for_a_connection(
    portal: Portal, visitor: Visitor, north: Account, bluestem: Account, roles: tuple[Role, ...], status: int
) -> None:
    asker = bluestem.model_copy(update={"roles": roles})
    portal.world.put_account(asker)
    company = next(one.id for one in portal.access.companies.values() if one.name == bluestem.employer)
    await signed_in(visitor, asker)
    await visitor.send("/IAWeb/requestConnection.do", company=company, pick=north.associates[0],
                       pecos="on", step="done")  # fmt: skip
    assert visitor.page.status_code == status
    asked = [one for one in portal.access.connections.values() if one.pac_id == north.associates[0]]
    assert [one.state for one in asked] == ([ConnectionState.PENDING] if status == 200 else [])


async def test_nobody_asks_in_the_name_of_another_company(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    company = next(iter(portal.access.companies))
    await signed_in(visitor, north)
    page = await visitor.get("/IAWeb/requestConnection.do", company=company)
    assert page.status_code == 403


PERSONAL = [(method, path) for (method, path), route in ROUTES.items()
            if isinstance(route, Personal) and path.startswith("/IAWeb/")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PERSONAL)
async def test_nobody_reaches_a_personal_page_or_action(
    portal: Portal, visitor: Visitor, method: str, path: str
) -> None:
    await visitor.get("/IAWeb/login.do")
    before = portal.access.state()
    await ask(visitor, method, path, {})
    assert (visitor.path, visitor.alerts) == ("/IAWeb/login.do", ["Please sign in."])
    assert portal.access.state() == before


@pytest.mark.parametrize("path", sorted({path for method, path in PERSONAL if method == "POST"}))
async def test_no_action_goes_through_without_the_pages_token(
    portal: Portal, visitor: Visitor, north: Account, path: str
) -> None:
    if path.endswith("mfa.do"):
        await visitor.type_password(north, system="/IAWeb")
    else:
        await signed_in(visitor, north)
    before = portal.access.state()
    page = await visitor.client.post(path, data={"csrf_token": "0" * 40})
    assert page.status_code == 403
    assert portal.access.state() == before


async def test_an_end_user_sees_no_request_and_is_told_who_can_manage_staff(
    portal: Portal, visitor: Visitor
) -> None:
    await signed_in(visitor, Stage(portal, END_USER).meadow)
    assert "You have no pending connection requests." in visitor.page.text
    assert "Your role does not let you manage staff." in (await visitor.get("/IAWeb/myStaff.do")).text
