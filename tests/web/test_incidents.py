"""Incidents as pages, as CSV and by the API; and what a person does about one."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from agent.model.alert import Alert, AlertState, Message
from agent.model.evidence import Evidence, EvidenceKind
from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.model.person import Role
from agent.model.verdict import Cause
from agent.store import Store
from tests.web.conftest import NOW, Ask, At
from tests.web.seeds import HOSTILE, a_visit, an_incident, opened, probed

WORD = {"why": "ringing EUS"}


@pytest.fixture
def one(store: Store) -> None:
    opened(store, an_incident(due=NOW + timedelta(days=5)))


@pytest.fixture
def three(store: Store) -> None:
    """An old warning, a newer critical one of another account, and one that is over."""
    opened(
        store,
        an_incident("warned", opened=NOW - timedelta(days=3)),
        an_incident("worst", rule="account-access", account="harbor-imaging", severity=Severity.CRITICAL),
        an_incident("over", rule="mfa-missing", state=IncidentState.RESOLVED, resolved=NOW, title="=1+1"),
    )


def ids(html: str) -> list[str]:
    return re.findall(r'<a href="/incidents/([a-z0-9-]+)">', html)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["worst", "warned"]),
        ("state=&severity=&rule=&account=&since=", ["worst", "warned"]),
        ("state=resolved", ["over"]),
        ("state=all", ["over", "worst", "warned"]),
        ("severity=warning", ["warned"]),
        ("rule=account-access", ["worst"]),
        ("account=north-clinic", ["warned"]),
        ("state=all&since=2026-03-01T00:00:00Z", ["over", "worst"]),
        ("per_page=1&page=2", ["warned"]),
    ],
)
def test_the_list_and_the_api_show_the_same_of_what_is_asked(ask: Ask, query: str, found: list[str]) -> None:
    assert ids(ask(Role.VIEWER).get(f"/incidents?{query}").text) == found
    shown = ask(Role.VIEWER).get(f"/api/v1/incidents?{query}").json()
    assert [each["id"] for each in shown["items"]] == found


def test_an_empty_list_says_that_nothing_is_wrong_or_that_nothing_matches(ask: Ask) -> None:
    assert "Nothing is wrong" in ask(Role.VIEWER).get("/incidents").text
    assert "No incident matches" in ask(Role.VIEWER).get("/incidents?rule=mfa-missing").text
    assert ask(Role.VIEWER).get("/api/v1/incidents?state=wrong").status_code == 422


@pytest.mark.usefixtures("three")
def test_the_filter_keeps_what_was_asked(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/incidents?since=2026-03-01T00:00:00Z&account=a%22b&state=all").text
    assert 'name="since" value="2026-03-01T00:00:00+00:00"' in html
    assert 'name="account" value="a&#34;b"' in html
    assert '<option value="all" selected>' in html
    assert ask(Role.VIEWER).get("/incidents?since=2026-03-01").status_code == 422


@pytest.mark.usefixtures("three")
def test_as_a_file_it_is_on_record_and_a_spreadsheet_works_nothing_out(ask: Ask, store: Store) -> None:
    assert ask(Role.VIEWER).get("/incidents.csv").status_code == 403
    assert {entry.action for entry in store.audited()} == {"refused"}
    lines = ask(Role.OPERATOR).get("/incidents.csv?state=resolved").text.splitlines()
    assert lines[0].startswith("ID,Severity,State,Rule,Account")
    assert ",'=1+1," in lines[1]
    exported = store.audited()[-1]
    assert (exported.who, exported.action, exported.object) == ("test-operator", "export", "incidents")
    assert exported.detail == "1 rows"


def told(store: Store) -> None:
    """An alert that a channel took, one that waits, and a look that left a picture."""
    alert = Alert(
        id="a",
        key="incident-1:1:mail",
        incident="incident-1",
        number=1,
        transition=Transition.OPENED,
        channel="mail",
        message=Message(title="t", text="t"),
        created=NOW - timedelta(minutes=59),
        next_try=NOW,
        state=AlertState.SENT,
        sent=NOW - timedelta(minutes=58),
        receipt=f"250 {HOSTILE}",
    )
    waits = {
        "id": "b",
        "key": "incident-1:1:chat",
        "channel": "chat",
        "state": AlertState.PENDING,
        "sent": None,
    }
    record = Evidence(
        id="picture",
        look="seen",
        kind=EvidenceKind.SCREENSHOT,
        page="home",
        taken=NOW,
        file="picture.sealed",
        bytes=9,
    )
    with store.writing() as unit:
        unit.add_alert(alert)
        unit.add_alert(alert.model_copy(update={**waits, "sent": None}))
        unit.add_look(a_visit("seen", NOW - timedelta(minutes=30)))
        unit.add_evidence(record)


@pytest.mark.usefixtures("one")
def test_an_incident_says_all_there_is_to_know_and_to_do(ask: Ask, store: Store) -> None:
    told(store)
    html = ask(Role.OPERATOR).get("/incidents/incident-1").text
    said = dict(re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", html))
    said = {label: re.sub(r"<[^>]+>", "", text) for label, text in said.items()}
    assert said["Since"] == "2026-03-02 08:00 EST (1 h 0 min ago)"
    assert said["Due"] == "2026-03-07 09:00 EST (in 5 d 0 h)"
    assert said["Next step"] == "change it in the portal"
    assert said["Desk"].endswith("open now, until 7 pm Eastern")
    assert said["Who has it"] == "nobody"
    assert said["Last good look"] == "2026-03-02 08:31 EST"
    assert said["Look again"] == "enrollwatch visit north-clinic"
    assert 'href="/runbooks/password-expiry"' in html
    assert 'href="/evidence/picture">screenshot of home' in html
    assert "<td>chat</td>" in html


def test_the_portal_s_incident_shows_what_the_newest_visit_left_and_no_older_one(
    ask: Ask, store: Store
) -> None:
    opened(store, an_incident("portal", rule="portal-availability", subject="portal", account=None))
    probed(store, NOW - timedelta(minutes=1), Cause.TIMED_OUT)
    opened(store, an_incident())
    told(store)
    shown = ask(Role.VIEWER).get("/api/v1/incidents/portal").json()
    assert (shown["pictured"], [piece["id"] for piece in shown["evidence"]]) == ("seen", ["picture"])
    opened(store, an_incident("later", rule="portal-speed", subject="portal", account=None, since=NOW))
    shown = ask(Role.VIEWER).get("/api/v1/incidents/later").json()
    assert (shown["pictured"], shown["evidence"]) == (None, [])


@pytest.mark.usefixtures("one")
def test_whether_the_desk_is_open_is_of_now(ask: Ask, clock: At) -> None:
    clock.time = NOW + timedelta(hours=12)
    assert (
        "closed now, opens Tue 2026-03-03 7 am Eastern" in ask(Role.VIEWER).get("/incidents/incident-1").text
    )


@pytest.mark.usefixtures("one")
def test_the_api_tells_an_incident_with_all_that_happened_in_order_of_time(ask: Ask, store: Store) -> None:
    told(store)
    ask(Role.OPERATOR).post("/incidents/incident-1/acknowledge", data=WORD)
    shown = ask(Role.VIEWER).get("/api/v1/incidents/incident-1").json()
    happened = [(each["kind"], each["what"]) for each in shown["timeline"]]
    assert happened[:2] == [("transition", "opened"), ("alert", "mail: opened, sent")]
    assert sorted(happened[2:]) == [("deed", "test-operator: incidents ack"), ("transition", "acknowledged")]
    assert shown["timeline"][1]["at"] == "2026-03-02T13:02:00+00:00"
    assert (shown["taken_by"], shown["verdict"]) == ("test-operator", "account_problem")
    assert [each["channel"] for each in shown["alerts"]][:2] == ["mail", "chat"]
    assert shown["evidence"] == [{"id": "picture", "kind": "screenshot", "page": "home"}]


@pytest.mark.usefixtures("one")
def test_words_of_the_portal_and_of_receipts_are_harmless(ask: Ask, store: Store) -> None:
    told(store)
    opened(store, an_incident("hostile", subject="h", title=HOSTILE, next_step=HOSTILE, impact=HOSTILE))
    for path in ("/incidents", "/incidents/hostile", "/incidents/incident-1"):
        html = ask(Role.OPERATOR).get(path).text
        assert "<b>" not in html
        assert "\u202e" not in html
        assert "\u2039b\u203afree" in html
        assert 'href="http://evil' not in html


@pytest.mark.usefixtures("one")
def test_a_viewer_sees_no_deed_and_may_do_none(ask: Ask, store: Store) -> None:
    html = ask(Role.VIEWER).get("/incidents/incident-1").text
    main = html.partition("<main")[2]
    assert "<form" not in main
    for path in ("/incidents/incident-1/acknowledge", "/incidents/incident-1/resolve"):
        assert ask(Role.VIEWER).post(path, data=WORD).status_code == 403
        assert ask(Role.VIEWER).post(f"/api/v1{path}", json=WORD).status_code == 403
    assert len(store.transitions("incident-1")) == 1


@pytest.mark.usefixtures("one")
def test_who_acknowledges_has_it_and_leads_back_to_it(ask: Ask, store: Store) -> None:
    answer = ask(Role.OPERATOR).post("/incidents/incident-1/acknowledge", data={"why": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/incident-1")
    incident = store.incident("incident-1")
    assert incident is not None
    assert (incident.state, incident.taken_by) == (IncidentState.ACKNOWLEDGED, "test-operator")
    assert "Acknowledge</button>" not in ask(Role.OPERATOR).get("/incidents/incident-1").text
    assert "Take it over" in ask(Role.ADMIN).get("/incidents/incident-1").text


@pytest.mark.usefixtures("one")
def test_what_is_sent_twice_is_said_clearly_and_done_once(ask: Ask, store: Store) -> None:
    client = ask(Role.OPERATOR)
    client.post("/incidents/incident-1/acknowledge", data=WORD)
    again = client.post("/incidents/incident-1/acknowledge", data=WORD)
    assert again.status_code == 409
    assert "has taken it already" in again.text
    assert '<a href="/incidents/incident-1">Back</a>' in again.text
    assert client.post("/api/v1/incidents/incident-1/acknowledge").json()["status"] == 409
    assert len(store.transitions("incident-1")) == 2


@pytest.mark.usefixtures("one")
def test_it_is_closed_by_hand_only_with_a_reason_and_only_once(ask: Ask, store: Store) -> None:
    client = ask(Role.OPERATOR)
    for body in ({"why": "  "}, {}):
        assert client.post("/incidents/incident-1/resolve", data=body).status_code == 422
        assert client.post("/api/v1/incidents/incident-1/resolve", json=body).status_code == 422
    assert client.post("/incidents/incident-1/resolve", data={"why": "put right"}).status_code == 303
    late = client.post("/api/v1/incidents/incident-1/resolve", json=WORD)
    assert late.status_code == 409
    assert "the incident was resolved" in late.json()["detail"]
    assert [(e.action, e.detail) for e in store.audited("incident-1")] == [("incidents resolve", "put right")]
    html = client.get("/incidents/incident-1").text
    assert "Resolve by hand" not in html
    assert "test-operator: incidents resolve" in html


@pytest.mark.usefixtures("one")
def test_a_program_does_the_same_deeds(ask: Ask) -> None:
    client = ask(Role.OPERATOR)
    taken = client.post("/api/v1/incidents/incident-1/acknowledge", json=WORD).json()
    assert (taken["state"], taken["taken_by"]) == ("acknowledged", "test-operator")
    assert client.post("/api/v1/incidents/incident-1/resolve", json=WORD).json()["state"] == "resolved"


@pytest.mark.parametrize("name", ["nosuch", quote("../x y\n", safe=""), "%00"])
def test_what_is_not_there_is_a_clear_404(ask: Ask, name: str) -> None:
    page = ask(Role.OPERATOR).get(f"/incidents/{name}")
    assert page.status_code == 404
    for path in (name, f"{name}/acknowledge", f"{name}/resolve"):
        client, address = ask(Role.OPERATOR), f"/api/v1/incidents/{path}"
        answer = client.get(address) if path == name else client.post(address, json=WORD)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"{}"])
def test_nobody_is_told_nothing_of_what_is_wrong_with_a_body(ask: Ask, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for path in ("/api/v1/incidents/x/resolve", "/incidents/x/resolve"):
        assert ask(None).post(path, content=body, headers=headers).status_code == 401
        assert ask(Role.OPERATOR).post(path, content=body, headers=headers).status_code in (400, 422)
