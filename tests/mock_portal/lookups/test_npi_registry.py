"""The NPI Registry's API answers as the real one: shapes, limits, refusals."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import AssociateKind
from tests.mock_portal.lookups.conftest import client_of, portal_of

RECORD = {
    "addresses", "basic", "created_epoch", "endpoints", "enumeration_type", "identifiers",
    "last_updated_epoch", "number", "other_names", "practiceLocations", "taxonomies",
}  # fmt: skip
ADDRESS = {
    "address_1", "address_purpose", "address_type", "city", "country_code", "country_name", "postal_code",
    "state", "telephone_number",
}  # fmt: skip
ORGANIZATION = {
    "authorized_official_first_name", "authorized_official_last_name",
    "authorized_official_telephone_number", "authorized_official_title_or_position", "certification_date",
    "enumeration_date", "last_updated", "organization_name", "organizational_subpart", "status",
}  # fmt: skip
PERSON = {
    "first_name", "last_name", "sole_proprietor", "sex", "enumeration_date", "last_updated",
    "certification_date", "status",
}  # fmt: skip
TAXONOMY = {"code", "desc", "license", "primary", "state", "taxonomy_group"}


async def ask(client: httpx.AsyncClient, **query: object) -> Any:
    """The registry's answer; a refusal too has status 200."""
    reply = await client.get("/api/", params={"version": "2.1", **{k: str(v) for k, v in query.items()}})
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    return reply.json()


async def results(client: httpx.AsyncClient, **query: object) -> list[dict[str, Any]]:
    answer = await ask(client, **query)
    assert answer.keys() == {"result_count", "results"}, answer
    assert answer["result_count"] == len(answer["results"])
    found: list[dict[str, Any]] = answer["results"]
    return found


def error(field: str, number: str, description: str) -> dict[str, str]:
    return {"description": description, "field": field, "number": number}


async def test_an_organization_has_the_shape_of_a_real_record(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    npi = next(one.npi for one in portal.world.associates.values() if one.kind is AssociateKind.ORGANIZATION)
    (record,) = await results(public, number=npi)
    assert record.keys() == RECORD
    assert (record["number"], record["enumeration_type"]) == (npi, "NPI-2")
    assert record["basic"].keys() == ORGANIZATION
    assert record["basic"]["status"] == "A"
    assert [one["address_purpose"] for one in record["addresses"]] == ["LOCATION", "MAILING"]
    for address in record["addresses"]:
        assert address.keys() - {"address_2", "fax_number"} == ADDRESS
        assert re.fullmatch(r"\d{9}", address["postal_code"])
        assert re.fullmatch(r"\d{3}-\d{3}-\d{4}", address["telephone_number"])
    assert [one.keys() for one in record["taxonomies"]] == [TAXONOMY]


async def test_a_person_has_the_shape_of_a_real_record(public_crowd: httpx.AsyncClient) -> None:
    found = await results(public_crowd, enumeration_type="NPI-1", taxonomy_description="a", limit=200)
    assert found
    for record in found:
        assert record.keys() == RECORD
        assert record["basic"].keys() - {"credential"} == PERSON


async def test_epochs_are_milliseconds_in_strings_that_agree_with_the_dates(
    public_crowd: httpx.AsyncClient,
) -> None:
    for record in await results(public_crowd, taxonomy_description="Dermatology", limit=200):
        for epoch, day in (("created_epoch", "enumeration_date"), ("last_updated_epoch", "last_updated")):
            assert re.fullmatch(r"\d{13}", record[epoch])
            moment = datetime.fromtimestamp(int(record[epoch]) / 1000, UTC)
            assert moment.date().isoformat() == record["basic"][day]


async def test_ten_come_by_default_and_two_hundred_at_most(public_crowd: httpx.AsyncClient) -> None:
    everybody = {"taxonomy_description": "a"}
    assert len(await results(public_crowd, **everybody)) == 10
    assert len(await results(public_crowd, **everybody, limit=200)) == 200
    assert len(await results(public_crowd, **everybody, limit=5000)) == 200


async def test_skip_goes_on_where_the_page_before_ended(public_crowd: httpx.AsyncClient) -> None:
    whole = await results(public_crowd, taxonomy_description="Psychiatry", limit=200)
    assert len(whole) > 25
    pages = [await results(public_crowd, taxonomy_description="Psychiatry", limit=10, skip=skip)
             for skip in range(0, 200, 10)]  # fmt: skip
    assert [one for page in pages for one in page] == whole


async def test_skip_reaches_1200_and_no_farther(public_crowd: httpx.AsyncClient) -> None:
    assert await results(public_crowd, last_name="xx*", skip=1200) == []
    assert (await ask(public_crowd, last_name="xx*", skip=1201))["Errors"][0]["field"] == "skip"


async def test_nothing_found_is_no_error(public: httpx.AsyncClient) -> None:
    assert await ask(public, number="1234567890") == {"result_count": 0, "results": []}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({}, [error("generic", "04", "No valid search criteria provided")]),
        ({"nonsense": "1"}, [error("generic", "04", "No valid search criteria provided")]),
        (
            {"enumeration_type": "NPI-1"},
            [error("enumeration_type", "09", "enumeration_type requires additional search criteria")],
        ),
        ({"state": "OH"}, [error("state", "07", "Field state requires additional search criteria")]),
        ({"number": "123"}, [error("number", "06", "NPI must be 10 digits")]),
        ({"number": "12345678901"}, [error("number", "06", "NPI must be 10 digits")]),
        ({"number": "1234567893 "}, [error("number", "06", "NPI must be 10 digits")]),
        ({"version": "3"}, [error("version", "17", "Unsupported Version")]),
        (
            {"last_name": "h*"},
            [error("last_name", "03", "Wildcards require at least two leading characters")],
        ),
        (
            {"last_name": "ha*le"},
            [error("last_name", "05", "Field contains special character(s) or wrong number of characters")],
        ),
        (
            {"enumeration_type": "NPI-3"},
            [
                error(
                    "enumeration_type",
                    "05",
                    "Field contains special character(s) or wrong number of characters",
                )
            ],
        ),
    ],
)
async def test_a_refusal_has_the_real_body_and_status_200(
    public: httpx.AsyncClient, query: dict[str, str], errors: list[dict[str, str]]
) -> None:
    assert await ask(public, **query) == {"Errors": errors}


