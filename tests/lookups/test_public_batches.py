"""A practice of hundreds is asked about in batches, and once: answers are kept by the caller's clock."""

import asyncio
from datetime import UTC, datetime, timedelta

from agent.lookups.public_data import PublicLookups
from agent.model.public import Source

from .canned import Canned, Query, served
from .replies import NPI, OTHER_NPI, PATHS, registry, row, well

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MANY = [str(1_000_000_000 + number) for number in range(250)]


async def test_data_sets_are_asked_for_100_npis_a_request_and_the_registry_for_one() -> None:
    async with served(well) as service:
        facts = await PublicLookups(service.settings()).facts(MANY, NOW)
    asked = [path for path, _ in service.asked]
    assert asked.count("/api/") == len(MANY)
    assert [asked.count(PATHS[source]) for source in Source if source is not Source.REGISTRY] == [3, 3, 3]
    assert [one.npi for one in facts.registry or ()] == MANY
    assert [one.npi for one in facts.enrollments or ()] == MANY
    assert facts.problems == {}


async def test_the_pages_of_a_batch_are_followed_to_the_last() -> None:
    rows = [row(Source.ENROLLMENT, ENRLMT_ID=f"I{number:014}") for number in range(2001)]

    def answer(path: str, query: Query) -> Canned:
        if path != PATHS[Source.ENROLLMENT]:
            return well(path, query)
        start = int(query["offset"])
        return Canned(rows[start : start + int(query["size"])])

    async with served(answer) as service:
        facts = await PublicLookups(service.settings(registry=None)).facts([NPI], NOW)
    assert [one.enrollment_id for one in facts.enrollments or ()] == [one["ENRLMT_ID"] for one in rows]


async def test_an_answer_is_kept_for_its_time_and_says_how_old_it_is() -> None:
    async with served(well) as service:
        lookups = PublicLookups(service.settings(cache="12h"))
        await lookups.facts([NPI], NOW)
        first = len(service.asked)
        later = NOW + timedelta(hours=11, minutes=59)
        kept = await lookups.facts([NPI], later)
        assert (len(service.asked), kept.read) == (first, NOW)
        fresh = await lookups.facts([NPI], NOW + timedelta(hours=12))
        assert (len(service.asked), fresh.read) == (2 * first, NOW + timedelta(hours=12))


async def test_only_what_is_not_kept_is_asked_for() -> None:
    async with served(well) as service:
        lookups = PublicLookups(service.settings(data=None))
        await lookups.facts([NPI], NOW)
        both = await lookups.facts([NPI, OTHER_NPI], NOW + timedelta(hours=1))
    assert [query["number"] for _, query in service.asked] == [NPI, OTHER_NPI]
    assert (len(both.registry or ()), both.read) == (2, NOW)


async def test_that_there_is_nothing_is_believed_for_a_shorter_time() -> None:
    async with served(lambda path, query: Canned(registry())) as service:
        lookups = PublicLookups(service.settings(data=None, cache="12h", absent="1h"))
        for minutes, asked in ((0, 1), (59, 1), (60, 2)):
            assert (await lookups.facts([NPI], NOW + timedelta(minutes=minutes))).registry == ()
            assert len(service.asked) == asked


async def test_a_clock_that_was_put_back_forgets_what_is_still_to_come() -> None:
    async with served(well) as service:
        lookups = PublicLookups(service.settings(data=None))
        await lookups.facts([NPI], NOW)
        back = NOW - timedelta(days=30)
        assert (await lookups.facts([NPI], back)).read == back
    assert len(service.asked) == 2


async def test_visits_at_once_ask_once() -> None:
    async with served(well) as service:
        lookups = PublicLookups(service.settings(data=None))
        found = await asyncio.gather(*(lookups.facts([NPI], NOW) for _ in range(8)))
    assert len(service.asked) == 1
    assert all(one == found[0] for one in found)


async def test_what_some_requests_got_stands_beside_the_problem_of_another() -> None:
    def answer(path: str, query: Query) -> Canned:
        return Canned(status=500) if query["number"] == OTHER_NPI else well(path, query)

    async with served(answer) as service:
        lookups = PublicLookups(service.settings(data=None))
        facts = await lookups.facts([NPI, OTHER_NPI, *MANY], NOW)
    assert NPI in [one.npi for one in facts.registry or ()]
    assert "status 500" in facts.problems[Source.REGISTRY]
    assert len(service.asked) < 10  # a source that fails is not asked for the rest
