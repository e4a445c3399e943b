"""Faults that only a browser feels as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.portal_browser.conftest import RunningPortal

ENROLLMENTS = "/pecos/enrollments.do"


def open_enrollments(page: Page, portal: RunningPortal) -> str:
    """Signed in and at the enrollments; returns the first one's ID."""
    portal.sign_in(page, "north-clinic")
    page.get_by_role("link", name="My Associates").click()
    table = page.get_by_role("table", name="Organizations")
    table.get_by_role("link", name="View Enrollments").click()
    row = page.get_by_role("table", name="Enrollments").get_by_role("row").nth(1)
    return row.get_by_role("cell").first.inner_text()


def times_asked(portal: RunningPortal, path: str) -> int:
    return sum(row["path"] == path for row in portal.control.get("/requests").json())


@pytest.mark.parametrize("stale", [True, False])
def test_back_shows_the_old_page_only_where_it_may_be_kept(
    page: Page, portal: RunningPortal, stale: bool
) -> None:
    if stale:
        portal.fault("stale-on-back", path=ENROLLMENTS)
    enrollment = open_enrollments(page, portal)
    # A page that listens so is kept as a file, not alive in memory: Playwright cannot follow Firefox there.
    page.evaluate("addEventListener('unload', () => undefined)")
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PECOS Home")
    change = {"status": "Deactivated"}
    portal.control.patch(f"/enrollments/{enrollment}", json=change).raise_for_status()
    page.go_back()
    table = page.get_by_role("table", name="Enrollments")
    expect(table).to_contain_text("Approved" if stale else "Deactivated")
    assert times_asked(portal, ENROLLMENTS) == (1 if stale else 2)
    page.goto(page.url)  # not Back: the portal is asked again, whatever was kept
    expect(table).to_contain_text("Deactivated")


def test_a_consent_banner_takes_the_clicks_until_accepted_and_needs_no_script(
    browser: Browser, portal: RunningPortal
) -> None:
    portal.fault("consent-banner")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{portal.url}/pecos/login.do")
        with pytest.raises(Error, match="intercepts pointer events"):
            page.get_by_role("link", name="Forgot User ID?").click(timeout=1500)
        page.get_by_role("dialog", name="Your consent").get_by_role("button", name="Accept").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        portal.sign_in(page, "north-clinic")
        expect(page.get_by_role("heading", level=1)).to_have_text("PECOS Home")


def test_the_pages_of_a_table_are_walked_by_their_links(page: Page, portal: RunningPortal) -> None:
    address = f"{portal.url}/pecos/selfService.do?lbn=clinic"
    names = page.get_by_role("table", name="Results").get_by_role("row")
    page.goto(address)
    whole = [row.inner_text() for row in names.all()[1:]]
    portal.fault("paging-added", size=1)
    page.goto(address)
    seen = [names.nth(1).inner_text()]
    bar = page.get_by_role("navigation", name="Pages of Results")
    for number in range(2, len(whole) + 1):
        bar.get_by_role("link", name="Next").click()
        expect(bar).to_contain_text(f"Page {number} of {len(whole)}. Rows {number} to {number} of")
        seen.append(names.nth(1).inner_text())
    assert seen == whole
    expect(bar.get_by_role("link", name="Next")).to_have_count(0)


def test_a_column_that_is_gone_leaves_every_cell_below_its_own_header(
    page: Page, portal: RunningPortal
) -> None:
    portal.fault("removed-column", column="Form")
    open_enrollments(page, portal)
    table = page.get_by_role("table", name="Enrollments")
    headers = [cell.inner_text() for cell in table.get_by_role("columnheader").all()]
    cells = [cell.inner_text() for cell in table.get_by_role("row").nth(1).get_by_role("cell").all()]
    assert "Form" not in headers
    assert cells[headers.index("State")] == "OH"
    assert cells[headers.index("Status")] == "Approved"


def test_a_server_that_is_bad_for_one_browser_is_good_for_another(
    browser: Browser, portal: RunningPortal
) -> None:
    portal.fault("half-of-two-servers", fault={"name": "status", "code": 503})
    seen = set()
    for _ in range(8):
        with browser.new_context() as context:
            page = context.new_page()
            answers = [page.goto(f"{portal.url}/pecos/login.do") for _ in range(2)]
            seen.add(tuple(answer.status for answer in answers if answer))
    assert seen == {(200, 200), (503, 503)}


@pytest.fixture
def portal_over_tls(tmp_path: Path) -> Iterator[RunningPortal]:
    arguments = ("--port", "0", "--control-port", "0", "--https", "--ca-out", str(tmp_path / "ca.pem"))
    command = (sys.executable, "-m", "mock_portal", *arguments)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {Path(ready['token_file']).read_text()}"}
        try:
            with httpx.Client(base_url=ready["control"], headers=headers) as control:
                yield RunningPortal(ready["portal"], control, {})
        finally:
            process.terminate()


def test_a_browser_refuses_a_portal_that_speaks_only_old_tls(
    browser: Browser, portal_over_tls: RunningPortal
) -> None:
    address = f"{portal_over_tls.url}/pecos/login.do"
    with browser.new_context(ignore_https_errors=True) as context:
        context.new_page().goto(address)
        portal_over_tls.fault("tls-only-old")
        with pytest.raises(Error, match=r"ERR_SSL|SSL_ERROR|unsupported|version"):
            context.new_page().goto(address)
