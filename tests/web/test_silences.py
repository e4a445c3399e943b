"""Silences: made from a form or by a program, listed, ended."""

from datetime import timedelta

import pytest

from agent.model.incident import IncidentState
from agent.model.person import Role
from agent.store import Store
from tests.web.conftest import NOW, Ask, At
from tests.web.seeds import HOSTILE, an_incident, opened

ASKED = {"rule": "password-*", "lasting": "4h", "why": "known until Friday"}


@pytest.fixture
def one(store: Store) -> None:
    opened(store, an_incident())


def state_of(store: Store) -> IncidentState:
    incident = store.incident("incident-1")
    assert incident is not None
    return incident.state


@pytest.mark.usefixtures("one")
def test_a_silence_is_made_from_an_incidents_page_and_leads_back_there(ask: Ask, store: Store) -> None:
    asked = ASKED | {"account": "", "subject": "north-clinic", "until": "", "incident": "incident-1"}
    answer = ask(Role.OPERATOR).post("/silences", data=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/incident-1")
    (made,) = store.silences()
    assert (made.rule, made.account, made.subject) == ("password-*", None, "north-clinic")
    assert (made.who, made.until) == ("test-operator", NOW + timedelta(hours=4))
    assert state_of(store) is IncidentState.SILENCED
    html = ask(Role.VIEWER).get("/incidents/incident-1").text
    assert "by test-operator: known until Friday" in html
    assert "nobody, if it stays as it is" in html


@pytest.mark.usefixtures("one")
def test_until_is_typed_in_the_portals_time(ask: Ask, store: Store) -> None:
    asked = {"account": "north-clinic", "until": "2026-03-02T12:30", "why": "works"}
    assert ask(Role.OPERATOR).post("/silences", data=asked).headers["location"] == "/silences"
    assert f"{store.silences()[0].until:%H:%M}" == "17:30"


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rule": " "}, "the silence matches nothing"),
        ({"rule": "pasword-*"}, "no rule matches"),
        ({"lasting": ""}, "not said how long"),
        ({"lasting": "soon"}, "is not a duration"),
        ({"lasting": "0h"}, "lasting"),
        ({"until": "2026-03-09T12:30"}, "not said how long"),
        ({"lasting": "", "until": "2026-03-02T08:30"}, "2026-03-02 13:30 UTC is in the past"),
        ({"lasting": "", "until": "9999-12-31 23:00"}, "the year must be between"),
        ({"lasting": "9999999999d"}, "longer than any time can be"),
        ({"lasting": "999999d"}, "the silence would never end"),
        ({"lasting": "", "until": "tomorrow"}, "is not a time"),
        ({"why": " "}, "why"),
        ({"incident": "/evil.example"}, "incident"),
    ],
)
def test_what_would_quiet_nothing_is_refused_and_says_why(
    ask: Ask, store: Store, changed: dict[str, str], says: str
) -> None:
    answer = ask(Role.OPERATOR).post("/silences", data=ASKED | changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert store.silences() == ()


@pytest.mark.usefixtures("one")
def test_one_that_is_ended_is_over_and_what_is_wrong_is_told_again(ask: Ask, store: Store, clock: At) -> None:
    client = ask(Role.OPERATOR)
    client.post("/silences", data=ASKED)
    clock.time = NOW + timedelta(minutes=5)
    (made,) = store.silences()
    html = client.get("/silences").text
    assert "rule password-*" in html
    assert ">in 3 h 55 min</time>)" in html
    end = {"silence": made.id}
    assert ask(Role.VIEWER).post("/silences/end", data=end).status_code == 403
    assert client.post("/silences/end", data=end).headers["location"] == "/silences"
    assert state_of(store) is IncidentState.OPEN
    assert "No silence lasts" in client.get("/silences").text
    assert "over</span>" in client.get("/silences?over=true").text
    late = client.post("/silences/end", data=end)
    assert (late.status_code, "the silence ended" in late.text) == (409, True)
    assert '<a href="/silences">Back</a>' in late.text
    assert client.post("/silences/end", data={"silence": "nosuch"}).status_code == 404


@pytest.mark.usefixtures("one")
def test_a_program_makes_lists_and_ends_them(ask: Ask, store: Store) -> None:
    client = ask(Role.OPERATOR)
    answer = client.post("/api/v1/silences", json=ASKED)
    assert (answer.status_code, answer.json()["incidents"]) == (201, ["incident-1"])
    made = answer.json()["silence"]
    assert client.get("/api/v1/silences").json()["items"] == [made]
    ended = client.post(f"/api/v1/silences/{made['id']}/end")
    assert ended.json()["incidents"] == ["incident-1"]
    assert client.get("/api/v1/silences").json()["total"] == 0
    assert client.get("/api/v1/silences?over=true").json()["total"] == 1
    assert [e.action for e in store.audited(made["id"])] == ["incidents silence", "incidents unsilence"]


def test_a_viewer_reads_them_and_makes_none(ask: Ask) -> None:
    client = ask(Role.VIEWER)
    assert "Make one" not in client.get("/silences").text
    assert client.post("/silences", data=ASKED).status_code == 403
    assert client.post("/api/v1/silences", json=ASKED).status_code == 403
    assert client.post("/api/v1/silences/x/end").status_code == 403


def test_words_are_harmless_and_the_newest_stands_first(ask: Ask, clock: At) -> None:
    client = ask(Role.OPERATOR)
    for minute, why in enumerate(("older", HOSTILE)):
        clock.time = NOW + timedelta(minutes=minute)
        client.post("/silences", data=ASKED | {"why": why})
    html = client.get("/silences").text
    assert html.index("\u2039b\u203afree") < html.index("older")
    assert "<b>" not in html
    assert "\u202e" not in html
    assert client.get("/api/v1/silences?per_page=1&page=2").json()["items"][0]["why"] == "older"
