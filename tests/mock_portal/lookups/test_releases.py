"""Public data are as old as their last release."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_portal.clock import PortalClock
from mock_portal.lookups.releases import Rhythm, covered, last_release
from mock_portal.portal import Portal, PortalState, Start
from tests.mock_portal.lookups.conftest import client_of

ORDERING = "/data-api/v1/dataset/c99b5865-1119-4436-bb80-c5af2773ea1f/data"
ENROLLED = "/data-api/v1/dataset/2457ea29-fc82-48b0-86ec-3b0755de7515/data"
DUE = "/data-api/v1/dataset/3746498e-874d-45d8-9c69-68603cafea60/data"
DAYS = st.dates(date(1990, 1, 10), date(2199, 1, 1))


@given(DAYS)
def test_releases_keep_their_rhythm(today: date) -> None:
    twice, month, quarter = (last_release(rhythm, today) for rhythm in Rhythm)
    assert twice.weekday() in (1, 4)
    assert timedelta() <= today - twice <= timedelta(days=3)
    assert (month.year, month.month, month.day) == (today.year, today.month, 1)
    assert quarter.day == 1
    assert quarter.month in (1, 4, 7, 10)
    assert timedelta() <= today - quarter <= timedelta(days=91)


def test_a_release_is_about_the_days_that_the_real_catalogue_gives() -> None:
    tuesday, friday = date(2025, 9, 30), date(2025, 9, 26)
    assert covered(Rhythm.TWICE_WEEKLY, tuesday) == (date(2025, 9, 21), date(2025, 9, 27))
    assert covered(Rhythm.TWICE_WEEKLY, friday) == (date(2025, 9, 14), date(2025, 9, 20))
    assert covered(Rhythm.MONTHLY, date(2025, 10, 1)) == (date(2025, 10, 1), date(2025, 10, 31))
    assert covered(Rhythm.QUARTERLY, date(2025, 7, 1)) == (date(2025, 4, 1), date(2025, 6, 30))


async def rows_of(client: httpx.AsyncClient, path: str, npi: str) -> int:
    return sum(npi in row.values() for row in (await client.get(path, params={"size": 5000})).json())


async def deactivate(control: httpx.AsyncClient, portal: Portal, name: str) -> str:
    """Deactivate a person's only enrollment; returns the NPI."""
    one = next(one for one in portal.world.associates.values() if one.name == name)
    (enrollment,) = portal.world.enrollments_of(one.pac_id)
    reply = await control.patch(f"/enrollments/{enrollment.id}", json={"status": "Deactivated"})
    assert reply.status_code == 200
    return one.npi


async def advance(control: httpx.AsyncClient, span: str) -> None:
    assert (await control.put("/clock", json={"advance": span})).status_code == 200


