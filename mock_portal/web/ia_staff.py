"""I&A: My Staff, Add Staff, and accepting an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.mail import invitation, invitation_accepted, post
from mock_portal.sessions import Session
from mock_portal.sign_in import same_text
from mock_portal.web.ia_forms import denied, email_error, name_error, no_longer, told
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account, Associate, Role
from mock_portal.world.staff import Right, StaffMember, StaffState, may_give

STAFF_ROLES = (Role.ACCESS_MANAGER, Role.STAFF_END_USER)
_STANDING = frozenset({StaffState.INVITED, StaffState.ACTIVE})
_NOTICES = {
    "invited": "The invitation is on its way by e-mail.",
    "removed": "The person is no longer on your staff.",
    "changed": "The role is changed.",
}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff, and which roles this visitor may give them instead."""

    member: StaffMember
    may_remove: bool
    other_roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """One employer's staff; `officials` are the accounts that belong to it from the start."""

    employer: str
    officials: list[Account]
    rows: list[StaffRow]


def my_staff(exchange: Exchange, session: Session, account: Account) -> Page:
    """The staff of each employer that this person manages."""
    with exchange.looking_up():
        employers = exchange.access.employers_with(account, Right.MANAGE_STAFF)
        teams = [_team(exchange, account, employer) for employer in employers]
    notice = _NOTICES.get(exchange.query.get("notice", ""))
    return Page("my_staff.html", {"teams": teams, "status_message": notice})


def add_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The form for a new member of staff."""
    employer = exchange.query.get("employer", "")
    if Right.MANAGE_STAFF not in exchange.access.rights(account, employer):
        return denied()
    return _add_page(exchange, account, employer, {})


def add(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Invite somebody by e-mail with a PIN."""
    form, access = exchange.form, exchange.access
    employer = form.get("employer", "")
    rights = access.rights(account, employer)
    if Right.MANAGE_STAFF not in rights:
        return denied()
    errors = _errors(exchange, employer)
    role = next((one for one in STAFF_ROLES if one.value == form.get("role")), None)
    if role is None:
        errors["role"] = "Select a role."
    elif not may_give(rights, role):
        return denied()
    picked = {name.removeprefix("access_") for name in form if name.startswith("access_")}
    if not picked <= set(access.owned_by(employer)):
        return denied()
    if errors or role is None:
        return _add_page(exchange, account, employer, errors)
    member = StaffMember(
        id=f"F{_digits(exchange, 'staff', 9)}", employer=employer, name=form["name"].strip(),
        email=form["email"], role=role, associates=tuple(sorted(picked)), pin=_digits(exchange, "pin", 6),
        invited=exchange.now, invited_by=account.name,
    )  # fmt: skip
    with exchange.looking_up() as world:
        access.put_member(member, world)
        post(world, [invitation(member)], exchange.now)
    return see("/IAWeb/myStaff.do?notice=invited")


def change(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Give a member of staff another role, or take them off the staff."""
    member = exchange.access.staff.get(exchange.form.get("id", ""))
    if member is None:
        return denied()
    rights = exchange.access.rights(account, member.employer)
    wanted = exchange.form.get("action", "")
    role = next((one for one in STAFF_ROLES if one.value == wanted), None)
    if not may_give(rights, member.role) or (role is not None and not may_give(rights, role)):
        return denied()
    if member.state not in _STANDING:
        return no_longer("This person is not on your staff any more.")
    if role is None and wanted != "remove":
        return no_longer("There is no such role.")
    update = {"state": StaffState.REMOVED} if role is None else {"role": role}
    changed = member.model_copy(update=update)
    with exchange.looking_up() as world:
        exchange.access.put_member(changed, world)
    return see(f"/IAWeb/myStaff.do?notice={'removed' if role is None else 'changed'}")


def accept_form(exchange: Exchange, session: Session, account: Account) -> Page:
    """The form for an invitation's number and PIN."""
    return _accept_page(exchange, {})


def accept(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Join the staff: the invitation must have gone to this person's own e-mail address."""
    member = exchange.access.staff.get(exchange.form.get("invitation", "").strip().upper())
    if member is None or member.email.casefold() != account.email.casefold():
        return _accept_page(exchange, {"invitation": "There is no such invitation for your e-mail address."})
    if member.state is not StaffState.INVITED:
        text = f"This invitation cannot be accepted: it is {member.state.value.lower()}."
        return _accept_page(exchange, {"invitation": text})
    right = same_text(member.pin, exchange.form.get("pin", ""))
    tried = member.try_pin(right, account.name, exchange.now)
    with exchange.looking_up() as world:
        exchange.access.put_member(tried, world)
    if not right:
        void = " The invitation is now void." if tried.state is StaffState.VOID else ""
        return _accept_page(exchange, {"pin": f"The PIN is incorrect.{void}"})
    inviter = exchange.world.accounts.get(member.invited_by)
    if inviter is not None:
        post(exchange.world, [invitation_accepted(inviter, tried)], exchange.now)
    return see("/IAWeb/myProfile.do?notice=joined")


def _team(exchange: Exchange, account: Account, employer: str) -> Team:
    rights = exchange.access.rights(account, employer)
    officials = [one for one in exchange.world.accounts.values() if one.employer == employer]
    members = (one for one in exchange.access.staff.values() if one.employer == employer)
    rows = [
        StaffRow(
            member=one,
            may_remove=one.state in _STANDING and may_give(rights, one.role),
            other_roles=tuple(
                role for role in STAFF_ROLES
                if role is not one.role and one.state in _STANDING
                and may_give(rights, role) and may_give(rights, one.role)
            ),
        )
        for one in members
    ]  # fmt: skip
    return Team(employer, officials, rows)


def _errors(exchange: Exchange, employer: str) -> dict[str, str]:
    name, email = exchange.form.get("name", ""), exchange.form.get("email", "")
    errors = told(name=name_error(name, "name"), email=email_error(email))
    folded = email.casefold()
    standing = (
        one for one in exchange.access.staff.values() if one.employer == employer and one.state in _STANDING
    )
    if "email" not in errors and any(one.email.casefold() == folded for one in standing):
        errors["email"] = "This person is already invited or on your staff."
    return errors


def _add_page(exchange: Exchange, account: Account, employer: str, errors: dict[str, str]) -> Page:
    rights = exchange.access.rights(account, employer)
    values = {
        "employer": employer,
        "roles": [one for one in STAFF_ROLES if may_give(rights, one)],
        "providers": _providers(exchange, employer),
        "errors": errors,
        "typed": exchange.form,
    }
    return Page("add_staff.html", values, 400 if errors else 200)


def _providers(exchange: Exchange, employer: str) -> list[Associate]:
    known = exchange.world.associates
    return [known[one] for one in exchange.access.owned_by(employer) if one in known]


def _accept_page(exchange: Exchange, errors: dict[str, str]) -> Page:
    values = {"errors": errors, "typed": {"invitation": exchange.form.get("invitation", "")}}
    return Page("accept_invitation.html", values, 400 if errors else 200)


def _digits(exchange: Exchange, purpose: str, count: int) -> str:
    return str(int(exchange.tokens.draw(purpose, 16), 16) % 10**count).zfill(count)
