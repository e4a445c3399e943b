"""The slots as a page, as CSV and by the API."""

from datetime import timedelta

import pytest

from agent.model.look import LookKind
from agent.model.person import Role
from agent.model.slot import Slot, SlotOutcome
from agent.store import Store
from tests.web.conftest import NOW, Ask


@pytest.fixture
def three(store: Store) -> None:
    """A probe that was done, one that was missed, and a visit of an account with a formula for a name."""
    done = {"outcome": SlotOutcome.DONE, "started": NOW, "ended": NOW + timedelta(seconds=3)}
    with store.writing() as unit:
        unit.add_slots(
            [
                Slot(kind=LookKind.PROBE, subject="portal", due=NOW, **done),
                Slot(
                    kind=LookKind.PROBE,
                    subject="portal",
                    due=NOW + timedelta(minutes=1),
                    outcome=SlotOutcome.MISSED,
                ),
                Slot(kind=LookKind.VISIT, subject="=1+1", due=NOW - timedelta(hours=1), **done),
            ]
        )


@pytest.mark.usefixtures("three")
def test_the_page_shows_them_newest_first(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/slots").text
    assert html.index("missed</span>") < html.index("done</span>")
    assert "09:00 EST" in html
    assert "3.0 s" in html


@pytest.mark.usefixtures("three")
def test_an_empty_field_of_the_filter_matches_any(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/slots?kind=&outcome=missed&subject=&since=").text
    assert "missed</span>" in html
    assert "done</span>" not in html


@pytest.mark.usefixtures("three")
def test_the_api_pages_through_them(ask: Ask) -> None:
    first = ask(Role.VIEWER).get("/api/v1/slots?per_page=2").json()
    assert [slot["outcome"] for slot in first["items"]] == ["missed", "done"]
    assert (first["total"], first["page"]) == (3, 1)
    rest = ask(Role.VIEWER).get("/api/v1/slots?per_page=2&page=2").json()
    assert [slot["subject"] for slot in rest["items"]] == ["=1+1"]


@pytest.mark.usefixtures("three")
def test_a_spreadsheet_works_nothing_out_and_the_export_is_on_record(ask: Ask, store: Store) -> None:
    answer = ask(Role.OPERATOR).get("/slots.csv?kind=visit")
    assert answer.headers["content-type"].startswith("text/csv")
    assert ",'=1+1," in answer.text
    assert [entry[1:] for entry in store.audited()] == [("test-operator", "export", "slots", "1 rows")]


def test_what_cannot_be_read_is_a_problem_that_names_it(ask: Ask) -> None:
    answer = ask(Role.VIEWER).get("/api/v1/slots?kind=guess")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "query.kind" in answer.json()["detail"]


def test_nobody_is_sent_to_sign_in_and_a_program_is_told(ask: Ask) -> None:
    page = ask(None).get("/slots")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/slots")
    assert ask(None).get("/api/v1/slots").status_code == 401
    assert ask(Role.VIEWER).get("/slots.csv").status_code == 403


def test_a_page_that_is_as_it_was_is_not_sent_again(ask: Ask) -> None:
    client = ask(Role.VIEWER)
    first = client.get("/slots")
    again = client.get("/slots", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
