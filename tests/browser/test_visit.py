"""Whole visits to the mock portal, on each browser."""

import pytest
from pydantic import SecretStr

from agent.browser import PortalFailure, PortalSession, SessionLost
from agent.model.verdict import Cause
from tests.browser.conftest import OpenSession, read_all, sign_in
from tests.browser.mock import MockPortal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def refusal(session: PortalSession, portal: MockPortal, name: str) -> Cause:
    with pytest.raises(PortalFailure) as caught:
        await sign_in(session, portal, name)
    return caught.value.reason.cause


async def test_a_visit_reads_what_a_person_would_read_and_signs_out(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal)
        facts = await read_all(session)
        await session.sign_out()

    assert facts.password.days_left is not None
    assert 0 < facts.password.days_left <= 60
    assert facts.session.limit_minutes == 30
    assert facts.not_read == ()
    assert facts.enrollments is not None
    assert len(facts.enrollments) == 3
    assert {fact.form for fact in facts.enrollments} <= {"855I", "855B", "855R", "855S", "855A", "855O"}
    assert all(fact.id[0] in "IO" and len(fact.npi) == 10 and fact.status for fact in facts.enrollments)
    assert session.problems == ()
    assert session.blocked == ()
    assert [step.name for step in session.steps] == [
        "sign-in",
        "profile",
        "home",
        "connections",
        "staff",
        "signatures",
        "revalidations",
        "fees",
        "access",
        "associates",
        "enrollments",
        "records",
        "applications",
        "papers",
        "sign-out",
    ]
    assert [page.name for page in session.steps[0].pages] == ["ia-login", "ia-mfa", "ia-home"]
    assert session.steps[-1].pages[-1].name == "signed-out"


async def test_every_page_has_its_own_timing(open_session: OpenSession, portal: MockPortal) -> None:
    portal.fault("slow", path="/IAWeb/myProfile.do", seconds=0.7, database=True)
    async with open_session() as session:
        await sign_in(session, portal)
        await session.read_profile()
    (page,) = session.steps[1].pages
    assert page.name == "ia-profile"
    assert page.ttfb is not None
    assert page.db is not None
    assert 0.7 <= page.db < page.ttfb + 0.05 < page.seconds + 0.05 < 5


async def test_the_portal_refuses_an_account_and_no_page_is_read(
    open_session: OpenSession, portal: MockPortal
) -> None:
    refusals = {
        "valley-pediatrics": Cause.PASSWORD_EXPIRED,
        "prairie-dental": Cause.LOCKED,
        "cedar-surgical": Cause.LOCKED,
        "driftwood-geri": Cause.INACTIVE,
        "ironwood-trauma": Cause.MFA_NOT_SET_UP,
    }
    for name, cause in refusals.items():
        async with open_session() as session:
            assert await refusal(session, portal, name) is cause
        assert session.facts.enrollments is None
        named = {"password.days_left", "session.limit_minutes", "enrollments", "connections", "credentials"}
        assert named <= set(session.facts.not_read)


async def test_a_wrong_password_is_a_bad_password_and_asks_for_no_code(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async def never() -> SecretStr:
        raise AssertionError("no code is to be spent on a wrong password")

    async with open_session() as session:
        with pytest.raises(PortalFailure) as caught:
            await session.sign_in(
                SecretStr(portal.cast["granite-hospice"].user_id), SecretStr("No-such-1"), never
            )
    assert caught.value.reason.cause is Cause.BAD_PASSWORD
    assert "No-such-1" not in str(caught.value)


async def test_a_wrong_code_is_a_refused_code(open_session: OpenSession, portal: MockPortal) -> None:
    person = portal.cast["granite-hospice"]

    async def wrong() -> SecretStr:
        right = (await person.code()).get_secret_value()
        return SecretStr(f"{(int(right) + 1) % 1_000_000:06d}")

    async with open_session() as session:
        with pytest.raises(PortalFailure) as caught:
            await session.sign_in(SecretStr(person.user_id), SecretStr(person.password), wrong)
    assert caught.value.reason.cause is Cause.CODE_REFUSED


async def test_a_hindrance_at_sign_in_is_called_by_its_name(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        for fault, cause in (("captcha", Cause.CAPTCHA), ("thrown-back", Cause.THROWN_BACK)):
            portal.clear()
            portal.fault(fault)
            assert await refusal(session, portal, "north-clinic") is cause


async def test_a_session_lost_in_the_middle_goes_on_where_it_was(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal)
        portal.fault("session-killed", path="/pecos/enrollments.do", after=1, times=1)
        with pytest.raises(SessionLost) as lost:
            await session.read_enrollments()
        read_before = session.facts.enrollments
        await sign_in(session, portal)
        facts = await session.read_enrollments()

    assert lost.value.page == "enrollments"
    assert read_before is not None
    assert 0 < len(read_before) < 3
    assert facts.enrollments is not None
    assert facts.enrollments[: len(read_before)] == read_before
    assert len(facts.enrollments) == 3
    assert "enrollments" not in facts.not_read
    (loss,) = session.losses
    assert loss.page == "enrollments"
    assert 0 < loss.idle < loss.age
    pages = [page.name for step in session.steps for page in step.pages]
    assert pages.count("my-associates") == 1


async def test_a_notice_that_lies_over_the_page_does_not_hinder_a_visit(
    open_session: OpenSession, portal: MockPortal
) -> None:
    portal.fault("announcement")
    async with open_session() as session:
        await sign_in(session, portal)
        assert (await session.read_profile()).days_left is not None
        await session.sign_out()
    assert session.problems == ()


async def test_a_page_that_signs_by_itself_is_stopped_and_recorded(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session() as session:
        await sign_in(session, portal)
        portal.fault("self-submitting", path="/pecos/home.do")
        home = await session.read_home()
        portal.clear()
        await session.sign_out()

    assert home.limit_minutes == 30
    assert [(one.method, one.path, one.write) for one in session.blocked] == [
        ("POST", "/pecos/manageSignatures.do", True)
    ]
    assert [row for row in portal.requests("write") if row["path"] == "/pecos/manageSignatures.do"] == []
