"""The overview: what is wrong, since when, what now."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.model.finding import Severity
from agent.model.incident import IncidentState
from agent.model.person import Role
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import RULE_NAMES
from agent.store import Store
from agent.views.accounts_by_rule import MOST_ACCOUNTS, MOST_RULES
from agent.web import Site, application
from tests.web.conftest import HOST, NOW, Ask, At
from tests.web.seeds import HOSTILE, a_visit, an_incident, opened, probed
from tests.web.sites import as_header_says

BOTH = ("north-clinic", "harbor-imaging")


@pytest.fixture
def seen(store: Store) -> None:
    """Each account was looked at well an hour ago, and the portal a minute ago."""
    with store.writing() as unit:
        for name in BOTH:
            unit.set_watching(name, NOW - timedelta(days=9))
            unit.add_look(a_visit(f"visit-{name}", NOW - timedelta(hours=1), name))
    probed(store, NOW - timedelta(minutes=2))
    probed(store, NOW - timedelta(minutes=1))


def text_of(html: str) -> str:
    """What a person reads, on one line."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.usefixtures("seen")
def test_where_nothing_is_open_it_says_so_and_when_each_account_was_looked_at_well(ask: Ask) -> None:
    text = text_of(ask(Role.VIEWER).get("/").text)
    assert "Nothing is wrong" in text
    assert "2 of 2 well" in text
    assert "north-clinic 59 min ago" in text
    shown = ask(Role.VIEWER).get("/api/v1/overview").json()
    assert (shown["total"], shown["incidents"], shown["deadlines"]) == (0, [], [])
    assert [each["stale"] for each in shown["accounts"]["well"]] == [False, False]


def test_a_fresh_agent_says_that_it_has_not_looked_yet(ask: Ask) -> None:
    text = text_of(ask(Role.VIEWER).get("/").text)
    assert "not looked yet" in text
    assert "never looked at" in text


@pytest.mark.usefixtures("seen")
def test_the_portal_is_as_the_newest_probe_saw_it_and_since_the_first_that_saw_it_so(
    ask: Ask, store: Store, clock: At
) -> None:
    for minutes in (0, 1):
        probed(store, NOW + timedelta(minutes=minutes), Cause.TIMED_OUT)
    clock.time = NOW + timedelta(minutes=1, seconds=30)
    portal = ask(Role.VIEWER).get("/api/v1/overview").json()["portal"]
    assert (portal["verdict"], portal["why"]) == ("portal_down", "no answer within 60 s")
    assert (portal["since"], portal["longer"]) == ("2026-03-02T14:00:00Z", False)
    assert (portal["next_due"], portal["late"]) == ("2026-03-02T14:02:00Z", False)
    assert "since 2026-03-02 09:00 EST" in text_of(ask(Role.VIEWER).get("/").text)


@pytest.mark.usefixtures("seen")
def test_probes_that_have_stopped_are_told(ask: Ask, clock: At) -> None:
    clock.time = NOW + timedelta(minutes=1)
    assert "has not come" not in ask(Role.VIEWER).get("/").text
    clock.time = NOW + timedelta(minutes=1, seconds=1)
    assert "and has not come" in ask(Role.VIEWER).get("/").text


@pytest.mark.usefixtures("seen")
def test_the_worst_comes_first_and_what_is_silenced_last(ask: Ask, store: Store) -> None:
    opened(
        store,
        an_incident("silent", rule="mfa-missing", severity=Severity.CRITICAL, state=IncidentState.SILENCED),
        an_incident("warned"),
        an_incident("taken", rule="revalidation", severity=Severity.CRITICAL, taken_by="marta"),
        an_incident("worst", rule="account-access", severity=Severity.CRITICAL),
    )
    shown = ask(Role.VIEWER).get("/api/v1/overview").json()
    assert [each["id"] for each in shown["incidents"]] == ["worst", "taken", "warned", "silent"]
    assert (shown["total"], shown["critical"]) == (4, 2)
    html = ask(Role.VIEWER).get("/").text
    assert "4 incidents open, 2 critical" in html
    assert "marta has it" in text_of(html)
    assert [html.index(f"/incidents/{name}") for name in ("worst", "taken", "warned", "silent")] == sorted(
        html.index(f"/incidents/{name}") for name in ("worst", "taken", "warned", "silent")
    )


