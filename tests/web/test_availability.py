"""The portal's availability as a page, as CSV and by the API."""

from datetime import timedelta

import pytest

from agent.model.look import Look, LookKind, PageTiming, Step
from agent.model.person import Role
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Verdict
from agent.store import Store
from tests.web.conftest import NOW, Ask

HOUR = timedelta(hours=1)


@pytest.fixture
def a_day(store: Store) -> None:
    """A probe a minute: the portal was down for 12 minutes, 14 hours ago."""
    with store.writing() as unit:
        for minute in range(24 * 60):
            at = NOW - timedelta(minutes=minute + 1)
            verdict = Verdict.PORTAL_DOWN if 840 <= minute < 852 else Verdict.OK
            pages = (PageTiming(name="pecos-login", seconds=0.5 if minute % 20 else 3.0),)
            look = Look(
                id=f"p{minute}",
                kind=LookKind.PROBE,
                started=at,
                ended=at,
                verdict=verdict,
                steps=(Step(name="probe", seconds=0.6, pages=pages),),
            )
            unit.add_look(look)
            slot = Slot(kind=LookKind.PROBE, subject="portal", due=at, outcome=SlotOutcome.DONE)
            unit.save_slot(slot.model_copy(update={"started": at, "ended": at, "look": look.id}))


@pytest.mark.usefixtures("a_day")
def test_page_call_and_file_give_the_same_numbers(ask: Ask, store: Store) -> None:
    told = ask(Role.VIEWER).get("/api/v1/availability?span=24h").json()["availability"]
    assert told["whole"]["tally"]["down"] == 12
    assert told["whole"]["availability"] == pytest.approx(1 - 12 / 1440)
    html = ask(Role.VIEWER).get("/availability?span=24h").text
    assert "99.17 %" in html
    assert "min over" in html  # 7.2 minutes a day are allowed
    file = ask(Role.OPERATOR).get("/availability.csv?span=24h").text.splitlines()
    assert len(file) == 1 + len(told["by"])
    assert store.audited()[-1].object == "availability"


@pytest.mark.usefixtures("a_day")
def test_how_fast_pages_and_steps_were_stands_beside_it(ask: Ask) -> None:
    speeds = ask(Role.VIEWER).get("/api/v1/availability").json()["speeds"]
    assert [(one["name"], one["p50"], one["p99"]) for one in speeds["pages"]] == [("pecos-login", 0.5, 3.0)]
    assert speeds["steps"] == []  # those are of visits
    assert (
        '<th scope="row">pecos-login</th><td>1440</td><td>0.50 s</td>'
        in ask(Role.VIEWER).get("/availability").text
    )


def test_where_nobody_looked_there_is_no_number(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/availability").text
    assert "Too little was seen" in html
    assert "100.00 %" not in html


def test_only_the_lengths_that_are_offered_are_taken(ask: Ask) -> None:
    assert ask(Role.VIEWER).get("/api/v1/availability?span=1000y").status_code == 422
    assert ask(Role.VIEWER).get("/availability.csv").status_code == 403