async def test_a_change_shows_at_the_next_release_of_each_data_set_and_not_before(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    npi = await deactivate(control, portal, "Hale, Benedict")  # Monday 2 March
    search = await public.get("/pecos/selfService.do", params={"npi": npi})
    assert "<td>Deactivated</td>" in search.text
    assert (await rows_of(public, ORDERING, npi), await rows_of(public, ENROLLED, npi)) == (1, 1)
    await advance(control, "+1d")
    assert (await rows_of(public, ORDERING, npi), await rows_of(public, ENROLLED, npi)) == (0, 1)
    await advance(control, "+28d")  # 31 March
    assert await rows_of(public, ENROLLED, npi) == 1
    await advance(control, "+1d")
    assert await rows_of(public, ENROLLED, npi) == 0


async def test_a_due_date_is_posted_with_the_month(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    one = next(one for one in portal.world.associates.values() if one.name == "Hale, Benedict")
    (enrollment,) = portal.world.enrollments_of(one.pac_id)
    await control.patch(f"/enrollments/{enrollment.id}", json={"revalidation_due": "2026-08-31"})

    async def shown() -> str:
        rows = (await public.get(DUE, params={"filter[Enrollment ID]": enrollment.id})).json()
        return str(rows[0]["Revalidation Due Date"])

    await advance(control, "+29d")
    assert await shown() == "TBD"
    await advance(control, "+1d")
    assert await shown() == "2026-08-31"
    await control.patch(f"/enrollments/{enrollment.id}", json={"revalidation_due": "2026-12-31"})
    await advance(control, "+30d")
    assert await shown() == "TBD"


async def test_a_snapshot_puts_the_old_release_back(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    npi = await deactivate(control, portal, "Hale, Benedict")
    kept = (await control.get("/snapshot")).content
    await advance(control, "+1d")
    assert await rows_of(public, ORDERING, npi) == 0
    headers = {"content-type": "application/json"}
    assert (await control.put("/snapshot", content=kept, headers=headers)).status_code == 200
    assert await rows_of(public, ORDERING, npi) == 1
    assert (await control.get("/snapshot")).content != b""
    other = Portal(Start(), PortalClock())
    other.restore(PortalState.model_validate_json(kept))
    async with client_of(other) as client:
        assert await rows_of(client, ORDERING, npi) == 1


async def test_a_snapshot_about_an_unknown_enrollment_is_refused(
    portal: Portal, control: httpx.AsyncClient
) -> None:
    kept = (await control.get("/snapshot")).json()
    kept["filing"]["applications"][0]["enrollment_id"] = "I20000101000000"
    reply = await control.put("/snapshot", json=kept)
    assert reply.status_code == 422
    assert "I20000101000000" in reply.text


async def test_the_catalogue_tells_the_day_of_each_release_and_where_the_rows_are(
    control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    catalogue = (await public.get("/data.json")).json()
    modified = {one["title"]: one["modified"] for one in catalogue["dataset"]}
    assert modified["Order and Referring"] == "2026-02-27"
    assert modified["Revalidation Due Date List"] == "2026-03-01"
    assert modified["Medicare Fee-For-Service  Public Provider Enrollment"] == "2026-01-01"
    assert len(modified) == 7
    for entry in catalogue["dataset"]:
        latest, file, dated = entry["distribution"]
        rows = (await public.get(latest["accessURL"])).json()
        assert (await public.get(dated["accessURL"])).json() == rows
        lines = (await public.get(file["downloadURL"])).text.splitlines()
        assert len(lines) == 1 + len(rows)
        for way in (latest, file, dated):
            (listed,) = (await public.get(way["resourcesAPI"])).json()["data"]
            assert listed["downloadURL"] == file["downloadURL"]
    await advance(control, "+1d")
    fresh = (await public.get("/data.json")).json()["dataset"]
    assert next(one["modified"] for one in fresh if one["title"] == "Order and Referring") == "2026-03-03"


async def test_a_catalogue_entry_has_the_keys_of_the_real_one(public: httpx.AsyncClient) -> None:
    catalogue = (await public.get("/data.json")).json()
    assert catalogue.keys() == {"@context", "@id", "@type", "conformsTo", "describedBy", "dataset"}
    keys = {
        "@type", "accessLevel", "accessRights", "accrualPeriodicity", "bureauCode", "contactPoint",
        "describedBy", "dataQuality", "description", "distribution", "identifier", "keyword", "landingPage",
        "language", "license", "modified", "programCode", "publisher", "references", "temporal", "theme",
        "title",
    }  # fmt: skip
    assert [one.keys() for one in catalogue["dataset"]] == [keys] * 7
    assert {one["accrualPeriodicity"] for one in catalogue["dataset"]} == {"R/P3.5D", "R/P1M", "R/P3M"}


@pytest.mark.parametrize("host", ['x"y', "a/b", "<script>"])
async def test_a_hostile_host_is_not_repeated(public: httpx.AsyncClient, host: str) -> None:
    reply = await public.get("/data.json", headers={"Host": host})
    assert host not in reply.text
