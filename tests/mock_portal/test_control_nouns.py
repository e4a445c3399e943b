"""Every noun over the control port: listed, read, made, changed, deleted; and refused without a trace."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from mock_portal.control.nouns import BY_TAG
from mock_portal.control.shelf import Noun
from mock_portal.portal import Portal
from mock_portal.world.entities import Form

NOUNS = {noun.path: noun for nouns in BY_TAG.values() for noun in nouns}
READ_ONLY = {"/associates", "/enrollments"}
"""Nobody who was known to Medicare is ever forgotten."""


def asks(portal: Portal) -> dict[str, dict[str, object]]:
    """What makes one of each, about the people of north-clinic."""
    world = portal.world
    north = world.accounts["north-clinic"]
    mine = [one for key in north.associates for one in world.enrollments_of(key)]
    individual = next(one for one in mine if one.form is Form.PRACTITIONER)
    group = next(one for one in world.enrollments.values() if one.form is Form.GROUP and one not in mine)
    application = next(one for one in portal.filing.applications.values() if one.pac_id in north.associates)
    pac_id = individual.pac_id
    signer = {"signer": "Ann Lee", "role": "Authorized Official", "email": "ann@north.example"}
    return {
        "/associates": {"kind": "individual", "name": "Lee, Ann", "npi": "1234567893", "tin": "123456789"},
        "/enrollments": {"pac_id": pac_id, "form": "855O", "state": "OH", "specialty": "Cardiology"},
        "/reassignments": {"individual": individual.id, "group": group.id},
        "/medicare-ids": {"enrollment_id": individual.id, "number": "H123456"},
        "/signatures": {"application_id": application.id, **signer},
        "/fees": {"application_id": application.id},
        "/documents": {"pac_id": pac_id, "kind": "State license", "file_name": "license.pdf"},
        "/credentials": {
            "pac_id": pac_id, "kind": "State license", "number": "A-1", "issuer": "Ohio",
            "expires": "2027-01-31",
        },
        "/notices": {"enrollment_id": individual.id, "kind": "First notice"},
        "/records": {"enrollment_id": individual.id, "entries": [{"topic": "t", "values": {"a": "b"}}]},
        "/bare-signatures": {"account": "north-clinic"},
        "/companies": {"name": "Harbor Filing Co"},
        "/providers": {"pac_id": "", "employer": "Somebody Else PC"},
        "/staff": {
            "employer": north.employer, "name": "Lee Ann", "email": "l@a.example", "role": "Access Manager",
        },
    }  # fmt: skip


CHANGES: dict[str, dict[str, object]] = {
    "/associates": {"name": "Lee-Moss, Ann"},
    "/enrollments": {"status": "Stay", "revalidation_due": "2026-08-31"},
    "/reassignments": {"ended": "2026-02-28"},
    "/medicare-ids": {"ended": "2026-02-28"},
    "/signatures": {"signed": "2026-03-02T14:00:00Z"},
    "/fees": {"state": "Paid", "receipt": "R-1"},
    "/documents": {"expires": "2026-12-31"},
    "/credentials": {"expires": "2026-03-09"},
    "/notices": {"due": "2026-04-30"},
    "/records": {"entries": []},
    "/bare-signatures": {"at": "2026-03-01T14:00:00Z"},
    "/companies": {"npi": "1234567893"},
    "/providers": {"employer": "Another One PC"},
    "/staff": {"role": "Staff End User"},
}


async def make(portal: Portal, control: httpx.AsyncClient, path: str) -> tuple[str, dict[str, Any]]:
    """Make one; its address and what was shown."""
    ask = asks(portal)[path]
    if path == "/providers":
        made = await control.post("/associates", json=asks(portal)["/associates"])
        ask["pac_id"] = made.json()["pac_id"]
    if path == "/records":
        await control.delete(f"/records/{ask['enrollment_id']}")
    reply = await control.post(path, json=ask)
    assert reply.status_code == 201, reply.text
    shown = reply.json()
    return "/".join((path, *(shown[name] for name in NOUNS[path].key))), shown


def test_every_noun_is_tried_here(portal: Portal) -> None:
    assert set(asks(portal)) == set(CHANGES) == set(NOUNS)


@pytest.mark.parametrize("path", NOUNS)
async def test_one_is_made_listed_read_changed_and_deleted(
    portal: Portal, control: httpx.AsyncClient, path: str
) -> None:
    before = (await control.get(path)).json()
    address, shown = await make(portal, control, path)
    assert (await control.get(address)).json() == shown
    assert [one for one in (await control.get(path)).json() if one not in before] == [shown]
    reply = await control.patch(address, json=CHANGES[path])
    assert (reply.status_code, reply.json()) == (200, {**shown, **CHANGES[path]})
    assert (await control.get(address)).json() == reply.json()
    gone = await control.delete(address)
    if path in READ_ONLY:
        assert gone.status_code == 405
    else:
        assert gone.status_code == 204, gone.text
        assert (await control.get(address)).status_code == 404
        assert [one for one in (await control.get(path)).json() if one not in before] == []


@pytest.mark.parametrize("path", sorted(set(NOUNS) - {"/associates", "/companies", "/providers"}))
async def test_the_list_of_an_account_has_its_own_only(
    portal: Portal, control: httpx.AsyncClient, path: str
) -> None:
    _, shown = await make(portal, control, path)
    mine = (await control.get(path, params={"account": "north-clinic"})).json()
    others = (await control.get(path, params={"account": "riverbend-dme"})).json()
    assert shown in mine
    assert shown not in others
    assert (await control.get(path, params={"account": "nobody"})).status_code == 404


def spoiled(noun: Noun[Any], ask: dict[str, object]) -> list[dict[str, object]]:
    """The ask with an unknown field, with nothing, and with each name of another noun wrong."""
    named = {"pac_id", "enrollment_id", "individual", "group", "application_id"} & ask.keys()
    nothing: list[dict[str, object]] = [] if ask.keys() <= noun.optional else [{}]
    return [{**ask, "nmae": "x"}, *nothing, *({**ask, name: "X0"} for name in sorted(named))]


@pytest.mark.parametrize("path", NOUNS)
async def test_an_ask_that_makes_no_sense_is_a_problem_and_stores_nothing(
    portal: Portal, control: httpx.AsyncClient, path: str
) -> None:
    address, _ = await make(portal, control, path)
    before = (await control.get("/snapshot")).content
    tries = [("POST", path, one) for one in spoiled(NOUNS[path], asks(portal)[path])]
    tries += [("PATCH", address, {"nmae": "x"}), ("PATCH", address, {key: {} for key in CHANGES[path]})]
    for method, where, ask in tries:
        reply = await control.request(method, where, json=ask)
        assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json"), ask
        assert reply.json()["field"] in {*ask, *NOUNS[path].kind.model_fields}
    unknown = "/".join((path, *("X0" for _ in NOUNS[path].key)))
    for method in ("GET", "PATCH") if path in READ_ONLY else ("GET", "PATCH", "DELETE"):
        assert (await control.request(method, unknown, json={})).status_code == 404
    assert (await control.get("/snapshot")).content == before


@pytest.mark.parametrize(
    ("path", "change", "status", "field"),
    [
        ("/associates", {"npi": "1234567890"}, 422, "npi"),
        ("/associates", {"tin": "12-3456789"}, 422, "tin"),
        ("/enrollments", {"state": "ZZ"}, 422, "state"),
        ("/credentials", {"expires": "01/31/2027"}, 422, "expires"),
        ("/credentials", {"state": "Ohio"}, 422, "state"),
        ("/fees", {"dollars": -1}, 422, "dollars"),
        ("/documents", {"file_name": "a\nb"}, 422, "file_name"),
        ("/signatures", {"requested": "0001-01-01"}, 422, "requested"),
        ("/staff", {"state": "Active"}, 422, "state"),
        ("/staff", {"associates": ["1"]}, 422, "associates"),
        ("/companies", {"name": "Kestrel Practice Support Inc"}, 409, "name"),
    ],
)
async def test_a_single_wrong_field_is_named(
    portal: Portal, control: httpx.AsyncClient, path: str, change: dict[str, object], status: int, field: str
) -> None:
    before = (await control.get("/snapshot")).content
    reply = await control.post(path, json={**asks(portal)[path], **change})
    assert (reply.status_code, reply.json()["field"]) == (status, field)
    assert (await control.get("/snapshot")).content == before


@pytest.mark.parametrize("path", ["/reassignments", "/medicare-ids", "/records", "/providers"])
async def test_a_key_is_given_once(portal: Portal, control: httpx.AsyncClient, path: str) -> None:
    _, shown = await make(portal, control, path)
    again = {name: shown[name] for name in asks(portal)[path]}
    assert (await control.post(path, json=again)).status_code == 409


async def test_an_npi_is_given_once(portal: Portal, control: httpx.AsyncClient) -> None:
    npi = next(iter(portal.world.associates.values())).npi
    reply = await control.post("/associates", json={**asks(portal)["/associates"], "npi": npi})
    assert (reply.status_code, reply.json()["field"]) == (409, "npi")


async def test_benefits_go_from_a_person_to_a_group_only(portal: Portal, control: httpx.AsyncClient) -> None:
    ask = asks(portal)["/reassignments"]
    turned = {"individual": ask["group"], "group": ask["individual"]}
    reply = await control.post("/reassignments", json=turned)
    assert (reply.status_code, reply.json()["field"]) == (422, "individual")


async def test_a_company_with_connections_stays(portal: Portal, control: httpx.AsyncClient) -> None:
    connected = next(iter(portal.access.connections.values())).company
    reply = await control.delete(f"/companies/{connected}")
    assert reply.status_code == 409
    assert connected in portal.access.companies


async def test_a_deleted_connection_takes_its_access_along(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    given = next(one for one in portal.access.connections.values() if one.access_given)
    name = portal.access.companies[given.company].name
    company = next(one.name for one in portal.world.accounts.values() if one.employer == name)
    assert given.pac_id in portal.world.accounts[company].associates
    assert (await control.delete(f"/connections/{given.id}")).status_code == 204
    assert given.pac_id not in portal.world.accounts[company].associates
    assert (await control.get(f"/connections/{given.id}")).status_code == 404


async def test_an_invitation_by_hand_is_mailed_with_its_pin(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    _, shown = await make(portal, control, "/staff")
    (letter,) = (await control.get("/mail", params={"to": "l@a.example"})).json()
    assert shown["pin"] in letter["body"]
    assert (await control.get(f"/mail/{letter['id']}")).json() == letter
    assert (await control.get("/mail", params={"account": "north-clinic"})).json() == []
    assert (await control.delete("/mail")).status_code == 204
    assert (await control.get("/mail")).json() == []
    assert (await control.get(f"/mail/{letter['id']}")).status_code == 404


async def test_a_new_record_of_nppes_is_found_by_everybody(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    place = {"address_1": "1 MAIN ST", "city": "AKRON", "state": "OH", "postal_code": "443010001",
             "telephone_number": "330-555-0100"}  # fmt: skip
    ask = {"npi": "1234567893", "kind": "individual", "first_name": "ANN", "last_name": "LEE",
           "location": place, "taxonomies": [{"code": "207R00000X", "desc": "Internal Medicine"}],
    }  # fmt: skip
    made = await control.post("/nppes", json=ask)
    assert made.status_code == 201, made.text
    assert (await control.get("/nppes")).json()[-1] == made.json()
    assert made.json()["mailing"] == made.json()["location"]
    assert (await control.post("/nppes", json=ask)).status_code == 409
    assert (await control.post("/nppes", json={**ask, "npi": "1234567890"})).status_code == 422
