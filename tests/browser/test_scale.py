"""An account with many enrollments: as many pages as it has, and each as fast as with few."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter, process_time

import pytest

from agent.browser import BrowserPool, PageContract, PortalSession
from agent.browser.findings import Findings
from agent.browser.pages.associates import Associate
from agent.browser.pages.enrollment_record import EnrollmentRecord
from agent.browser.pages.enrollments import Enrollment, Enrollments
from agent.browser.records import Listed
from agent.model.facts import AssociateFact, EnrollmentFact, PortalFacts
from agent.settings import Engine
from tests.browser.conftest import HARD_LIMIT, clock, read_all, sign_in
from tests.browser.mock import MockPortal

SMALL, LARGE = 2, 6  # added enrollments; each belongs to a provider of its own
PAGES_EACH = 6  # access, enrollments, record, applications, documents, credentials


@asynccontextmanager
async def session_of(
    scale: int, folder: Path, contract: PageContract, engine: Engine
) -> AsyncIterator[PortalSession]:
    portal = MockPortal(folder, "--scale", str(scale))
    try:
        async with BrowserPool(portal.url, contract, clock) as pool, pool.tab(engine) as tab:
            session = PortalSession(tab, contract, portal.url, HARD_LIMIT, clock)
            await sign_in(session, portal, "continental-billing")
            yield session
    finally:
        portal.close()


async def visit(scale: int, folder: Path, contract: PageContract, engine: Engine) -> tuple[int, float]:
    """Pages without those of applications that are under way, and seconds for each."""
    async with session_of(scale, folder, contract, engine) as session:
        started = perf_counter()
        facts = await read_all(session)
        took = perf_counter() - started
    assert session.problems == ()
    assert facts.not_read == ()
    pages = [page.name for step in session.steps for page in step.pages]
    assert len(pages) <= session.pages_known
    return len(pages) - pages.count("application-status"), took / len(pages)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_visit_takes_as_many_pages_as_the_account_has_and_no_longer_for_each(
    tmp_path: Path, contract: PageContract, engine: Engine
) -> None:
    few, each_of_few = await visit(SMALL, tmp_path, contract, engine)
    many, each_of_many = await visit(LARGE, tmp_path, contract, engine)
    assert many - few == PAGES_EACH * (LARGE - SMALL)
    assert each_of_many < 3 * each_of_few  # a busy machine is not what is tested


def found(count: int) -> Findings:
    """As many enrollments, each of a provider of its own, with its record."""
    findings = Findings()
    associates = []
    for number in range(count):
        npi, link, record = f"{number:010d}", f"/of/{number}", f"/record/{number}"
        associates.append(Associate(AssociateFact(npi=npi, kind="individual"), link))
        fact = EnrollmentFact(id=f"I{number:014d}", npi=npi)
        findings.enrollments[link] = Enrollments(Listed((Enrollment(fact, record),)))
        findings.records[record] = EnrollmentRecord((("owners", ()),), ())
    findings.associates = Listed(tuple(associates))
    return findings


def seconds(findings: Findings) -> float:
    """Of one core, the best of three, so that a busy machine does not decide."""
    best = float("inf")
    for _ in range(3):
        started = process_time()
        facts = findings.facts(PortalFacts())
        best = min(best, process_time() - started)
    assert facts.enrollments is not None
    assert {one.owners for one in facts.enrollments} == {()}
    return best


def test_the_facts_of_four_times_as_many_enrollments_take_no_more_than_their_share() -> None:
    assert seconds(found(4000)) < 10 * seconds(found(1000))
