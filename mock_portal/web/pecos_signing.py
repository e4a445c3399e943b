"""Who may give a signature, and whether it is still wanted: pure decisions.

Only the named signer signs, never staff or a surrogate (S3, 003-02); each revision needs a new signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.records import SignatureRequest
from mock_portal.world.access import Access
from mock_portal.world.entities import Account, Associate, AssociateKind, Role

_OFFICIALS = frozenset({Role.AUTHORIZED_OFFICIAL, Role.ACCESS_MANAGER})
"""Who in I&A can be an official on the enrollment too (W12, W34)."""
_WORD = re.compile(r"[^\W\d_]+")


class Standing(StrEnum):
    """Whether a signature is still wanted."""

    WAITING = "Waiting"
    SIGNED = "Signed"
    EXPIRED = "Expired"  # not given in time
    VOID = "No longer wanted"  # of an older revision, or the application went on without it


def standing(request: SignatureRequest, application: Application, now: datetime) -> Standing:
    """How a request stands at a moment."""
    if request.signed is not None:
        return Standing.SIGNED
    withdrawn = application.state is ApplicationState.WITHDRAWN
    if withdrawn or request.revision != application.revision:
        return Standing.VOID
    if now >= request.due:
        return Standing.EXPIRED
    awaited = application.state is ApplicationState.PENDING_E_SIGNATURE
    return Standing.WAITING if awaited else Standing.VOID


def is_signer(access: Access, account: Account, request: SignatureRequest, provider: Associate) -> bool:
    """Whether this person is the one named: by address, by name and by what they are at the provider."""
    named = same_address(account.email, request.email) and _same_name(account, request.signer)
    return named and _may_sign(access, account, provider)


def is_barred(
    access: Access, accounts: Iterable[Account], request: SignatureRequest, provider: Associate
) -> bool:
    """Whether the address named is that of somebody who may never sign for this provider."""
    at_address = [one for one in accounts if same_address(one.email, request.email)]
    return any(not _may_sign(access, one, provider) for one in at_address)


def same_address(left: str, right: str) -> bool:
    """Whether two e-mail addresses are the same; letter case and blanks around them do not count."""
    return left.strip().casefold() == right.strip().casefold()


def _may_sign(access: Access, account: Account, provider: Associate) -> bool:
    if provider.kind is AssociateKind.INDIVIDUAL and _same_name(account, provider.name):
        return True
    owner = access.owner_of.get(provider.pac_id)
    roles = frozenset(access.employments(account).get(owner, ())) if owner is not None else frozenset()
    return Role.SURROGATE not in roles and bool(roles & _OFFICIALS)


def _same_name(account: Account, name: str) -> bool:
    """Whether a name has the account's first and last name, in either order."""
    wanted = _words(f"{account.first_name} {account.last_name}")
    return bool(wanted) and wanted <= _words(name)


def _words(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(name))
