"""What the documents say is what is answered: every way of the control port and of the public interfaces.

Examples are drawn by schemathesis from the OpenAPI documents, always the same ones. Each is sent as drawn,
and once more with names of this world in its address and body, so that it gets past the first 404.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mock_portal.control.app import control_app
from mock_portal.lookups.openapi import DOCUMENTS
from mock_portal.portal import Portal
from mock_portal.web.app import PortalApp
from tests.mock_portal.conftest import nothing_to_settle
from tests.mock_portal.lookups.conftest import portal_of
from tests.mock_portal.visitor import Visitor

TOKEN = {"Authorization": "Bearer the-token"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
UNREAD = {"/filing-policy"}
"""Whose schema schemathesis 4.32 reads wrongly: it makes lists of `items` of OpenAPI 3.1's `prefixItems`."""
Case = schemathesis.Case[Any]
PORTAL = portal_of()
START = PORTAL.snapshot()
CONTROL = control_app(PORTAL, "the-token", nothing_to_settle)
bounded = settings(
    max_examples=2, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)

whole = schemathesis.openapi.from_asgi("/openapi.json", CONTROL)
described = whole.exclude(path="/snapshot", method="PUT")
"""A drawn snapshot is hardly ever near a true one; `test_snapshot.py` spoils true ones."""
ALIKE = (
    "reassignments|medicare-ids|signatures|documents|credentials|notices|records|bare-signatures|companies"
    "|providers|connections|last-billed"
)
"""Nouns that `shelf.py` serves as it serves `/fees` and `/staff`."""
of_its_kind = described.include(path_regex=rf"^/({ALIKE})(/|$)")
registry = schemathesis.openapi.from_dict(DOCUMENTS["npi-registry"])
data_sets = schemathesis.openapi.from_dict(DOCUMENTS["data-sets"])
registry.app = data_sets.app = PortalApp(PORTAL)


@pytest.fixture(autouse=True)
def the_world_as_it_was() -> None:
    PORTAL.restore(START)


def known(portal: Portal) -> dict[str, Any]:
    """A name that exists, by the name of the part of an address or of the field."""
    world, filing, access = portal.world, portal.filing, portal.access
    reassignment = filing.reassignments[0]
    return {
        "key": "north-clinic",
        "account": "north-clinic",
        "npi": next(iter(world.associates.values())).npi,
        "pac_id": next(iter(world.associates)),
        "enrollment_id": reassignment.individual,
        "individual": reassignment.individual,
        "group": reassignment.group,
        "application_id": next(iter(filing.applications)),
        "connection_id": next(iter(access.connections)),
        "company_id": next(iter(access.companies)),
        "fee_id": next(iter(filing.fees)),
        "document_id": next(iter(filing.documents)),
        "credential_id": next(iter(filing.credentials)),
        "notice_id": next(iter(filing.notices)),
        "signature_request_id": next(iter(filing.signatures)),
        "problem_id": next(iter(portal.desk.problems)),
        "member_of_staff_id": next(iter(access.staff)),
        "company": next(iter(access.companies)),
        "name": "npi-registry",
    }


def named(case: Case) -> bool:
    """Put names that exist in the places of the drawn ones; whether there was any."""
    names, body = known(PORTAL), case.body
    inner: list[Any] = [case.path_parameters, body if isinstance(body, dict) else {}]
    found = False
    for part in inner:
        for name in part.keys() & names.keys() if part else ():
            part[name], found = names[name], True
    return found


def keep_small(case: Case) -> None:
    """A world of thousands takes seconds to grow."""
    if isinstance(case.body, dict) and isinstance(scale := case.body.get("scale"), int):
        case.body["scale"] = min(scale, 2)


@bounded
@described.exclude(path_regex=rf"^/({ALIKE})(/|$)").parametrize()
def test_the_control_port_keeps_to_its_document(case: Case) -> None:
    keeps_to_its_document(case)


@bounded
@of_its_kind.parametrize()
def test_every_noun_of_a_kind_keeps_to_its_document(case: Case) -> None:
    keeps_to_its_document(case)


def keeps_to_its_document(case: Case) -> None:
    keep_small(case)
    checks = CHECKS[:-1] if case.path in UNREAD else CHECKS
    case.call_and_validate(headers=TOKEN, checks=checks)
    if named(case):
        case.call_and_validate(headers=TOKEN, checks=checks)


@bounded
@registry.parametrize()
def test_the_npi_registry_keeps_to_its_document(case: Case) -> None:
    case.call_and_validate(checks=CHECKS)


@bounded
@data_sets.parametrize()
def test_the_data_sets_keep_to_their_document(case: Case) -> None:
    case.call_and_validate(checks=CHECKS)


async def test_the_documents_stand_on_the_control_port_only(
    control: httpx.AsyncClient, visitor: Visitor
) -> None:
    for name, document in DOCUMENTS.items():
        address = f"/openapi/{name}.json"
        assert (await control.get(address, headers={"Authorization": ""})).json() == document
        assert (await visitor.get(address)).status_code == 404
    assert (await control.get("/openapi/no-such.json")).status_code == 404
