"""Visits as a page, as CSV and by the API; and one of them with all that is known of it."""

from datetime import timedelta

import pytest

from agent.model.incident import Transition
from agent.model.person import Role
from agent.model.verdict import Verdict
from agent.store import Store
from agent.views.visits import STRETCH
from tests.store.values import a_change, a_full_look, a_look, a_probe, a_record, an_incident
from tests.web.conftest import NOW, Ask
from tests.web.sealed_seeds import HOSTILE, exports

DAY = timedelta(days=1)


@pytest.fixture
def five(store: Store) -> None:
    """Four visits of two accounts, two of them at one time, and a probe."""
    with store.writing() as unit:
        for look_id, account, ago, verdict in (
            ("a1", "north-clinic", timedelta(hours=1), Verdict.OK),
            ("b1", "harbor-imaging", timedelta(hours=1), Verdict.PORTAL_DOWN),
            ("a2", "north-clinic", timedelta(hours=5), Verdict.OK),
            ("a3", "north-clinic", STRETCH + DAY, Verdict.PORTAL_DOWN),
        ):
            began = NOW - ago
            unit.add_look(a_look(look_id, account=account, started=began, ended=began, verdict=verdict))
        unit.add_look(a_probe("p1", 0).model_copy(update={"started": NOW, "ended": NOW}))


@pytest.mark.usefixtures("five")
def test_the_list_goes_on_where_the_last_part_ended_even_among_visits_of_one_time(ask: Ask) -> None:
    client, ids, after = ask(Role.VIEWER), [], ""
    while True:
        part = client.get("/api/v1/visits", params={"per_page": 1, "after": after}).json()
        ids += [each["id"] for each in part["items"]]
        if not (after := part["after"]):
            break
    assert ids == ["b1", "a1", "a2", "a3"]


@pytest.mark.usefixtures("five")
def test_the_page_shows_visits_only_newest_first_and_links_to_each(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/visits").text
    assert html.index('href="/visits/b1"') < html.index('href="/visits/a2"')
    assert "/visits/p1" not in html


@pytest.mark.usefixtures("five")
def test_it_is_filtered_by_account_browser_and_time(ask: Ask) -> None:
    def ids(**asked: str) -> list[str]:
        return [each["id"] for each in ask(Role.VIEWER).get("/api/v1/visits", params=asked).json()["items"]]

    assert ids(account="harbor-imaging") == ["b1"]
    assert ids(account="north-clinic", verdict="portal_down") == ["a3"]
    assert ids(browser="firefox") == []
    assert ids(since=(NOW - timedelta(hours=2)).isoformat()) == ["b1", "a1"]


@pytest.mark.usefixtures("five")
def test_a_verdict_of_any_account_is_searched_for_a_stretch_at_a_time_and_says_how_far(ask: Ask) -> None:
    client = ask(Role.VIEWER)
    first = client.get("/api/v1/visits?verdict=portal_down").json()
    assert [each["id"] for each in first["items"]] == ["b1"]
    assert first["searched_to"] == (NOW - STRETCH).isoformat().replace("+00:00", "Z")
    assert "Search further back" in client.get("/visits?verdict=portal_down").text
    rest = client.get("/api/v1/visits", params={"verdict": "portal_down", "after": first["after"]}).json()
    assert [each["id"] for each in rest["items"]] == ["a3"]
    assert (rest["after"], rest["searched_to"]) == (None, None)


@pytest.mark.parametrize(
    "after", ["yesterday~a1", "2026-03-02T14:00:00~a1", "2026-03-02T14:00:00+00:00", "~"]
)
def test_a_place_that_is_none_is_refused(ask: Ask, after: str) -> None:
    answer = ask(Role.VIEWER).get("/api/v1/visits", params={"after": after})
    assert answer.status_code == 422
    assert "query.after" in answer.json()["detail"]


@pytest.mark.usefixtures("five")
def test_the_file_is_for_operators_and_on_record_before_it_leaves(ask: Ask, store: Store) -> None:
    assert ask(Role.VIEWER).get("/visits.csv").status_code == 403
    assert exports(store) == []
    rows = ask(Role.OPERATOR).get("/visits.csv?account=north-clinic").text.splitlines()
    assert [row.rpartition(",")[2] for row in rows] == ["Look", "a1", "a2", "a3"]
    assert exports(store) == [("test-operator", "visits", "3 rows")]


@pytest.fixture
def full(store: Store) -> str:
    """A visit with everything, between two others, at the end of which an incident opened."""
    look, incident = a_full_look(), an_incident("i1")
    reasons = (look.reasons[0].model_copy(update={"what": HOSTILE}), *look.reasons[1:])
    with store.writing() as unit:
        unit.add_look(a_look("older", -240))
        unit.add_look(look.model_copy(update={"reasons": reasons}))
        unit.add_look(a_look("newer", 240))
        unit.add_evidence(a_record("e1", look.id))
        unit.save_change(a_change(incident, minutes=1.1))
        unit.save_change(a_change(incident, Transition.REMINDED, minutes=1.2))
        unit.save_change(a_change(an_incident("i2", "elsewhere"), minutes=9))
    return look.id


def test_one_visit_tells_why_what_it_did_and_what_it_changed(ask: Ask, full: str) -> None:
    html = ask(Role.OPERATOR).get(f"/visits/{full}").text
    assert "compare the page" in html
    assert 'href="/visits/older"' in html
    assert 'href="/visits/newer"' in html
    assert 'href="/evidence/e1"' in html
    assert html.count('href="/incidents/i1"') == 1
    assert "/incidents/i2" not in html
    assert "over budget" in html
    assert "127.0.0.1/sign" in html
    assert "40 s" in html


def test_what_the_portal_said_stays_text(ask: Ask, full: str) -> None:
    html = ask(Role.VIEWER).get(f"/visits/{full}").text
    assert "evil" in html
    assert "<b " not in html
    assert "\u202e" not in html
    assert "/evidence/e1" not in html, "a viewer does not open evidence"


def test_the_bars_follow_one_another_and_stay_inside_the_picture(ask: Ask, full: str) -> None:
    bars = ask(Role.VIEWER).get(f"/api/v1/visits/{full}").json()["bars"]
    steps = [(each["step"], each["start"]) for each in bars if each["page"] is None]
    assert steps == [("nothing-loaded", 0.0), ("sign-in", 0.125), ("home", 1.625)]
    pages = [(each["page"]["name"], each["start"]) for each in bars if each["page"]]
    assert pages == [("ia-login", 0.125), ("ia-code", 0.375), ("home", 1.625)]


def test_the_answer_is_what_the_page_is_made_of(ask: Ask, full: str) -> None:
    document = ask(Role.VIEWER).get(f"/api/v1/visits/{full}").json()
    assert document["look"]["facts"] is None
    assert (document["before"], document["then"]) == ("older", "newer")
    assert [(each["incident"]["id"], each["transition"]) for each in document["changed"]] == [
        ("i1", "opened")
    ]


@pytest.mark.usefixtures("five")
def test_a_probe_has_a_page_too_and_what_is_not_there_says_so(ask: Ask) -> None:
    assert "Probe" in ask(Role.VIEWER).get("/visits/p1").text
    assert ask(Role.VIEWER).get("/visits/none").status_code == 404
    assert ask(Role.VIEWER).get("/api/v1/visits/none").json()["do"] == "see the list of visits"


def test_a_fresh_agent_says_when_the_first_comes(ask: Ask) -> None:
    assert "makes its first within one interval" in ask(Role.VIEWER).get("/visits").text
