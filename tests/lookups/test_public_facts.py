"""What the public sources say becomes facts; what they do not say, or say otherwise, becomes a sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.lookups.public_data import PublicLookups
from agent.model.public import RegistryAddress, Source
from agent.settings import PublicSettings

from .canned import Canned, Query, served
from .replies import NPI, OTHER_NPI, PATHS, but, registry, result, row, well

DUE = "Adjusted Due Date"
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PROBLEMS = {
    "nothing": (Canned(""), "The answer is empty"),
    "a page": (Canned("<html>sorry</html>"), "a web page where JSON was due"),
    "garbage": (Canned("{]"), "something else where JSON was due"),
    "too deep": (Canned("[" * 100_000), "something else where JSON was due"),
    "500": (Canned("no", status=500), "status 500"),
    "404": (Canned("{}", status=404), "status 404"),
    "redirect": (Canned("", status=302, headers=(("Location", "http://x.test/"),)), "another address"),
    "429": (Canned("", status=429, headers=(("Retry-After", "120"),)), "asks to wait 120 seconds"),
    "cut short": (Canned("[]", cut=True), "broke off"),
    "a number": (Canned(7), "another shape"),
    "errors": (Canned({"errors": [{"message": "no"}]}), "another shape"),
    "a list of lists": (Canned([["a"]]), "another shape"),
}


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("kind", PROBLEMS)
async def test_each_way_to_fail_is_told_of_its_source_and_the_others_stand(source: Source, kind: str) -> None:
    instead, words = PROBLEMS[kind]
    async with served(but(PATHS[source], instead)) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert set(facts.problems) == {source}
    assert words in facts.problems[source]
    assert PATHS[source] in facts.problems[source]
    lists = {
        Source.REGISTRY: facts.registry, Source.ORDER_AND_REFER: facts.order_and_refer,
        Source.REVALIDATION: facts.revalidations, Source.ENROLLMENT: facts.enrollments,
    }  # fmt: skip
    assert lists.pop(source) is None
    assert all(rows is not None and len(rows) == 1 for rows in lists.values())


async def test_what_is_read_is_typed() -> None:
    async with served(well) as service:
        facts = await PublicLookups(service.settings()).facts([NPI, NPI, f" {NPI} "], NOW)
    assert (facts.asked, facts.read, facts.problems) == ((NPI,), NOW, {})
    (record,) = facts.registry or ()
    assert (record.npi, record.active, record.kind, record.name) == (
        NPI,
        True,
        "individual",
        "HALE, BENEDICT",
    )
    assert record.specialties == ("Internal Medicine", "Dermatology")
    assert record.updated == date(2024, 5, 20)
    assert record.location == RegistryAddress(
        address="12 MAIN ST, STE 4", city="DAYTON", state="OH", postal_code="454021234"
    )
    (order,) = facts.order_and_refer or ()
    assert (order.part_b, order.dme, order.home_health, order.hospice) == (True, False, True, False)
    (due,) = facts.revalidations or ()
    assert (due.due, due.adjusted) == (date(2026, 7, 31), None)
    assert [one.enrollment_id for one in facts.enrollments or ()] == ["I20031105000123"]
    assert facts.released == dict.fromkeys(set(Source) - {Source.REGISTRY}, date(2026, 2, 27))


@pytest.mark.parametrize(
    "drifted",
    [
        result(number=int(NPI)),
        result(last_updated_epoch=1716222184, basic={"status": "A", "gender": "M", "last_updated": None}),
        result(last_updated_epoch="1716222184000", basic={"status": "A", "sex": "M"}),
        result(basic={"status": "A", "last_updated": "soon"}, unheard_of=[1]),
    ],
)
async def test_both_shapes_on_record_are_read(drifted: dict[str, object]) -> None:
    async with served(but("/api/", Canned(registry(drifted)))) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert facts.problems == {}
    assert [(one.npi, one.updated) for one in facts.registry or ()] == [(NPI, date(2024, 5, 20))]


@pytest.mark.parametrize(("status", "active"), [("A", True), ("D", False), ("", None), (None, None)])
async def test_only_a_says_active_and_only_d_says_not(status: str | None, active: bool | None) -> None:
    async with served(but("/api/", Canned(registry(result(basic={"status": status}))))) as service:
        facts = await PublicLookups(service.settings(data=None)).facts([NPI], NOW)
    assert [one.active for one in facts.registry or ()] == [active]


async def test_an_organization_has_its_legal_name() -> None:
    company = result(enumeration_type="NPI-2", basic={"organization_name": "NORTH LLC", "status": "A"})
    async with served(but("/api/", Canned(registry(company)))) as service:
        facts = await PublicLookups(service.settings(data=None)).facts([NPI], NOW)
    assert [(one.kind, one.name) for one in facts.registry or ()] == [("organization", "NORTH LLC")]
    assert facts.order_and_refer is None
    assert facts.problems == {}


async def test_errors_with_status_200_are_a_problem_and_not_an_absence() -> None:
    refused = {
        "Errors": [{"description": "No valid search criteria provided", "field": "generic", "number": "04"}]
    }
    async with served(but("/api/", Canned(refused))) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert "refuses the question with error 04" in facts.problems[Source.REGISTRY]


async def test_an_npi_that_nobody_has_is_no_problem() -> None:
    def empty(path: str, query: Query) -> Canned:
        return Canned(registry() if path == "/api/" else []) if path != "/data.json" else well(path, query)

    async with served(empty) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert (facts.registry, facts.order_and_refer, facts.revalidations, facts.enrollments) == ((), (), (), ())
    assert facts.problems == {}


@pytest.mark.parametrize(
    ("source", "changed", "words"),
    [
        (Source.REGISTRY, registry(result(OTHER_NPI)), "about another NPI"),
        (Source.REGISTRY, {"result_count": 1, "results": [{"basic": {}}]}, "results.0.number: missing"),
        (Source.ORDER_AND_REFER, [{"NPI": NPI, "PARTB": "Y"}], "the column DME is missing"),
        (Source.ORDER_AND_REFER, [row(Source.ORDER_AND_REFER, PARTB="perhaps")], "row 1 cannot be read"),
        (Source.ORDER_AND_REFER, [row(Source.ORDER_AND_REFER, OTHER_NPI)], "NPIs that were not asked for"),
        (
            Source.REVALIDATION,
            [row(Source.REVALIDATION, **{DUE: "31.07."})],
            "cannot be read",
        ),
        (
            Source.REVALIDATION,
            [row(Source.REVALIDATION, **{DUE: "0001-01-01"})],
            "cannot be read",
        ),
        (Source.ENROLLMENT, [row(Source.ENROLLMENT)] * 1000, "one page comes twice"),
    ],
)
async def test_another_shape_is_told_without_what_stands_there(
    source: Source, changed: object, words: str
) -> None:
    async with served(but(PATHS[source], Canned(changed))) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert words in facts.problems[source]
    assert not {"HALE", "perhaps", OTHER_NPI} & set(facts.problems[source].split())


async def test_tbd_and_american_dates_and_a_list_without_hospice_are_read() -> None:
    dates = {"Revalidation Due Date": "TBD", "Adjusted Due Date": "08/31/2026"}
    old = row(Source.ORDER_AND_REFER, NPI=int(NPI))
    del old["HOSPICE"]

    def answer(path: str, query: Query) -> Canned:
        if path == PATHS[Source.REVALIDATION]:
            return Canned([row(Source.REVALIDATION, **dates)])
        return Canned([old]) if path == PATHS[Source.ORDER_AND_REFER] else well(path, query)

    async with served(answer) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert [(one.due, one.adjusted) for one in facts.revalidations or ()] == [(None, date(2026, 8, 31))]
    assert [one.hospice for one in facts.order_and_refer or ()] == [None]


async def test_a_source_that_hangs_costs_no_more_than_its_time() -> None:
    async with served(but("/api/", Canned("{}", hang=True))) as service:
        facts = await PublicLookups(service.settings(timeout="300ms")).facts([NPI], NOW)
    assert "No whole answer came within 0.3 seconds" in facts.problems[Source.REGISTRY]
    assert facts.enrollments


async def test_nothing_listening_and_no_tls_are_told() -> None:
    async with served(well) as service:
        address = service.address
        secure = service.settings(registry=address.replace("http:", "https:"))
        facts = await PublicLookups(secure).facts([NPI], NOW)
        assert "certificate cannot be trusted" in facts.problems[Source.REGISTRY]
    down = await PublicLookups(PublicSettings(registry=address)).facts([NPI], NOW)
    assert "Nothing answers" in down.problems[Source.REGISTRY]


async def test_a_source_that_asks_to_be_left_alone_is_left_alone_so_long() -> None:
    busy = Canned("", status=429, headers=(("Retry-After", "120"),))
    async with served(but("/api/", busy)) as service:
        lookups = PublicLookups(service.settings(data=None))
        for seconds, asked in ((0, 1), (119, 1), (120, 2)):
            facts = await lookups.facts([NPI], NOW + timedelta(seconds=seconds))
            assert facts.problems
            assert len(service.asked) == asked


async def test_a_catalogue_that_cannot_be_read_leaves_the_age_unsaid() -> None:
    async with served(but("/data.json", Canned("<html>"))) as service:
        facts = await PublicLookups(service.settings()).facts([NPI], NOW)
    assert (facts.released, facts.problems) == ({}, {})
