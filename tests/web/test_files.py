"""Every table that is a file too: for operators, on record before it leaves, under its heads."""

import re
from datetime import timedelta
from html import unescape

import pytest

from agent.model.look import LookKind
from agent.model.person import Role
from agent.model.slot import Slot, SlotOutcome
from agent.store import Store
from agent.views.paging import MOST_PER_PAGE
from agent.web.pages import PAGES
from tests.web.conftest import NOW, Ask

HEADS = {
    "/accounts.csv": "Account",
    "/availability.csv": "From",
    "/deadlines.csv": "Day",
    "/incidents.csv": "ID",
    "/providers.csv": "NPI",
    "/silences.csv": "ID",
    "/slots.csv": "Due",
    "/visits.csv": "Started",
}


def test_all_files_are_known_here() -> None:
    paths = {getattr(route, "path", "") for router in PAGES for route in router.routes}
    assert {path for path in paths if path.endswith(".csv")} == {*HEADS, "/audit.csv"}


@pytest.mark.parametrize("path", HEADS)
def test_an_operator_gets_it_and_it_is_on_record_and_a_viewer_does_not(
    ask: Ask, store: Store, path: str
) -> None:
    assert ask(Role.VIEWER).get(path).status_code == 403
    answer = ask(Role.OPERATOR).get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.split(",", 1)[0] == HEADS[path]
    assert store.audited()[-1].action == "export"


def test_the_file_of_a_later_page_has_the_rows_of_that_page(ask: Ask, store: Store) -> None:
    due = [NOW - timedelta(minutes=number) for number in range(MOST_PER_PAGE + 60)]
    with store.writing() as unit:
        unit.add_slots(
            [
                Slot(kind=LookKind.PROBE, subject=f"row-{number}-", due=each, outcome=SlotOutcome.MISSED)
                for number, each in enumerate(due)
            ]
        )
    for page, row, part in ((2, 99, 1), (10, 499, 1), (11, 500, 2)):
        html = ask(Role.OPERATOR).get(f"/slots?kind=probe&page={page}").text
        assert f"row-{row}-" in html
        ((link, said),) = re.findall(r'href="(/slots.csv[^"]+)">CSV, part (\d) of 2<', html)
        assert said == str(part)
        assert f"row-{row}-" in ask(Role.OPERATOR).get(unescape(link)).text
