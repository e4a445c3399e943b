"""Pages that are not as the contract says: nothing is guessed, and other facts stand."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.browser import PortalFailure, PortalSession
from agent.model.look import Reason
from agent.model.verdict import Cause
from tests.browser.conftest import OpenSession, sign_in
from tests.browser.mock import MockPortal

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAYS = "Days until your password expires"


@pytest_asyncio.fixture(loop_scope="session")
async def session(open_session: OpenSession, portal: MockPortal) -> AsyncIterator[PortalSession]:
    async with open_session() as opened:
        await sign_in(opened, portal)
        yield opened


async def new_problems(session: PortalSession, before: tuple[Reason, ...]) -> list[tuple[Cause, str]]:
    return [(one.cause, one.what) for one in session.problems if one not in before]


async def test_changes_of_the_profile_are_named_by_page_and_element(
    session: PortalSession, portal: MockPortal
) -> None:
    changes: list[tuple[str, dict[str, str], Cause, str]] = [
        ("renamed-label", {"label": DAYS, "to": "Password life"}, Cause.ELEMENT_MISSING, DAYS),
        ("doubled-element", {"element": DAYS}, Cause.ELEMENT_DOUBLED, DAYS),
        ("renamed-label", {"label": "My Profile", "to": "Me"}, Cause.ELEMENT_MISSING, "heading 'My Profile'"),
        ("translated", {}, Cause.OTHER_LANGUAGE, "es"),
    ]
    for name, fields, cause, words in changes:
        portal.clear()
        portal.fault(name, path="/IAWeb/myProfile.do", **fields)
        before = session.problems
        days_left = (await session.read_profile()).days_left
        seen = [(one, what) for one, what in await new_problems(session, before) if one is cause]
        assert any(words in what for _, what in seen), (name, session.problems)
        assert (days_left is not None) is (words == "heading 'My Profile'"), name
    portal.clear()
    assert (await session.read_profile()).days_left is not None
    assert (await session.read_home()).limit_minutes == 30
    assert not any(name.startswith(("password", "session")) for name in session.facts.not_read)


async def test_a_column_that_is_gone_leaves_the_list_unread_and_other_facts_standing(
    session: PortalSession, portal: MockPortal
) -> None:
    await session.read_profile()
    portal.fault("renamed-label", label="Status", to="State of affairs", path="/pecos/enrollments.do")
    facts = await session.read_enrollments()
    assert facts.password.days_left is not None
    assert facts.enrollments is None
    assert "enrollments" in facts.not_read
    assert {one.cause for one in session.problems} == {Cause.ELEMENT_MISSING}
    assert "enrollments: table 'Enrollments' lacks its column 'Status'" in {
        one.what for one in session.problems
    }


async def test_another_providers_page_is_told_and_none_of_it_is_kept(
    session: PortalSession, portal: MockPortal
) -> None:
    portal.fault("other-provider", path="/pecos/enrollments.do", times=1)
    facts = await session.read_enrollments()
    asked = {fact.npi for fact in facts.enrollments or ()}
    (problem,) = session.problems
    assert problem.cause is Cause.OTHER_PROVIDER
    assert "enrollments" in facts.not_read
    assert len(asked) == 2
    assert all(npi not in problem.what for npi in asked)


async def test_an_account_without_associates_has_no_enrollments_and_nothing_is_amiss(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal, "willow-behavioral")
        facts = await session.read_enrollments()
    assert facts.enrollments == ()
    assert "enrollments" not in facts.not_read
    assert session.problems == ()


async def test_a_page_cut_in_the_middle_of_a_visit_is_the_portals_failure_and_facts_stand(
    session: PortalSession, portal: MockPortal
) -> None:
    await session.read_profile()
    causes = set()
    for name in ("truncated", "empty", "block-page", "rate-limit"):
        portal.clear()
        portal.fault(name, path="/pecos/*")
        with pytest.raises(PortalFailure) as caught:
            await session.read_home()
        causes.add(caught.value.reason.cause)
        assert caught.value.reason.where == "pecos-home /pecos/home.do"
    assert causes == {
        Cause.TRUNCATED,
        Cause.EMPTY,
        Cause.BLOCKED,
        Cause.RATE_LIMITED,
    }
    assert session.facts.password.days_left is not None
    assert "session.limit_minutes" in session.facts.not_read


async def test_a_page_that_is_none_any_more_is_a_change_and_the_other_pages_are_read(
    session: PortalSession, portal: MockPortal
) -> None:
    faults: tuple[tuple[str, dict[str, object], Cause], ...] = (
        ("garbled", {}, Cause.WRONG_CONTENT),
        ("wrong-content-type", {}, Cause.WRONG_CONTENT),
        ("status", {"code": 404}, Cause.ELEMENT_MISSING),
    )
    for name, fields, cause in faults:
        portal.clear()
        portal.fault(name, path="/pecos/home.do", **fields)
        before = session.problems
        assert (await session.read_home()).limit_minutes is None
        portal.clear()
        assert cause in {one for one, _ in await new_problems(session, before)} or session.problems == before
    assert (await session.read_profile()).days_left is not None
    assert {one.where for one in session.problems} == {"pecos-home /pecos/home.do"}
