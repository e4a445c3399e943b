"""The revalidation list's page and the contractor's status look-up."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import httpx
import pytest

from mock_portal.filing.applications import ApplicationState
from mock_portal.portal import Portal

PAGE = "/tools/medicare-revalidation-list"
STATUS = "/web/enrollment/enrollment-application-status-search"
_BREAK = re.compile(r"</div>|</a>")
_TAG = re.compile(r"<[^>]+>")


def npi_of(portal: Portal, name: str) -> str:
    return next(one.npi for one in portal.world.associates.values() if one.name == name)


def lines(page: str) -> list[str]:
    """The text lines of the result block, as a browser shows them."""
    block = page.partition('<div class="ToolsResultsRows">')[2].partition("</main>")[0]
    texts = (unescape(_TAG.sub("", part)).strip() for part in _BREAK.split(block))
    return [text for text in texts if text]


async def test_the_lines_of_a_result_are_where_programs_look_for_them(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    npi = npi_of(portal, "Harbor Imaging Center LLC")
    page = await public.get(f"{PAGE}?size=10&offset=0&npi={npi}")
    assert page.status_code == 200
    found = lines(page.text)
    assert (found[0], found[3]) == ("Harbor Imaging Center LLC", "01/31/2026")
    assert found[-4:] == [
        "State: ME",
        "Specialty: Independent Diagnostic Testing Facility",
        "Reassigned Providers: 1",
        "Enrollment Type: Non-DME Part B",
    ]
    assert re.search(r'<a class="ToolResults_row_name"[^>]*>Harbor Imaging Center LLC</a>', page.text)
    assert '<div class="gray revalidation_date_size">01/31/2026</div>' in page.text


async def test_the_details_are_on_the_path_under_root_that_scrapers_walk(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    page = await public.get(PAGE, params={"npi": npi_of(portal, "Harbor Imaging Center LLC")})
    start = page.text.index('<div id="root">')
    markup = re.sub(r"<input[^>]*>", "", page.text[start : page.text.index("</main>")]).replace(
        " novalidate", ""
    )
    details = "./div/div/div/div/div/div/div[5]/div[1]/div/div/div[2]/div[2]/div[3]"
    texts = [ElementTree.fromstring(markup).findtext(f"{details}/div[{place}]") for place in (1, 2, 3, 4)]  # noqa: S314 - our own page
    assert [str(text).partition(":")[0] for text in texts] == [
        "State",
        "Specialty",
        "Reassigned Providers",
        "Enrollment Type",
    ]


@pytest.mark.parametrize("npi", ["1234567893", "no", "{npi} ", "' OR 1=1"])
async def test_nothing_found_is_an_empty_block_and_a_blank_spoils_an_npi(
    portal: Portal, public: httpx.AsyncClient, npi: str
) -> None:
    asked = npi.format(npi=npi_of(portal, "Harbor Imaging Center LLC"))
    page = await public.get(PAGE, params={"size": "10", "offset": "0", "npi": asked})
    assert page.status_code == 200
    assert lines(page.text) == []


async def test_an_adjusted_date_stands_beside_the_due_date(public: httpx.AsyncClient) -> None:
    whole = await public.get(PAGE, params={"size": "500"})
    some = await public.get(PAGE, params={"size": "500", "dateFilterType": "withAdjustedDueDates"})
    dated = re.compile(r'<div class="revalidation_date_size">(\d\d/\d\d/\d{4})</div>')
    assert dated.findall(some.text) == dated.findall(whole.text)
    assert some.text.count("ToolResults_row_name") == len(dated.findall(some.text))


async def test_ten_a_page_and_the_link_goes_on(public: httpx.AsyncClient) -> None:
    first = await public.get(PAGE)
    assert first.text.count("ToolResults_row_name") == 10
    (link,) = re.findall(r'<a href="([^"]*offset=10)">', first.text)
    second = await public.get(unescape(link))
    assert second.text.count("ToolResults_row_name") == 10
    assert lines(second.text)[0] != lines(first.text)[0]


@pytest.mark.parametrize(
    "query", [{"size": "x"}, {"offset": "-1"}, {"dateFilterType": "<b>"}, {"npi": "\x00"}, {"npi": "9" * 257}]
)
async def test_the_page_refuses_what_it_cannot_use(public: httpx.AsyncClient, query: dict[str, str]) -> None:
    page = await public.get(PAGE, params=query)
    assert page.status_code == 400
    assert "<b>" not in page.text


async def test_the_contractor_tells_the_state_and_its_history(
    portal: Portal, public: httpx.AsyncClient
) -> None:
    npi = npi_of(portal, "Hale, Benedict")
    pac_id = next(key for key, one in portal.world.associates.items() if one.npi == npi)
    (enrollment,) = portal.world.enrollments_of(pac_id)
    (application,) = (
        one for one in portal.filing.applications.values() if one.enrollment_id == enrollment.id
    )
    page = await public.get(STATUS, params={"webTrackingId": application.web_tracking_id})
    assert "<strong>Application Complete/Approved</strong>" in page.text
    assert "<td>Application Received</td>" in page.text
    assert enrollment.contractor in page.text


@pytest.mark.parametrize("asked", ["T000000000000000", "{id} ", " {id}"])
async def test_an_unknown_id_or_one_with_blanks_is_not_found(
    portal: Portal, public: httpx.AsyncClient, asked: str
) -> None:
    known = next(iter(portal.filing.applications.values())).web_tracking_id or ""
    page = await public.get(STATUS, params={"webTrackingId": asked.format(id=known)})
    assert page.status_code == 200
    assert "<strong>Application not found</strong>" in page.text


@pytest.mark.parametrize("asked", ["", "T1", "<script>alert(1)</script>", "T" + "٣" * 15, "../etc/passwd"])
async def test_what_is_no_tracking_id_is_refused_at_its_field(public: httpx.AsyncClient, asked: str) -> None:
    page = await public.get(STATUS, params={"webTrackingId": asked})
    assert page.status_code == 400
    assert 'id="webTrackingId-error"' in page.text
    assert "<script>alert" not in page.text


async def test_what_the_contractor_has_not_received_it_does_not_find(
    portal: Portal, control: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    known = next(iter(portal.filing.applications.values())).web_tracking_id or ""
    words = {
        "submitted": "Application not found",
        "received": "Application Received",
        "fee_requested": "Application fee requested",
        "approval_recommended": "Approval Recommendation",
    }
    assert {state.value for state in ApplicationState} > words.keys()
    for state, text in words.items():
        assert (await control.patch(f"/applications/{known}", json={"state": state})).status_code == 200
        page = await public.get(STATUS, params={"webTrackingId": known})
        assert f"<strong>{text}</strong>" in page.text
