"""What stands in tables, lists of cards and definition lists, read by what a person sees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from agent.browser import Tab
from agent.browser.elements import Element
from agent.browser.reading import Reader
from agent.browser.records import Listed, Record, listed
from agent.browser.rows import Cell
from agent.model.verdict import Cause

pytestmark = pytest.mark.asyncio(loop_scope="session")

CARDS = """
<h2 id="own">Cards</h2>
<ul aria-labelledby="own">
<li><h3>First  one</h3><dl><div><dt>NPI</dt><dd>1234567893</dd></div><div><dt>State</dt><dd>OH</dd></div></dl>
<ul><li><a href="/help">Help</a></li></ul> <a href="/open?id=1">Open <span>the first</span></a></li>
<li><h3>Second</h3><dl><dt>State</dt><dd>TX</dd><dt> NPI
</dt><dd><b>1245319599</b></dd></dl><a href="/open?id=2">Open the second</a></li>
</ul>
<ul><li><h3>No card</h3></li></ul>
"""
LIST: Mapping[str, Any] = {
    "role": "list",
    "label": "Cards",
    "columns": {
        "name": {"part": "heading"},
        "npi": {"header": "NPI", "pattern": r"\d{10}"},
        "open": {"part": "link", "pattern": r"Open (?P<value>.*)"},
    },
}


async def reader_of(tab: Tab, html: str, **elements: Mapping[str, Any]) -> Reader:
    await tab.page.set_content(f"<!doctype html><html lang='en'><body><main>{html}</main></body></html>")
    return Reader(tab.page, "page", "page /", {name: Element(**one) for name, one in elements.items()})


def problems(reader: Reader) -> list[tuple[Cause, str]]:
    return [(one.cause, one.what) for one in reader.problems]


async def test_each_card_of_a_list_gives_its_heading_its_terms_and_its_link(tab: Tab) -> None:
    reader = await reader_of(tab, f'<base href="http://portal.test/">{CARDS}', cards=LIST)
    assert await reader.rows("cards") == (
        {
            "name": Cell("First one"),
            "npi": Cell("1234567893"),
            "open": Cell("the first", "http://portal.test/open?id=1"),
        },
        {
            "name": Cell("Second"),
            "npi": Cell("1245319599"),
            "open": Cell("the second", "http://portal.test/open?id=2"),
        },
    )
    assert reader.problems == []


@pytest.mark.parametrize(
    ("old", "new", "cause", "words", "column"),
    [
        ("<dt>NPI</dt>", "<dt>Number</dt>", Cause.ELEMENT_MISSING, "an item without its 'NPI'", "npi"),
        ("<dt>State</dt>", "<dt>NPI</dt>", Cause.ELEMENT_DOUBLED, "its 'NPI' 2 times", "npi"),
        ("1234567893", "12345", Cause.ELEMENT_UNREADABLE, "whose 'NPI' cannot be read", "npi"),
        ("<h3>Second</h3>", "", Cause.ELEMENT_MISSING, "an item without its heading", "name"),
        (">Open the second", ">Look", Cause.ELEMENT_MISSING, "an item without its link", "open"),
        ("</dl><a", "</dl><a href='/x'>Open up</a> <a", Cause.ELEMENT_DOUBLED, "its link 2 times", "open"),
    ],
)  # fmt: skip
async def test_what_is_amiss_in_one_card_is_named_and_the_rest_is_read(
    tab: Tab, old: str, new: str, cause: Cause, words: str, column: str
) -> None:
    reader = await reader_of(tab, CARDS.replace(old, new, 1), cards=LIST)
    rows = await reader.rows("cards")
    assert rows is not None
    unread = [(number, name) for number, row in enumerate(rows) for name in row if row[name] is None]
    assert [name for _, name in unread] == [column]
    ((found, what),) = problems(reader)
    assert found is cause
    assert what.startswith("page: list 'Cards' ")
    assert words in what


async def test_a_list_that_is_not_there_has_no_rows_and_an_empty_one_has_none_either(tab: Tab) -> None:
    reader = await reader_of(tab, '<ul aria-label="Cards"></ul>', cards=LIST)
    assert await reader.rows("cards") == ()
    reader = await reader_of(tab, "<ul><li>Cards</li></ul>", cards=LIST)
    assert await reader.rows("cards") is None
    assert problems(reader) == [(Cause.ELEMENT_MISSING, "page: list 'Cards' is missing")]


DAYS = {"role": "term", "label": "Days (left)", "pattern": r"(?P<value>\d+) days?"}


async def test_the_value_of_a_term_is_the_definition_after_it(tab: Tab) -> None:
    first, second = "<dt>Days (left) of grace</dt><dd>1 day</dd>", "<dt> Days (left) </dt><dd>12 days</dd>"
    reader = await reader_of(tab, f"<dl><div>{first}</div><div>{second}</div></dl>", days=DAYS)
    assert await reader.number("days") == 12
    assert reader.problems == []


@pytest.mark.parametrize(
    ("html", "cause"),
    [
        ("<dl><dt>Days</dt><dd>12 days</dd></dl>", Cause.ELEMENT_MISSING),
        ("<dl><dt hidden>Days (left)</dt><dd>12 days</dd></dl>", Cause.ELEMENT_MISSING),
        ("<dl><dt>Days (left)</dt><dt>Weeks</dt><dd>12 days</dd></dl>", Cause.ELEMENT_UNREADABLE),
        ("<dl><dt>Days (left)</dt><dd>soon</dd></dl>", Cause.ELEMENT_UNREADABLE),
        ("<dl>" + 2 * "<dt>Days (left)</dt><dd>12 days</dd>" + "</dl>", Cause.ELEMENT_DOUBLED),
    ],
)
async def test_a_term_that_is_not_there_once_with_its_value_is_not_guessed(
    tab: Tab, html: str, cause: Cause
) -> None:
    reader = await reader_of(tab, html, days=DAYS)
    assert await reader.number("days") is None
    assert [found for found, _ in problems(reader)] == [cause]


PAPERS: Mapping[str, Any] = {
    "role": "table",
    "label": "Papers",
    "absent": r"No paper is on file\.",
    "columns": {
        "number": {"header": "Number"},
        "expires": {"header": "Expires", "pattern": r"\d\S*", "blank": "Never"},
        "open": {"part": "link", "pattern": "Open.*"},
    },
}


def papers(*rows: tuple[str, str]) -> str:
    """A table of papers: number and expiry of each."""
    body = "".join(
        f"<tr><td>{number}</td><td>{expires}</td>"
        f"<td><a href='#'>Help</a> <a href='#{number}'>Open</a></td></tr>"
        for number, expires in rows
    )
    head = "<tr><th>Number</th><th>Expires</th><th>Action</th></tr>"
    return f"<table><caption>Papers</caption>{head}{body}</table>"


async def paper(record: Record) -> tuple[str, date | None]:
    return record.needed("number"), await record.day("expires")


async def papers_read(tab: Tab, html: str) -> tuple[Listed[tuple[str, date | None]], list[str]]:
    reader = await reader_of(tab, html, papers=PAPERS)
    found = await listed(reader, "papers", paper, key=lambda one: one[0])
    return found, [what for _, what in problems(reader)]


async def test_rows_become_facts_and_a_blank_is_null_without_being_unread(tab: Tab) -> None:
    found, said = await papers_read(tab, papers(("A1", "03/04/2026"), ("A2", "Never"), ("A1", "03/04/2026")))
    assert found == Listed((("A1", date(2026, 3, 4)), ("A2", None)), rows=3)
    assert said == []


@pytest.mark.parametrize(
    ("html", "facts", "words", "whole", "unread"),
    [
        ("<p>No paper is on file.</p>", (), None, True, ()),
        ("<p>Nothing.</p>", (), "is missing", False, ()),
        (papers(), (), "has no rows", False, ()),
        (papers(("A1", "02/30/2026"), ("A2", "03/04/2026")), (("A1", None), ("A2", date(2026, 3, 4))),
         "a date that cannot be read", True, ("expires",)),
        (papers(("A1", "03/04/2026"), ("A2", "13/04/2026")), (("A1", None), ("A2", None)),
         "a date that cannot be read", True, ("expires",)),
        (papers(("A1", "soon"), ("A2", "Never")), (("A1", None), ("A2", None)),
         "whose 'Expires' cannot be read", True, ("expires",)),
        (papers(("", "Never"), ("A2", "Never")), (("A2", None),),
         "whose 'Number' cannot be read", False, ("number",)),
        (papers(("A1", "03/04/2026"), ("A2", "Never"), ("A1", "03/05/2026")), (("A2", None),),
         "contradict each other", False, ()),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_told_and_never_guessed(
    tab: Tab,
    html: str,
    facts: tuple[tuple[str, date | None], ...],
    words: str | None,
    whole: bool,
    unread: tuple[str, ...],
) -> None:
    found, said = await papers_read(tab, html)
    assert (found.facts, found.whole, found.unread) == (facts, whole, unread)
    assert [words in what for what in said] == [True] if words else said == []


async def test_a_table_whose_name_varies_is_found_by_its_pattern(tab: Tab) -> None:
    teams = {**PAPERS, "label": "", "named": "Papers of .+", "times": 0}
    html = papers(("A1", "Never")).replace("Papers<", "Papers of North<") + papers(("B1", "Never")).replace(
        "Papers<", "Papers of South<"
    )
    reader = await reader_of(tab, html, papers=teams)
    tables = await reader.tables("papers")
    assert tables is not None
    assert [(name, len(rows or ())) for name, rows in tables] == [
        ("Papers of North", 1),
        ("Papers of South", 1),
    ]
    assert reader.problems == []
