"""Who a value is about: fields that name another noun, checked before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping

from pydantic import BaseModel

from mock_portal.errors import BadAskError, NotKnownError
from mock_portal.portal import Portal
from mock_portal.world.entities import Account

_REFERS: Mapping[str, tuple[str, Callable[[Portal], Container[object]]]] = {
    "pac_id": ("associate", lambda portal: portal.world.associates),
    "enrollment_id": ("enrollment", lambda portal: portal.world.enrollments),
    "individual": ("enrollment", lambda portal: portal.world.enrollments),
    "group": ("enrollment", lambda portal: portal.world.enrollments),
    "application_id": ("application", lambda portal: portal.filing.applications),
    "company": ("company", lambda portal: portal.access.companies),
    "account": ("account", lambda portal: portal.world.accounts),
}
"""By the field's name: what it names, and where those are kept."""


def check_references(portal: Portal, given: Mapping[str, object]) -> None:
    """BadAskError where a field names what does not exist; null names nothing."""
    for field, value in given.items():
        kind, known = _REFERS.get(field, ("", None))
        if known is not None and value is not None and value not in known(portal):
            raise BadAskError(f"there is no {kind} {value!r}", field)


def find_account(portal: Portal, key: str) -> Account:
    """The account by alias or user ID; NotKnownError where there is none."""
    account = portal.world.find_account(key)
    if account is None:
        raise NotKnownError(f"there is no account {key!r}; GET /accounts lists them")
    return account


def seen_by(portal: Portal, account: Account, value: BaseModel) -> bool:
    """Whether a value is about an associate that the account is connected to."""
    return any(pac_id in account.associates for pac_id in _associates_of(portal, value))


def _associates_of(portal: Portal, value: BaseModel) -> Iterator[str]:
    world, filing = portal.world, portal.filing
    if isinstance(pac_id := getattr(value, "pac_id", None), str):
        yield pac_id
    for field in ("enrollment_id", "individual", "group"):
        if (enrollment := world.enrollments.get(getattr(value, field, None) or "")) is not None:
            yield enrollment.pac_id
    if (application := filing.applications.get(getattr(value, "application_id", None) or "")) is not None:
        yield application.pac_id
