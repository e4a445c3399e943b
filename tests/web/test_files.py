"""Every table that is a file too: for operators, on record before it leaves, under its heads."""

import pytest

from agent.model.person import Role
from agent.store import Store
from agent.web.pages import PAGES
from tests.web.conftest import Ask

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
