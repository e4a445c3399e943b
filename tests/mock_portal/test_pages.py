"""Associates, enrollments, signatures, the public search, and what every page has in common."""

from __future__ import annotations

import re

import pytest

from mock_portal.portal import Portal
from mock_portal.web.routes import ROUTES
from mock_portal.web.routing import Open
from mock_portal.world.entities import Account, EnrollmentStatus
from tests.mock_portal.visitor import Visitor


async def test_my_associates_keeps_persons_and_organizations_apart(visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    text = (await visitor.get("/pecos/myAssociates.do")).text
    people, organizations = text.split("<caption>Organizations</caption>")
    assert "Hale, Benedict" in people.split("<caption>Individuals</caption>")[1]
    assert "North Clinic Physicians LLC" in organizations
    assert re.findall(r"Showing (\d+) associates", text) == ["2", "1"]


async def test_the_enrollments_page_shows_one_associate_and_its_rows(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    pac_id = north.associates[0]
    associate, enrollment = portal.world.associates[pac_id], portal.world.enrollments_of(pac_id)[0]
    await visitor.sign_in(north)
    text = (await visitor.get("/pecos/enrollments.do", assoc=pac_id)).text
    assert f"NPI: {associate.npi}" in text
    cells = re.findall(r"<td>(.*?)</td>", text.split("<caption>Enrollments</caption>")[1])
    assert cells == [
        enrollment.id, "855B", "OH", "Clinic/Group Practice", "CGS Administrators (J15)", "Approved",
        enrollment.medicare_id,
    ]  # fmt: skip
    assert "Showing 1 enrollments" in text


@pytest.mark.parametrize("assoc", ["", "1", "' or 1=1 --"])
async def test_an_associate_without_a_connection_is_denied(
    visitor: Visitor, north: Account, assoc: str
) -> None:
    await visitor.sign_in(north)
    page = await visitor.get("/pecos/enrollments.do", assoc=assoc)
    assert (page.status_code, visitor.heading) == (403, "Access Denied")
    assert "no connection to this provider" in page.text


async def test_another_accounts_associate_is_denied(portal: Portal, visitor: Visitor, north: Account) -> None:
    other = portal.world.accounts["riverbend-dme"].associates[0]
    await visitor.sign_in(north)
    assert (await visitor.get("/pecos/enrollments.do", assoc=other)).status_code == 403


async def test_the_public_search_finds_by_npi_and_by_name(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    associate = portal.world.associates[north.associates[0]]
    by_npi = (await visitor.get("/pecos/selfService.do", npi=associate.npi, lbn="")).text
    by_name = (await visitor.get("/pecos/selfService.do", npi="", lbn="north clinic")).text
    for text in (by_npi, by_name):
        assert "<caption>Results</caption>" in text
        assert re.findall(r"<td>(.*?)</td>", text) == [
            associate.name, associate.npi, "OH", "Clinic/Group Practice", "Approved",
        ]  # fmt: skip


@pytest.mark.parametrize("npi", ["1234567890", " 1234567893", "1234567893 ", "abc", "١٢٣٤٥٦٧٨٩٣"])
async def test_an_npi_that_is_none_is_refused_at_its_field(visitor: Visitor, npi: str) -> None:
    page = await visitor.get("/pecos/selfService.do", npi=npi)
    assert page.status_code == 400
    assert visitor.alerts == ["Enter a valid NPI: 10 digits, without blanks."]
    assert 'aria-describedby="npi-hint npi-error"' in page.text


async def test_a_search_that_finds_nothing_says_so(visitor: Visitor) -> None:
    page = await visitor.get("/pecos/selfService.do", npi="1234567893")
    assert page.status_code == 200
    assert "No enrollment was found for this search." in page.text


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (EnrollmentStatus.STAY, "Approved"),
        (EnrollmentStatus.REVOKED, "Deactivated"),
        (EnrollmentStatus.DENIED, None),
    ],
)
async def test_the_public_sees_three_statuses_only(
    portal: Portal, visitor: Visitor, north: Account, status: EnrollmentStatus, shown: str | None
) -> None:
    enrollment = portal.world.enrollments_of(north.associates[0])[0]
    portal.world.put_enrollment(enrollment.model_copy(update={"status": status}))
    text = (await visitor.get("/pecos/selfService.do", lbn="North Clinic")).text
    assert re.findall(r"<td>(.*?)</td>", text)[4:] == ([shown] if shown else [])


async def test_a_signature_is_recorded_and_listed(portal: Portal, visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    await visitor.get("/pecos/manageSignatures.do")
    await visitor.send("/pecos/manageSignatures.do", sign="all")
    signature = portal.world.signatures[0]
    assert signature.account == "north-clinic"
    assert signature.id in visitor.page.text
    assert "03/02/2026" in visitor.page.text


async def test_the_front_page_leads_to_the_pecos_sign_in(visitor: Visitor) -> None:
    await visitor.get("/")
    assert visitor.path == "/pecos/login.do"


PUBLIC_PAGES = [
    path for (method, path), route in ROUTES.items() if method == "GET" and isinstance(route, Open)
]
PRIVATE_PAGES = [
    "/IAWeb/home.do", "/IAWeb/myProfile.do", "/IAWeb/resetPassword.do", "/pecos/home.do",
    "/pecos/myAssociates.do", "/pecos/manageSignatures.do",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PUBLIC_PAGES, *PRIVATE_PAGES, "/no/such/page"])
async def test_every_page_has_one_heading_one_landmark_labels_and_safe_headers(
    visitor: Visitor, north: Account, path: str
) -> None:
    if path in PRIVATE_PAGES:
        await visitor.sign_in(north)
    page = await visitor.get(path)
    assert visitor.heading
    assert page.text.count("<main ") == 1
    assert '<html lang="en">' in page.text
    assert 'href="#main">Skip to main content' in page.text
    fields = re.findall(r'<input id="([^"]+)"', page.text)
    assert fields == re.findall(r'<label for="([^"]+)"', page.text)
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert re.fullmatch(r"db;dur=\d+\.\d+, app;dur=\d+\.\d+", page.headers["server-timing"])
    assert not re.search(r"<style|style=|<script>|onclick=|https?://", page.text)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("user_id=" + "x" * 300, 400),
        ("user_id=a&user_id=b", 400),
        ("user_id=%00", 400),
        ("user_id=%ff%fe", 400),
        ("&".join(f"f{number}=1" for number in range(50)), 400),
        ("user_id=" + "x" * 70_000, 413),
    ],
)
async def test_a_form_no_browser_would_send_gets_a_page_that_says_so(
    visitor: Visitor, body: str, status: int
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    visitor.page = await visitor.client.post("/pecos/login.do", content=body, headers=headers)
    assert (visitor.page.status_code, visitor.heading) == (status, "Request Not Accepted")


async def test_another_kind_of_body_and_another_method_are_refused(visitor: Visitor) -> None:
    as_json = await visitor.client.post("/pecos/login.do", json={"user_id": "a"})
    deleted = await visitor.client.delete("/pecos/login.do")
    assert (as_json.status_code, deleted.status_code) == (415, 405)


async def test_what_a_visitor_typed_comes_back_as_text_not_as_markup(visitor: Visitor) -> None:
    page = await visitor.get("/pecos/selfService.do", lbn='"><script>alert(1)</script>')
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_head_is_answered_like_get_without_a_page(visitor: Visitor) -> None:
    assert (await visitor.client.head("/pecos/login.do")).status_code == 200


@pytest.mark.parametrize("system", ["IAWeb", "pecos"])
async def test_help_says_what_people_mean_by_a_pecos_number(visitor: Visitor, system: str) -> None:
    page = await visitor.get(f"/{system}/help.do")
    assert "People who ask for a PECOS number mean one of two: the NPI" in page.text
    assert "Medicare ID (PTAN)" in page.text
