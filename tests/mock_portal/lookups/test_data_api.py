"""The API of data.cms.gov: columns, counts, paging, filters and groups."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_portal.lookups.data_api import select
from mock_portal.lookups.datasets import DATASETS
from mock_portal.lookups.filters import read_filters
from mock_portal.portal import Portal

ORDERING = "c99b5865-1119-4436-bb80-c5af2773ea1f"
ENROLLED = "2457ea29-fc82-48b0-86ec-3b0755de7515"
DUE = "3746498e-874d-45d8-9c69-68603cafea60"
PHYSICIANS = "6bd6b1dd-208c-4f9c-88b8-b15fec6db548"
NON_PHYSICIANS = "261b83b6-b89f-43ad-ae7b-0d419a3bc24b"
VIEWED = "4c6a7709-84b0-4514-9308-4a41846f5682"
COLUMNS = {
    ORDERING: "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE",
    ENROLLED: "NPI,MULTIPLE_NPI_FLAG,PECOS_ASCT_CNTL_ID,ENRLMT_ID,PROVIDER_TYPE_CD,PROVIDER_TYPE_DESC,"
    "STATE_CD,FIRST_NAME,MDL_NAME,LAST_NAME,ORG_NAME",
    DUE: "Enrollment ID,National Provider Identifier,First Name,Last Name,Organization Name,"
    "Enrollment State Code,Enrollment Type,Provider Type Text,Enrollment Specialty,Revalidation Due Date,"
    "Adjusted Due Date,Individual Total Reassign To,Receiving Benefits Reassignment",
    "e1f1fa9a-d6b4-417e-948a-c72dead8a41c": "Group PAC ID,Group Enrollment ID,Group Legal Business Name,"
    "Group State Code,Group Due Date,Group Reassignments and Physician Assistants,Record Type,"
    "Individual PAC ID,Individual Enrollment ID,Individual NPI,Individual First Name,Individual Last Name,"
    "Individual State Code,Individual Specialty Description,Individual Due Date,"
    "Individual Total Employer Associations",
    "6bd6b1dd-208c-4f9c-88b8-b15fec6db548": "NPI,LAST_NAME,FIRST_NAME",
    "261b83b6-b89f-43ad-ae7b-0d419a3bc24b": "NPI,LAST_NAME,FIRST_NAME",
}
COLUMNS["20f51cff-4137-4f3a-b6b7-bfc9ad57983b"] = COLUMNS["e1f1fa9a-d6b4-417e-948a-c72dead8a41c"]


async def get(client: httpx.AsyncClient, uuid: str, view: str = "data", **query: str) -> Any:
    reply = await client.get(f"/data-api/v1/dataset/{uuid}/{view}", params=query)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    return reply.json()


@pytest.mark.parametrize("uuid", COLUMNS)
async def test_every_data_set_has_its_real_columns_and_only_text(
    public_crowd: httpx.AsyncClient, uuid: str
) -> None:
    rows = await get(public_crowd, uuid)
    assert rows
    for row in rows:
        assert ",".join(row) == COLUMNS[uuid]
        assert all(isinstance(cell, str) for cell in row.values())
    counts = await get(public_crowd, uuid, "data/stats")
    assert counts == {"found_rows": len(rows), "total_rows": len(rows)}


async def test_ordering_is_yes_or_no_once_an_npi(public_crowd: httpx.AsyncClient) -> None:
    rows = await get(public_crowd, ORDERING, size="5000")
    assert len({row["NPI"] for row in rows}) == len(rows)
    assert {row[kind] for row in rows for kind in ("PARTB", "DME", "HHA", "PMD", "HOSPICE")} == {"Y", "N"}


async def test_only_the_enrolled_are_in_the_public_enrollment_data(
    crowd: Portal, public_crowd: httpx.AsyncClient
) -> None:
    listed = {row["ENRLMT_ID"] for row in await get(public_crowd, ENROLLED)}
    statuses = {one.id: one.status.value for one in crowd.world.enrollments.values()}
    assert {statuses[key] for key in listed} == {"Approved", "Stay"}
    left_out = {statuses[key] for key in statuses.keys() - listed}
    assert left_out == {"Pending", "Deactivated", "Denied", "Opt Out", "Revoked", "Withdrawn"}


async def test_pending_physicians_and_others_are_listed_apart(
    crowd: Portal, public_crowd: httpx.AsyncClient
) -> None:
    names = {one.pac_id: one for one in crowd.world.associates.values()}
    pending = {
        names[one.pac_id].npi: one.specialty
        for one in crowd.world.enrollments.values()
        if one.status.value == "Pending" and names[one.pac_id].kind.value == "individual"
    }
    others = {"Nurse Practitioner", "Clinical Social Worker", "Physical Therapist in Private Practice"}
    for uuid, physicians in ((PHYSICIANS, True), (NON_PHYSICIANS, False)):
        listed = {row["NPI"] for row in await get(public_crowd, uuid)}
        assert listed == {npi for npi, one in pending.items() if (one not in others) is physicians}


def test_practitioners_reassign_to_the_group_of_their_own_practice(crowd: Portal) -> None:
    group_of = {link.individual: link.group for link in crowd.filing.reassignments}
    enrollments = crowd.world.enrollments
    for name in ("north-clinic", "harbor-imaging", "lakeside-therapy"):
        own = [
            one.id
            for associate in crowd.world.associates_of(crowd.world.accounts[name])
            for one in crowd.world.enrollments_of(associate.pac_id)
        ]
        links = [group_of[key] for key in own if enrollments[key].form.value == "855I"]
        assert links
        assert set(links) <= set(own)


async def test_due_dates_near_enough_are_posted_and_others_are_to_come(public: httpx.AsyncClient) -> None:
    rows = {row["Organization Name"]: row for row in await get(public, DUE)}
    assert rows["Harbor Imaging Center LLC"]["Revalidation Due Date"] == "2026-01-31"
    assert rows["North Clinic Physicians LLC"]["Revalidation Due Date"] == "TBD"
    assert rows["North Clinic Physicians LLC"]["Receiving Benefits Reassignment"] == "2"
    assert rows["Granite Hospice Foundation"]["Enrollment Type"] == "1"
    assert rows["Riverbend Medical Equipment Inc"]["Enrollment Type"] == "2"


@given(size=st.integers(1, 60), uuid=st.sampled_from(sorted(COLUMNS)))
def test_pages_put_together_are_the_whole_whatever_their_size(crowd: Portal, size: int, uuid: str) -> None:
    dataset = next(one for one in DATASETS if one.uuid == uuid)
    whole = select(dataset, {"size": "5000"}, crowd.public).page
    pages: list[Any] = []
    while page := select(dataset, {"size": str(size), "offset": str(len(pages))}, crowd.public).page:
        pages += page
    assert pages == whole


async def test_a_plain_filter_is_for_equality(public: httpx.AsyncClient) -> None:
    whole = await get(public, ENROLLED)
    rows = await get(public, ENROLLED, **{"filter[STATE_CD]": "OH"})
    assert rows == [row for row in whole if row["STATE_CD"] == "OH"]
    counts = await get(public, ENROLLED, "data/stats", **{"filter[STATE_CD]": "OH"})
    assert counts == {"found_rows": len(rows), "total_rows": len(whole)}
    assert len(whole) > len(rows) >= 3


def condition(name: str, path: str, operator: str, **values: str) -> dict[str, str]:
    stem = f"filter[{name}][condition]"
    return {f"{stem}[path]": path, f"{stem}[operator]": operator} | {
        f"{stem}[{key}]": value for key, value in values.items()
    }


async def test_a_condition_has_path_operator_and_value(public: httpx.AsyncClient) -> None:
    rows = await get(public, ENROLLED, **condition("a", "ORG_NAME", "CONTAINS", value="clinic"))
    assert "NORTH CLINIC PHYSICIANS LLC" in [row["ORG_NAME"] for row in rows]
    assert all("CLINIC" in row["ORG_NAME"] for row in rows)
    both = condition("a", "STATE_CD", "=", value="OH") | condition("b", "LAST_NAME", "=", value="HALE")
    assert len(await get(public, ENROLLED, **both)) == 1


@pytest.mark.parametrize("places", [("[1]", "[2]"), ("[]", "[]")])
async def test_in_takes_a_list(public: httpx.AsyncClient, places: tuple[str, str]) -> None:
    asked = condition("a", "STATE_CD", "IN")
    values = [
        f"filter[a][condition][value]{place}={state}"
        for place, state in zip(places, ("OH", "WA"), strict=True)
    ]
    query = "&".join([f"{name}={value}" for name, value in asked.items()] + values)
    reply = await public.get(f"/data-api/v1/dataset/{ENROLLED}/data?{query}")
    assert {row["STATE_CD"] for row in reply.json()} == {"OH", "WA"}


async def test_a_group_joins_its_members_with_or(portal: Portal, public: httpx.AsyncClient) -> None:
    npis = [one.npi for one in portal.world.associates.values()][:3]
    query = {"filter[roster][group][conjunction]": "OR", "size": "5000", "offset": "0",
             "_table": "due_date_list", "_source": "revalidation_due_date_list"}  # fmt: skip
    for number, npi in enumerate([*npis, *["1003002296"] * 22]):
        query |= condition(f"npi_{number}", "npi_list", "CONTAINS", value=npi, memberOf="roster")
    answer = await get(public, VIEWED, "data-viewer", **query)
    column = answer["meta"]["headers"].index("npi_list")
    assert [row[column] for row in answer["data"]] == npis


async def test_groups_can_be_in_groups(public: httpx.AsyncClient) -> None:
    query = {
        "filter[either][group][conjunction]": "OR",
        "filter[both][group][conjunction]": "AND",
        "filter[both][group][memberOf]": "either",
        **condition("a", "STATE_CD", "=", value="OH", memberOf="both"),
        **condition("b", "ORG_NAME", "<>", value="", memberOf="both"),
        **condition("c", "STATE_CD", "=", value="NH", memberOf="either"),
    }
    rows = await get(public, ENROLLED, **query)
    names = {row["ORG_NAME"] for row in rows}
    assert {"NORTH CLINIC PHYSICIANS LLC", "GRANITE HOSPICE FOUNDATION"} <= names
    assert {row["STATE_CD"] for row in rows} == {"OH", "NH"}
    assert all(row["ORG_NAME"] for row in rows if row["STATE_CD"] == "OH")


@pytest.mark.parametrize(
    ("operator", "values", "cell", "passes"),
    [
        ("=", {"value": "b"}, "B", True),
        ("!=", {"value": "b"}, "b", False),
        ("<", {"value": "b"}, "a", True),
        (">=", {"value": "b"}, "a", False),
        ("STARTS_WITH", {"value": "b"}, "bc", True),
        ("ENDS_WITH", {"value": "b"}, "bc", False),
        ("NOT IN", {"value][0": "b", "value][1": "c"}, "c", False),
        ("BETWEEN", {"value][0": "b", "value][1": "d"}, "c", True),
        ("IS NULL", {}, "", True),
        ("IS NOT NULL", {}, "", False),
    ],
)
def test_operators_compare_text(operator: str, values: dict[str, str], cell: str, passes: bool) -> None:
    filters = read_filters(condition("a", "X", operator, **values), ["X"])
    assert filters.match({"X": cell}) is passes


async def test_columns_sorting_and_keyword(public: httpx.AsyncClient) -> None:
    rows = await get(public, ENROLLED, column="STATE_CD", sort="-STATE_CD", keyword="riverbend medical")
    states = [row["STATE_CD"] for row in rows]
    assert len(states) == 24
    assert states == sorted(states, reverse=True)
    assert rows[0].keys() == {"STATE_CD"}


async def test_the_viewer_has_headers_beside_bare_rows(public: httpx.AsyncClient) -> None:
    answer = await get(public, VIEWED, "data-viewer", size="2")
    meta = answer["meta"]
    assert meta["success"] is True
    assert {"npi_list", "due_date", "adjusted_due_date", "Enrollment ID"} <= set(meta["headers"])
    assert [len(row) for row in answer["data"]] == [len(meta["headers"])] * 2
    dates = {row[meta["headers"].index("due_date")] for row in answer["data"]}
    assert dates == {""}
    assert meta["data_file_meta_data"]["csvFileModifiedTime"] == 1772341200  # 1 March, midnight in New York
    content = (await public.get(meta["data_file_url"])).content
    assert (
        hashlib.sha1(content, usedforsecurity=False).hexdigest()
        == (meta["data_file_meta_data"]["csvFileSHA1"])
    )


async def test_a_large_size_is_cut_and_a_far_offset_is_empty(public: httpx.AsyncClient) -> None:
    assert (await get(public, DUE, "data-viewer", size="100000"))["meta"]["size"] == 5000
    assert await get(public, DUE, offset="999999999") == []
    assert await get(public, DUE, size="0") == []


@pytest.mark.parametrize(
    "query",
    [
        {"size": "-1"},
        {"size": "ten"},
        {"offset": "1.5"},
        {"size": "٣"},
        {"size": "9" * 200},
        {"filter[NO_SUCH]": "1"},
        {"filter": "1"},
        {"filter[a][b]": "1"},
        {"filter[a][condition][path]": "NPI"},
        {"filter[NPI][condition][operator]": "LIKE", "filter[NPI][condition][value]": "1"},
        {"filter[NPI][condition][value]": "1", "filter[NPI][condition][memberOf]": "nowhere"},
        {"filter[g][group][conjunction]": "XOR"},
        {"filter[g][group][memberOf]": "h", "filter[h][group][memberOf]": "g"},
        {"filter[g][group][memberOf]": "g"},
        {"column": "NPI,PASSWORD"},
        {"sort": "'; DROP TABLE x"},
        {"filter[<script>alert(1)</script>]": "1"},
    ],
)
async def test_a_query_that_makes_no_sense_is_refused_in_json(
    public: httpx.AsyncClient, query: dict[str, str]
) -> None:
    for view in ("data", "data/stats", "data-viewer"):
        reply = await public.get(f"/data-api/v1/dataset/{ORDERING}/{view}", params=query)
        assert reply.status_code == 400, reply.text
        (problem,) = reply.json()["errors"]
        assert problem["status"] == 400
        assert problem["field"]
        assert problem["message"]


@pytest.mark.parametrize("path", ["", "x/data", f"{ORDERING}", f"{ORDERING}/data/", f"{ORDERING}/../../x"])
async def test_what_is_not_there_is_not_found_in_json(public: httpx.AsyncClient, path: str) -> None:
    reply = await public.get(httpx.URL(f"http://portal.test/data-api/v1/dataset/{path}"))
    assert reply.status_code == 404