@pytest.mark.usefixtures("seen")
def test_what_a_common_cause_accounts_for_stands_after_all_and_the_cause_before_all(
    ask: Ask, store: Store
) -> None:
    critical = {"severity": Severity.CRITICAL}
    opened(
        store,
        an_incident("blind", rule="not-looked", **critical),
        an_incident("other", rule="account-access", **critical),
        an_incident(
            "portal",
            rule="portal-availability",
            subject="portal",
            account=None,
            title="portal is down",
            **critical,
        ),
    )
    shown = ask(Role.VIEWER).get("/api/v1/overview").json()
    assert [each["id"] for each in shown["incidents"]] == ["portal", "other", "blind"]
    assert [each["cause"]["id"] for each in shown["held_back"]] == ["portal"]
    assert shown["accounts"]["rules"] == ["account-access"]
    text = text_of(ask(Role.VIEWER).get("/").text)
    assert "Nobody is told of 1 of them as long as this lasts: portal is down" in text


@pytest.mark.usefixtures("seen")
def test_accounts_of_which_nobody_is_told_while_the_portal_is_down_are_not_called_well(
    ask: Ask, store: Store
) -> None:
    portal = {"rule": "portal-availability", "severity": Severity.CRITICAL}
    opened(
        store,
        *(an_incident(f"of-{name}", account=name, subject=name, **portal) for name in BOTH),
        an_incident("portal", subject="portal", account=None, title="portal is down", **portal),
    )
    accounts = ask(Role.VIEWER).get("/api/v1/overview").json()["accounts"]
    assert (accounts["held_back"], accounts["well"]) == (2, [])
    text = text_of(ask(Role.VIEWER).get("/").text)
    assert "0 of 2 well None with something open; 2 held back by portal is down" in text


@pytest.mark.usefixtures("seen")
def test_what_holds_back_is_of_the_account_alone_unless_it_is_common_to_all(ask: Ask, store: Store) -> None:
    refused, portal = {"account": BOTH[0], "subject": BOTH[0]}, {"rule": "portal-availability"}
    opened(
        store,
        an_incident("refused", rule="account-access", **refused),
        an_incident("blind", rule="not-looked", **refused),
    )
    assert [each["cause"]["id"] for each in overview(ask)["held_back"]] == ["refused"]
    opened(store, an_incident("portal", subject="portal", account=None, **portal))
    assert [each["cause"]["id"] for each in overview(ask)["held_back"]] == ["portal"]


def overview(ask: Ask) -> dict[str, Any]:
    found: dict[str, Any] = ask(Role.VIEWER).get("/api/v1/overview").json()
    return found


@pytest.mark.usefixtures("seen")
def test_a_cell_leads_to_its_incident_and_several_to_their_list(ask: Ask, store: Store) -> None:
    opened(
        store,
        an_incident("one"),
        an_incident("first", rule="revalidation", subject="a", severity=Severity.CRITICAL),
        an_incident("second", rule="revalidation", subject="b"),
    )
    html = ask(Role.VIEWER).get("/").text
    grid = html.partition('<table class="grid">')[2].partition("</table>")[0]
    assert '<a class="badge warning" href="/incidents/one">warning</a>' in grid
    assert 'href="/incidents?account=north-clinic&amp;rule=revalidation">critical \u00d72</a>' in grid
    assert "harbor-imaging" not in grid
    assert "1 of 2 well" in text_of(html)


