"""Companies, and whose associate is whose, over the control port."""

from __future__ import annotations

from typing import Any

from mock_portal.control.filing import new_id
from mock_portal.control.shelf import Given, Noun
from mock_portal.control.staff import STAFF
from mock_portal.errors import ConflictError
from mock_portal.portal import Portal
from mock_portal.world.connections import Company, Provider


def _new_company(portal: Portal, given: Given) -> Given:
    return {"id": new_id(portal, "B", portal.access.companies)}


def _check_name(portal: Portal, given: Given, present: Company | None) -> None:
    """People are at a company by its name, so that no two may have the same."""
    if given.get("name") in {one.name for one in portal.access.companies.values()}:
        raise ConflictError(f"there is a company {given['name']!r} already", "name")


def _drop_company(portal: Portal, value: Company) -> None:
    access = portal.access
    if connected := [one.id for one in access.connections.values() if one.company == value.id]:
        raise ConflictError(f"the company {value.id!r} has connections: {', '.join(connected[:3])}")
    del access.companies[value.id]


def _put_provider(portal: Portal, value: Provider) -> None:
    portal.access.owner_of[value.pac_id] = value.employer


COMPANIES = Noun(
    "/companies", "company", "companies that work for providers", Company, ("id",),
    values=lambda portal: list(portal.access.companies.values()),
    put=lambda portal, value: portal.access.companies.update({value.id: value}),
    drop=_drop_company,
    made=frozenset({"id"}),
    fixed=frozenset({"name"}),
    complete=_new_company,
    check=_check_name,
    of_account=lambda portal, account: portal.access.companies_of(account),
)  # fmt: skip
PROVIDERS = Noun(
    "/providers", "provider", "associates with the employer whose officials decide about them",
    Provider, ("pac_id",),
    values=lambda portal: [
        Provider(pac_id=pac_id, employer=employer) for pac_id, employer in portal.access.owner_of.items()
    ],
    put=_put_provider,
    drop=lambda portal, value: portal.access.owner_of.pop(value.pac_id),
)  # fmt: skip
ACCESS: tuple[Noun[Any], ...] = (COMPANIES, PROVIDERS, STAFF)
