"""A table that comes in pages: read to its end, or told that it was not."""

from collections.abc import Mapping

import pytest

from agent.browser.elements import Column, Element, Role
from agent.browser.following import Further, pages_of
from agent.browser.paging import Paging
from agent.browser.seen import Seen, Shown
from agent.model.verdict import Cause

ELEMENT = Element(role=Role.TABLE, label="Papers", columns={"kind": Column(header="Kind")})
BASE = "http://portal/list"


def page(kinds: str, said: str, onward: str | None, name: str = "Papers") -> Seen:
    """A page with one row for each letter."""
    rows = [[{"text": text, "links": []}] for text in ("Kind", *kinds)]
    links = [{"text": "Previous", "link": BASE}]
    if onward:
        links.append({"text": "Next", "link": onward})
    return Seen(
        (Shown("table", name, rows=rows), Shown("navigation", "Pages of Papers", text=said, links=links)),
        {},
        "",
    )


FIRST = page("ab", "Page 1 of 3. Rows 1 to 2 of 5.", f"{BASE}?2")
PAGES = {
    f"{BASE}?2": page("cd", "Page 2 of 3. Rows 3 to 4 of 5.", f"{BASE}?3"),
    f"{BASE}?3": page("e", "Page 3 of 3. Rows 5 to 5 of 5.", None),
}


async def followed(
    pages: Mapping[str, Seen | None], first: Seen = FIRST
) -> tuple[Further, list[tuple[Cause, str]]]:
    complaints: list[tuple[Cause, str]] = []

    async def turn(link: str) -> Seen | None:
        return pages[link]

    further = await pages_of(
        first, first.elements[0], ELEMENT, Paging(), turn, lambda cause, how: complaints.append((cause, how))
    )
    return further, complaints


def kinds(further: Further) -> str:
    return "".join(cell.text for rows in further.pages for row in rows if (cell := row["kind"]))


async def test_every_page_is_read_once_to_the_end() -> None:
    further, complaints = await followed(PAGES)
    assert (kinds(further), further.broken, complaints) == ("cde", False, [])


async def test_a_table_without_a_way_onward_is_whole() -> None:
    alone = Seen((FIRST.elements[0],), {}, "")
    assert await followed({}, alone) == (Further(), [])


@pytest.mark.parametrize(
    ("changed", "words", "kept"),
    [
        ({f"{BASE}?3": None}, "a further page that is not that page", "cd"),
        ({f"{BASE}?3": page("e", "Rows 5 to 5 of 5.", None, "Others")}, "not on a further page", "cd"),
        ({f"{BASE}?2": page("cd", "Rows 3 to 4 of 5.", f"{BASE}?2")}, "lead in a circle", "cd"),
        ({f"{BASE}?3": page("e", "Rows 5 to 5 of 6.", None)}, "rows 5 to 5 of 6, and shows others", "cde"),
        ({f"{BASE}?2": page("c", "Rows 3 to 4 of 5.", f"{BASE}?3")}, "rows 3 to 4 of 5", "c"),
        ({f"{BASE}?2": page("ab", "Rows 1 to 2 of 5.", f"{BASE}?3")}, "rows 1 to 2 of 5", "ab"),
        ({f"{BASE}?2": page("cd", "Page 2 of 3.", f"{BASE}?3")}, "does not say which rows", ""),
    ],
)
async def test_pages_that_do_not_fit_together_are_told_and_the_list_is_not_whole(
    changed: Mapping[str, Seen | None], words: str, kept: str
) -> None:
    further, complaints = await followed({**PAGES, **changed})
    assert further.broken
    assert kinds(further) == kept
    assert [cause for cause, _ in complaints] == [Cause.ELEMENT_UNREADABLE]
    assert words in complaints[0][1]