@pytest.mark.usefixtures("seen")
def test_of_many_accounts_and_rules_the_worst_are_shown_and_the_rest_counted(ask: Ask, store: Store) -> None:
    names = [f"clinic-{number:02}" for number in range(MOST_ACCOUNTS + 2)]
    opened(
        store,
        *(an_incident(name, account=name, subject=name) for name in names),
        *(an_incident(rule, rule=rule, account=names[-1]) for rule in RULE_NAMES[:MOST_RULES]),
        an_incident("worst", rule="revalidation", account=names[-2], severity=Severity.CRITICAL),
    )
    shown = ask(Role.VIEWER).get("/api/v1/overview").json()["accounts"]
    assert shown["rules"][:2] == ["revalidation", "password-expiry"]
    assert (len(shown["rules"]), shown["more_rules"]) == (MOST_RULES, 2)
    assert [(row["account"], row["more"]) for row in shown["rows"]][:3] == [
        (names[-2], 0),
        (names[-1], 2),
        (names[0], 0),
    ]
    assert (len(shown["rows"]), shown["more_accounts"]) == (MOST_ACCOUNTS, 2)
    text = text_of(ask(Role.VIEWER).get("/").text)
    assert "2 more accounts have something open" in text
    assert f"2 of {len(names) + 2} well" in text


@pytest.mark.usefixtures("seen")
def test_deadlines_come_soonest_first_and_what_is_overdue_is_marked(ask: Ask, store: Store) -> None:
    opened(
        store,
        an_incident("later", rule="revalidation", due=NOW + timedelta(days=30)),
        an_incident("none", rule="mfa-missing"),
        an_incident("over", rule="fee-requested", due=NOW - timedelta(days=1)),
    )
    shown = ask(Role.VIEWER).get("/api/v1/overview").json()["deadlines"]
    assert [each["incident"] for each in shown] == ["over", "later"]
    assert "overdue 1 d 0 h ago" in text_of(ask(Role.VIEWER).get("/").text)


@pytest.mark.usefixtures("seen")
def test_an_account_that_nobody_looked_at_for_two_intervals_is_named(ask: Ask, clock: At) -> None:
    clock.time = NOW + timedelta(hours=7)
    assert "not looked at lately" not in ask(Role.VIEWER).get("/").text
    clock.time = NOW + timedelta(hours=7, minutes=10)
    assert "2 not looked at well lately" in text_of(ask(Role.VIEWER).get("/").text)


@pytest.mark.usefixtures("seen")
def test_how_long_that_is_may_be_an_account_s_own(ask: Ask, site: Site, clock: At) -> None:
    first, *others = site.settings.accounts
    patient = first.model_copy(update={"policy": Policy(not_looked_intervals=6)})
    settings = site.settings.model_copy(update={"accounts": (patient, *others)})
    app = application(replace(site, settings=settings), as_header_says)
    clock.time = NOW + timedelta(hours=10)
    seen = TestClient(app, HOST, headers={"x-test-role": "viewer"}).get("/api/v1/overview").json()
    stale = {each["account"]: each["stale"] for each in seen["accounts"]["well"]}
    assert stale == {account.name: account is not patient for account in settings.accounts}


@pytest.mark.usefixtures("seen")
def test_our_own_faults_are_told_apart_and_words_of_the_portal_are_harmless(ask: Ask, store: Store) -> None:
    opened(store, an_incident("fault", rule="agent-fault", subject="Vault", account=None, title=HOSTILE))
    html = ask(Role.VIEWER).get("/").text
    own = html.partition("Our own parts")[2].partition("</li>")[0]
    assert 'href="/incidents/fault"' in own
    assert "\u2039b\u203afree\u2039/b\u203a moc.live http://evil.example" in own
    assert "<b>" not in html
    assert "\u202e" not in html


def test_nobody_sees_it_without_signing_in(ask: Ask) -> None:
    assert ask(None).get("/").status_code == 303
    assert ask(None).get("/api/v1/overview").status_code == 401