async def test_without_a_version_nothing_is_answered(public: httpx.AsyncClient) -> None:
    reply = await public.get("/api/?number=1234567893")
    assert reply.json() == {"Errors": [error("version", "17", "Unsupported Version")]}


async def test_a_wildcard_finds_all_that_begin_so(public_crowd: httpx.AsyncClient) -> None:
    names = {one["basic"]["last_name"] for one in await results(public_crowd, last_name="wex*", limit=200)}
    assert len(names) > 3
    assert all(name.startswith("WEX") for name in names)
    assert await results(public_crowd, last_name="wex") == []


async def test_criteria_narrow_one_another(public: httpx.AsyncClient) -> None:
    found = await results(public, city="Dayton", state="oh", enumeration_type="NPI-1")
    assert [one["basic"]["last_name"] for one in found][:2] == ["HALE", "OKONJO-REYES"]
    assert {one["enumeration_type"] for one in found} == {"NPI-1"}
    assert await results(public, city="Dayton", state="MI") == []
    (ben,) = await results(public, first_name="Ben", last_name="hale")
    assert ben["basic"]["first_name"] == "BENEDICT"
    assert await results(public, first_name="Ben", last_name="hale", use_first_name_alias="false") == []


async def test_five_digits_find_the_nine_digit_code(public: httpx.AsyncClient) -> None:
    (record,) = await results(public, organization_name="North Clinic*")
    code = record["addresses"][0]["postal_code"]
    for asked in (code, code[:5], f"{code[:3]}*"):
        numbers = {one["number"] for one in await results(public, postal_code=asked, limit=200)}
        assert record["number"] in numbers


async def test_an_address_is_looked_for_where_the_purpose_says(public: httpx.AsyncClient) -> None:
    (record,) = await results(public, organization_name="Lakeside*")
    location = record["addresses"][0]
    place = {"city": location["city"], "postal_code": location["postal_code"]}
    assert await results(public, **place, address_purpose="LOCATION") == [record]
    assert await results(public, **place, address_purpose="SECONDARY") == []


async def test_pretty_only_changes_the_layout(public: httpx.AsyncClient) -> None:
    query = {"version": "2.1", "city": "dayton"}
    plain = await public.get("/api/", params=query)
    pretty = await public.get("/api/", params=query | {"pretty": "true"})
    assert "\n" not in plain.text
    assert "\n" in pretty.text
    assert pretty.json() == plain.json()


async def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    async def walk(seed: int) -> list[bytes]:
        async with client_of(portal_of(seed, 30)) as client:
            paths = (
                "/api/?version=2.1&taxonomy_description=a&limit=200",
                "/data-api/v1/dataset/3746498e-874d-45d8-9c69-68603cafea60/data",
                "/data.json",
                "/tools/medicare-revalidation-list?size=50",
            )
            return [(await client.get(path)).content for path in paths]

    first = await walk(3)
    assert first == await walk(3)
    assert first[0] != (await walk(4))[0]


async def test_the_search_page_and_the_record_page_show_what_the_api_has(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    page = await public.get("/search", params={"city": "Dayton"})
    assert page.status_code == 200
    links = re.findall(r'href="(/provider-view/\d{10})"', page.text)
    assert len(links) >= 3
    record = await public.get(links[1])
    assert "BENEDICT HALE" in record.text
    assert (await public.get("/provider-view/1234567893")).status_code == 404
    refused = await public.get("/search", params={"state": "OH"})
    assert refused.status_code == 400
    assert "Field state requires additional search criteria" in refused.text
