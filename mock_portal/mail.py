"""Messages that I&A sends, kept for `GET /mail`; each is a plain value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mock_portal.clock import PORTAL_ZONE
from mock_portal.seeded import Draws
from mock_portal.world.access import Access
from mock_portal.world.connections import Connection, ConnectionPolicy
from mock_portal.world.entities import Account, Entity
from mock_portal.world.registry import World
from mock_portal.world.security_questions import Backup, BackupKind
from mock_portal.world.staff import StaffMember

SENDER = "customerservice-donotreply@cms.hhs.gov"
"""The sender of acknowledgements (W4); that I&A uses the same one is our own."""


class Letter(Entity):
    """A message before it is sent."""

    sender: str = SENDER
    to: str
    kind: str
    subject: str
    body: str


def post(world: World, letters: Iterable[Letter], now: datetime) -> None:
    """Send messages in order; each is kept with a running number and the moment."""
    for letter in letters:
        number = f"M{len(world.mail) + 1:06d}"
        head = {"id": number, "at": now.isoformat(), "from": letter.sender}
        world.mail.append({**head, **letter.model_dump(exclude={"sender"})})


def is_silent(seed: int, connection: Connection, policy: ConnectionPolicy) -> bool:
    """Whether this request is of the seeded share about which nobody gets mail (S3)."""
    return Draws(seed, f"mail:{connection.id}").fraction() < policy.silent_share


def tell_requested(access: Access, world: World, seed: int, connection: Connection) -> None:
    """Mail to every person who can approve, unless this request is a silent one."""
    if is_silent(seed, connection, access.policy):
        return
    parties = _parties(access, world, connection)
    to = [one for one in world.accounts.values() if access.may_decide(one, connection.pac_id)]
    post(world, [connection_requested(one, connection, *parties) for one in to], connection.requested)


def tell_decided(access: Access, world: World, seed: int, connection: Connection) -> None:
    """Mail to whoever asked, at the moment of the decision, unless this request is a silent one."""
    asker = world.accounts.get(connection.requested_by)
    if asker is None or connection.decided is None or is_silent(seed, connection, access.policy):
        return
    letter = connection_decided(asker, connection, *_parties(access, world, connection))
    post(world, [letter], connection.decided)


def _parties(access: Access, world: World, connection: Connection) -> tuple[str, str]:
    return world.associates[connection.pac_id].name, access.companies[connection.company].name


def connection_requested(to: Account, connection: Connection, provider: str, company: str) -> Letter:
    """To those who can approve."""
    text = f"{company} asks for access to the records of {provider} (Tracking ID {connection.id})."
    return _letter(to, "connection-requested", "Connection request", text,
                   "Sign in to I&A and open Home, My Pending Connections.")  # fmt: skip


def connection_decided(to: Account, connection: Connection, provider: str, company: str) -> Letter:
    """To the other side."""
    text = f"The connection of {company} to {provider} (Tracking ID {connection.id}) is now"
    return _letter(to, "connection-decided", "Connection " + connection.state.value.lower(),
                   f"{text}: {connection.state.value}.")  # fmt: skip


def invitation(member: StaffMember) -> Letter:
    """To the invited person, with the PIN."""
    until = f"{member.expires.astimezone(PORTAL_ZONE):%m/%d/%Y}"
    body = (
        f"{member.name},",
        f"{member.employer} invites you as {member.role.value}.",
        f"Sign in to I&A, or register first, and accept invitation {member.id} with PIN {member.pin} "
        f"before {until}.",
    )
    return Letter(to=member.email, kind="staff-invitation", subject="I&A invitation", body="\n".join(body))


def invitation_accepted(to: Account, member: StaffMember) -> Letter:
    """To whoever invited."""
    text = f"{member.name} accepted invitation {member.id} as {member.role.value}."
    return _letter(to, "invitation-accepted", "Invitation accepted", text)


def welcome(to: Account) -> Letter:
    """To a newly registered person."""
    return _letter(to, "registered", "Your I&A account", f"Your User ID is {to.user_id}.")


def user_id_told(to: Account) -> Letter:
    """To who forgot the user ID."""
    return _letter(to, "user-id", "Your User ID", f"Your User ID is {to.user_id}.")


def new_user_id(to: Account) -> Letter:
    """To who was verified anew after a long absence."""
    return _letter(to, "new-user-id", "Your new User ID", f"Your new User ID is {to.user_id}.")


def password_changed(to: Account) -> Letter:
    """To the owner of a password that was changed."""
    return _letter(to, "password-changed", "Your password was changed", f"User ID {to.user_id}.",
                   "If this was not you, contact External User Services.")  # fmt: skip


def verification_code(backup: Backup, code: str) -> Letter:
    """To a back-up method: an e-mail address, or a telephone number for a text message or a call."""
    kind = {BackupKind.EMAIL: "verification-code"}.get(backup.kind, "verification-code-by-telephone")
    body = f"Your verification code is {code}. It can be used for 10 minutes."
    return Letter(to=backup.target, kind=kind, subject="Your verification code", body=body)


def mfa_changed(to: Account, what: str) -> Letter:
    """To the owner of an account whose multi-factor authentication changed."""
    return _letter(to, "mfa-changed", f"Multi-factor authentication {what}", f"User ID {to.user_id}.",
                   "If this was not you, contact External User Services.")  # fmt: skip


def _letter(to: Account, kind: str, subject: str, *lines: str) -> Letter:
    body = "\n".join((f"{to.first_name} {to.last_name},", *lines))
    return Letter(to=to.email, kind=kind, subject=subject, body=body)
