"""NPPES records and applications over the control port, and that NPPES and PECOS are apart."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from mock_portal.portal import Portal
from mock_portal.world.nppes import Difference, difference_of


async def record(public: httpx.AsyncClient, npi: str) -> dict[str, Any]:
    (found,) = (await public.get(f"/api/?version=2.1&number={npi}")).json()["results"]
    assert isinstance(found, dict)
    return found


def npi_of(portal: Portal, name: str) -> str:
    return next(one.npi for one in portal.world.associates.values() if one.name == name)


def test_a_seeded_share_of_records_differs_in_each_way(crowd: Portal) -> None:
    state = crowd.public.nppes.state()
    kinds = Counter(difference_of(told, state.seed) for told in state.told)
    for difference in (Difference.ADDRESS, Difference.NAME, Difference.TAXONOMY):
        assert 3 <= kinds[difference] <= 0.08 * len(state.told)
    assert kinds[Difference.NONE] > 0.8 * len(state.told)
    for told in state.told:
        found = crowd.public.nppes.record(told.npi)
        assert found
        moved = found.location.state != told.state
        assert moved is (difference_of(told, state.seed) is Difference.ADDRESS)
        last = told.name.upper().partition(", ")[0]
        renamed = last not in (found.last_name, found.organization_name)
        assert renamed is (difference_of(told, state.seed) is Difference.NAME)


async def test_a_former_name_is_kept_and_found(portal: Portal, public: httpx.AsyncClient) -> None:
    found = await record(public, npi_of(portal, "Farrow, Imogen"))
    assert found["basic"]["last_name"] == "FARROW-HOLT"
    assert found["other_names"][0]["last_name"] == "FARROW"
    by_name = await public.get("/api/?version=2.1&last_name=farrow")
    assert by_name.json()["result_count"] == 1


async def test_where_all_is_well_nppes_agrees(portal: Portal) -> None:
    for name in ("north-clinic", "riverbend-dme", "orchard-family"):
        for associate in portal.world.associates_of(portal.world.accounts[name]):
            found = portal.public.nppes.record(associate.npi)
            assert found
            states = {one.state for one in portal.world.enrollments_of(associate.pac_id)}
            assert found.location.state in states


async def test_changing_nppes_leaves_pecos_alone_and_the_other_way_round(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    npi = npi_of(portal, "Hale, Benedict")
    before = await record(public, npi)
    enrollments = (await control.get("/enrollments")).content
    change = {"last_name": "HALE-QUILL", "location": {"city": "AKRON", "postal_code": "443010001"}}
    assert (await control.patch(f"/nppes/{npi}", json=change)).status_code == 200
    after = await record(public, npi)
    assert after["basic"]["last_name"] == "HALE-QUILL"
    assert after["addresses"][0]["city"] == "AKRON"
    assert after["addresses"][1] == before["addresses"][1]
    assert after["last_updated_epoch"] == "1772460000000"  # the portal's now
    assert (await control.get("/enrollments")).content == enrollments
    search = await public.get("/pecos/selfService.do", params={"npi": npi})
    assert "<td>Hale, Benedict</td>" in search.text
    key = next(one["id"] for one in (await control.get("/enrollments")).json() if one["npi"] == npi)
    await control.patch(f"/enrollments/{key}", json={"state": "MI", "specialty": "Neurology"})
    assert await record(public, npi) == after


async def test_a_record_is_not_touched_by_pecos_before_it_was_ever_read(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    npi = npi_of(portal, "Hale, Benedict")
    key = next(one["id"] for one in (await control.get("/enrollments")).json() if one["npi"] == npi)
    await control.patch(f"/enrollments/{key}", json={"state": "MI", "specialty": "Neurology"})
    found = await record(public, npi)
    assert found["addresses"][0]["state"] == "OH"
    assert found["taxonomies"][0]["desc"] == "Internal Medicine"


async def test_changes_survive_a_snapshot_and_not_a_reset(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    npi = npi_of(portal, "Hale, Benedict")
    before = await record(public, npi)
    await control.patch(f"/nppes/{npi}", json={"credential": "DO"})
    kept, after = (await control.get("/snapshot")).json(), await record(public, npi)
    assert (await control.post("/reset", json={"now": "2026-03-02T14:00:00Z"})).status_code == 200
    assert await record(public, npi) == before
    assert (await control.put("/snapshot", json=kept)).status_code == 200
    assert await record(public, npi) == after != before


async def test_the_lists_have_everything(portal: Portal, control: httpx.AsyncClient) -> None:
    records = (await control.get("/nppes")).json()
    assert [one["npi"] for one in records] == [one.npi for one in portal.world.associates.values()]
    applications = (await control.get("/applications")).json()
    with_enrollment = {one["enrollment_id"] for one in applications} - {None}  # a first draft has none yet
    assert with_enrollment == portal.world.enrollments.keys()
    one = applications[0]
    reply = await control.get("/applications", params={"enrollment": one["enrollment_id"]})
    assert reply.json() == [one]
    assert (await control.get(f"/applications/{one['web_tracking_id']}")).json() == one


def test_a_large_world_keeps_every_unsettled_application_and_few_approvals(crowd: Portal) -> None:
    kept = {one.enrollment_id for one in crowd.filing.applications.values()}
    gone = [one for key, one in crowd.world.enrollments.items() if key not in kept]
    assert gone
    assert {one.status.value for one in gone} == {"Approved"}


def test_an_applications_steps_are_in_the_order_of_time(crowd: Portal) -> None:
    now = crowd.clock.now()
    for one in crowd.filing.applications.values():
        times = [step.at for step in one.history]
        assert times == sorted(times)
        assert times[-1] <= now
    pending = {one.id for one in crowd.world.enrollments.values() if one.status.value == "Pending"}
    open_states = {
        one.state.value for one in crowd.filing.applications.values() if one.enrollment_id in pending
    }
    assert open_states.isdisjoint({"approved", "rejected", "denied"})


@pytest.mark.parametrize(
    ("path", "change", "status"),
    [
        ("/nppes/1234567893", {}, 404),
        ("/nppes/{npi}", {"npi": "1234567893"}, 422),
        ("/nppes/{npi}", {"last_name": ""}, 422),
        ("/nppes/{npi}", {"last_name": "x" * 257}, 422),
        ("/nppes/{npi}", {"location": {"postal_code": "1234"}}, 422),
        ("/nppes/{npi}", {"location": {"state": "Ohio"}}, 422),
        ("/nppes/{npi}", {"taxonomies": []}, 422),
        ("/nppes/{npi}", {"taxonomies": [{"code": "x", "desc": "y"}]}, 422),
        ("/nppes/{npi}", {"last_updated": "2026-03-02T10:00:00"}, 422),
        ("/applications/T000000000000000", {}, 404),
        ("/applications/{id}", {"state": "nearly"}, 422),
        ("/applications/{id}", {"history": []}, 422),
        ("/applications/{id}", {"history": [{"state": "draft", "at": "2026-03-02"}]}, 422),
        (
            "/applications/{id}",
            {
                "history": [
                    {"state": "received", "at": "2026-03-02T10:00:00Z"},
                    {"state": "approved", "at": "2026-03-01T10:00:00Z"},
                ]
            },
            409,
        ),
    ],
)
async def test_a_bad_change_is_refused_and_nothing_is_stored(
    portal: Portal, control: httpx.AsyncClient, path: str, change: dict[str, object], status: int
) -> None:
    where = path.format(npi=npi_of(portal, "Hale, Benedict"), id=next(iter(portal.filing.applications)))
    before = (await control.get("/snapshot")).content
    reply = await control.patch(where, json=change)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert (await control.get("/snapshot")).content == before
