"""Pages behind the first ones that are not as the contract says: named, and the other facts stand."""

import pytest

from agent.browser import SessionLost
from agent.model.verdict import Cause
from tests.browser.conftest import OpenSession, read_all, sign_in
from tests.browser.mock import MockPortal

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANGES: tuple[tuple[str, str, dict[str, object], Cause, str, str], ...] = (
    ("removed-column", "/IAWeb/myConnections.do", {"column": "Requested"}, Cause.ELEMENT_MISSING,
     "my-connections: table 'Connections of your organizations' lacks its column 'Requested'", "connections"),
    ("doubled-element", "/IAWeb/myStaff.do", {"element": "Name"}, Cause.ELEMENT_DOUBLED,
     "my-staff: table 'teams' has its column 'Name' 2 times", "staff"),
    ("empty-table", "/pecos/revalidations.do", {}, Cause.ELEMENT_UNREADABLE,
     "revalidations: table 'Revalidations of your providers' has no rows", "revalidations"),
    ("changed-date-format", "/pecos/credentials.do", {"to": "YYYY-MM-DD"}, Cause.ELEMENT_UNREADABLE,
     "'Credentials and certificates' has a date that cannot be read", "credentials.expires"),
    ("doubled-element", "/pecos/documents.do", {"element": "Documents"}, Cause.ELEMENT_DOUBLED,
     "documents: ", "documents"),
    ("empty-table", "/pecos/enrollmentRecord.do", {"table": "Practice locations"}, Cause.ELEMENT_UNREADABLE,
     "enrollment-record: table 'Practice locations' has no rows", "enrollments.locations"),
    ("removed-column", "/pecos/applications.do", {"column": "Since"}, Cause.ELEMENT_MISSING,
     "applications: table 'Applications, the latest first' lacks its column 'Since'", "applications"),
)  # fmt: skip


async def test_each_change_is_named_by_page_and_element_and_costs_its_own_facts_alone(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal, "pinecrest-rehab")
        for name, path, fields, *_ in CHANGES:
            portal.fault(name, path=path, **fields)
        facts = await read_all(session)

    seen = [(one.cause, one.what) for one in session.problems]
    for _, _, _, cause, words, name in CHANGES:
        assert any(found is cause and words in what for found, what in seen), (words, seen)
        assert name in facts.not_read, name
    assert set(facts.not_read) == {name for *_, name in CHANGES}
    assert facts.connections is None
    assert facts.enrollments is not None
    assert all(one.effective and one.ptans is not None for one in facts.enrollments)
    assert facts.access
    assert facts.password.days_left is not None


async def test_a_status_page_that_lost_a_row_leaves_the_rest_of_the_application(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal, "harbor-imaging")
        portal.fault("removed-element", path="/pecos/applicationStatus.do", element="Case number")
        portal.fault("removed-column", path="/pecos/applicationStatus.do", column="Date and time")
        facts = await read_all(session)
    assert set(facts.not_read) == {"applications.case_number", "applications.history"}
    opened = [one for one in facts.applications or () if one.revision is not None]
    assert opened
    assert all(one.history is None and one.signatures is not None for one in opened)


async def test_tables_in_pages_give_the_same_facts_as_whole_ones(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal, "redfern-therapy")
        whole = await read_all(session)
    portal.fault("paging-added", size=1)
    async with open_session() as session:
        await sign_in(session, portal, "redfern-therapy")
        paged = await read_all(session)
        known = session.pages_known
    assert session.problems == ()
    assert paged.not_read == ()
    assert (paged.enrollments, paged.associates, paged.credentials) == (
        whole.enrollments,
        whole.associates,
        whole.credentials,
    )
    assert paged.applications == whole.applications
    assert sum(len(step.pages) for step in session.steps) <= known


async def test_a_count_on_home_that_the_page_behind_it_does_not_keep_is_told(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal, "penrose-imaging")
        await session.read_home()
        portal.fault("renamed-label", path="/pecos/revalidations.do", label="Response awaited", to="Complete")
        await session.read_revalidations()
    assert {one.cause for one in session.problems} == {Cause.ELEMENT_UNREADABLE}
    assert "revalidations: the page lists 0 where another page of the portal says 4" in {
        one.what for one in session.problems
    }
    assert "revalidations" in session.facts.not_read


async def test_a_session_lost_among_the_records_does_not_read_the_first_of_them_again(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal)
        await session.read_enrollments()
        portal.fault("session-killed", path="/pecos/enrollmentRecord.do", after=2, times=1)
        with pytest.raises(SessionLost):
            await session.read_records()
        assert "enrollments.ptans" in session.facts.not_read
        await sign_in(session, portal)
        await session.read_records()
    enrollments = session.facts.enrollments or ()
    assert [bool(one.ptans) for one in enrollments] == [True, True, True]
    records = [page for step in session.steps for page in step.pages if page.name == "enrollment-record"]
    assert len(records) == len(enrollments) + 1  # the one that was lost was asked for again


async def test_the_portals_own_errors_are_told_apart_from_those_of_what_was_typed(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal)
        portal.fault("system-error", path="/pecos/home.do")
        portal.fault("system-error", path="/pecos/revalidations.do", kind="entry")
        await session.read_home()
        await session.read_revalidations()
    assert [(one.page, one.code, one.system) for one in session.facts.portal.messages] == [
        ("pecos-home", "SYS-101", True),
        ("revalidations", "VAL-004", False),
    ]
    assert session.problems == ()
