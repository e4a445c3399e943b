"""Faults of tables and of places, in detail."""

from __future__ import annotations

import httpx
import pytest

from mock_portal.faults.empty_table import EmptyTable
from mock_portal.faults.moved_element import MovedElement
from mock_portal.faults.removed_column import RemovedColumn
from mock_portal.html_edit import move_element
from mock_portal.html_tables import data_tables
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.faults.tables import links, order, table
from tests.mock_portal.visitor import Visitor

SEARCH = "/pecos/selfService.do"
RESULTS = "Results"
TABLE = """<table><caption>Payees</caption>
<thead><tr><th scope="col">Name</th><th scope="col">City</th></tr></thead>
<tbody><tr><th scope="row">Ada</th><td>Akron</td></tr><tr><td colspan="2">and others</td></tr>
<tr><th scope="row">Bo</th><td>Berea</td></tr></tbody></table>"""


async def fault(control: httpx.AsyncClient, name: str, **ask: object) -> None:
    reply = await control.post("/faults", json={"name": name, **ask})
    assert reply.status_code == 201, reply.text


async def results(visitor: Visitor, **fields: str) -> list[list[str]]:
    page = await visitor.get(SEARCH, **{"lbn": "clinic", **fields})
    return table(page.text, RESULTS)


async def test_a_removed_column_takes_its_cells_and_leaves_the_others(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    before = await results(visitor)
    at = before[0].index("State")
    await fault(control, "removed-column", column="State")
    assert await results(visitor) == [row[:at] + row[at + 1 :] for row in before]


async def test_an_empty_table_contradicts_its_count_unless_recounted(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    count = len(await results(visitor)) - 1
    assert count > 1
    await fault(control, "empty-table", table=RESULTS)
    assert len(await results(visitor)) == 1
    assert f"Showing {count} of {count} results" in visitor.page.text
    await fault(control, "empty-table", table=RESULTS, recount=True)
    await results(visitor)
    assert "Showing 0 of 0 results" in visitor.page.text


async def test_an_empty_table_of_another_caption_leaves_this_one(
    visitor: Visitor, control: httpx.AsyncClient
) -> None:
    before = await results(visitor)
    await fault(control, "empty-table", table="Individuals")
    assert await results(visitor) == before


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_the_pages_together_are_the_whole_table(
    visitor: Visitor, control: httpx.AsyncClient, size: int
) -> None:
    head, *rows = await results(visitor)
    await fault(control, "paging-added", size=size)
    seen, pages = (await results(visitor))[1:], 1
    assert f"Page 1 of {-(-len(rows) // size)}. Rows 1 to {size} of {len(rows)}." in visitor.page.text
    assert f"Showing {size} of {len(rows)} results" in visitor.page.text
    while following := links(visitor.page.text).get("Next"):
        await visitor.get(following)
        seen, pages = seen + table(visitor.page.text, RESULTS)[1:], pages + 1
    assert seen == rows
    assert pages == -(-len(rows) // size)
    for _ in range(pages - 1):
        await visitor.get(links(visitor.page.text)["Previous"])
    assert table(visitor.page.text, RESULTS) == [head, *rows[:size]]
    assert "Previous" not in links(visitor.page.text)


@pytest.mark.parametrize(
    ("asked", "shown"), [("99", "3"), ("0", "1"), ("x", "1"), ("²", "1"), ("9" * 20, "1"), ("2", "2")]
)
async def test_a_page_that_is_not_there_is_the_nearest(
    visitor: Visitor, control: httpx.AsyncClient, asked: str, shown: str
) -> None:
    rows = len(await results(visitor)) - 1
    await fault(control, "paging-added", size=-(-rows // 3))
    await results(visitor, **{"page-1": asked})
    assert f"Page {shown} of 3." in visitor.page.text


async def test_a_table_of_one_page_is_left_whole(visitor: Visitor, control: httpx.AsyncClient) -> None:
    before = await results(visitor)
    await fault(control, "paging-added", size=1000)
    assert await results(visitor) == before
    assert "Page 1" not in visitor.page.text


async def test_a_moved_field_still_signs_in(
    visitor: Visitor, control: httpx.AsyncClient, north: Account
) -> None:
    await fault(control, "moved-element", element="User ID", below="Password")
    text = (await visitor.get("/pecos/login.do")).text
    assert order(text, "user_id", "password") == ["password", "user_id"]
    assert text.index('name="user_id"') < text.index(">Sign In</button>")
    await visitor.sign_in(north)
    assert visitor.heading == "PECOS Home"


@pytest.mark.parametrize(
    ("text", "below", "moved"),
    [
        ("a", None, "<ul><li>b</li><li>c</li><li>a</li></ul>"),
        ("c", None, "<ul><li>c</li><li>a</li><li>b</li></ul>"),
        ("a", "b", "<ul><li>b</li><li>a</li><li>c</li></ul>"),
        ("a", "not there", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("not there", None, "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("a", "abc", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
    ],
)
def test_an_element_moves_among_its_siblings(text: str, below: str | None, moved: str) -> None:
    before = "<ul><li>a</li><li>b</li><li>c</li></ul>"
    assert move_element(f"<body>{before}</body>", text, below) == f"<body>{moved}</body>"


def test_an_only_child_stays_and_unclosed_tags_do_no_harm() -> None:
    page = "<body><p>loose<br/><div><b>only</b></div><div><svg><path/></svg><b>last</b></div></body>"
    assert move_element(page, "only", None) == page
    assert "<b>last</b><svg><path/></svg>" in move_element(page, "last", None)


def test_a_cell_that_spans_columns_is_no_row_of_data() -> None:
    (found,) = data_tables(TABLE)
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["Ada", "Akron"], ["Bo", "Berea"]]
    assert (found.caption, found.column("City"), found.column("State"), found.count) == (
        "Payees",
        1,
        None,
        None,
    )


def test_the_count_above_one_table_is_not_the_next_ones() -> None:
    first, second = data_tables(f'<p class="count">Showing 3 payees</p>{TABLE}<p>no count</p>{TABLE}')
    assert first.count
    assert first.count.text == "Showing 3 payees"
    assert second.count is None


def test_a_table_of_details_is_no_table_of_rows(portal: Portal) -> None:
    assert data_tables('<table><tbody><tr><th scope="row">NPI</th><td>1</td></tr></tbody></table>') == []


@pytest.mark.parametrize(
    "nameless",
    [(RemovedColumn, "column"), (MovedElement, "element"), (EmptyTable, "table")],
    ids=lambda pair: pair[1],
)
def test_an_empty_name_is_no_name(nameless: tuple[type[EmptyTable], str]) -> None:
    kind, key = nameless
    with pytest.raises(ValueError, match="at least 1 character"):
        kind.model_validate({key: ""})
