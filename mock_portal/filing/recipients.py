"""Who gets mail about an application or an enrollment."""

from __future__ import annotations

from collections.abc import Sequence

from mock_portal.filing.applications import Application
from mock_portal.filing.filing import Filing
from mock_portal.filing.records import Entry
from mock_portal.world.entities import Account, Entity, Role
from mock_portal.world.registry import World

CONTACTS = "contacts"
"""The topic of contact persons (section 13); the first one gets the contractor's mail."""


class Recipient(Entity):
    """A name and an address."""

    name: str
    email: str


def of_application(world: World, filing: Filing, application: Application) -> list[Recipient]:
    """The contact person named in it; else on the record on file; else who began it; else the provider."""
    named = _contact(application.entries) or _on_file(filing, application.enrollment_id)
    if named is not None:
        return [named]
    beginner = world.accounts.get(application.account or "")
    return [_person(beginner)] if beginner is not None else _provider(world, application.pac_id)


def of_enrollment(world: World, filing: Filing, enrollment_id: str, pac_id: str) -> list[Recipient]:
    """The contact person on file; else the provider's own people. Nobody where nobody has an account."""
    named = _on_file(filing, enrollment_id)
    return [named] if named is not None else _provider(world, pac_id)


def _on_file(filing: Filing, enrollment_id: str | None) -> Recipient | None:
    record = filing.records.get(enrollment_id or "")
    return None if record is None else _contact(record.entries)


def _contact(entries: Sequence[Entry]) -> Recipient | None:
    for entry in entries:
        email = entry.values.get("email", "") if entry.topic == CONTACTS else ""
        if email:
            names = (entry.values.get(part, "") for part in ("first_name", "last_name"))
            return Recipient(name=" ".join(names).strip() or email, email=email)
    return None


def _provider(world: World, pac_id: str) -> list[Recipient]:
    """Those connected to the associate who work for the provider; a surrogate is not written to."""
    return [
        _person(one)
        for one in world.accounts.values()
        if pac_id in one.associates and Role.SURROGATE not in one.roles
    ]


def _person(account: Account) -> Recipient:
    return Recipient(name=f"{account.first_name} {account.last_name}", email=account.email)
