"""Accounts as a list, as CSV and by the API; and one of them, also while Vault is sealed."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi import FastAPI

from agent.model.finding import Severity
from agent.model.incident import IncidentState
from agent.model.person import Role
from agent.model.verdict import Verdict
from agent.store import Store
from agent.web import Site
from tests.store.values import a_change, a_finding, a_look, an_incident
from tests.web.conftest import NOW, Ask, At
from tests.web.keys import Keys
from tests.web.sealed_seeds import ENROLLMENT, NPI, Foretold, an_event, exports, seen, some_facts


@pytest.fixture
def foretold() -> Foretold:
    return Foretold({"north-clinic": (an_event(date(2026, 4, 1)),)})


@pytest.fixture
def site(site: Site, foretold: Foretold) -> Site:
    return replace(site, forecast=foretold)


@pytest.fixture
def troubled(store: Store) -> None:
    """`harbor-imaging` was seen an hour ago, a critical incident is due; `north-clinic` was never seen."""
    finding = a_finding("harbor-imaging", Severity.CRITICAL)
    finding = finding.model_copy(update={"account": "harbor-imaging", "due": NOW + timedelta(days=3)})
    began = NOW - timedelta(hours=1)
    with store.writing() as unit:
        unit.add_look(
            a_look("h1", account="harbor-imaging", started=began, ended=began, verdict=Verdict.PORTAL_SLOW)
        )
        unit.save_change(a_change(an_incident("i1").model_copy(update={"finding": finding})))


def names(ask: Ask, **asked: str) -> list[str]:
    return [each["name"] for each in ask(Role.VIEWER).get("/api/v1/accounts", params=asked).json()["items"]]


@pytest.mark.usefixtures("troubled")
def test_the_worst_comes_first_unless_asked_otherwise(ask: Ask) -> None:
    assert names(ask) == ["harbor-imaging", "north-clinic"]
    assert names(ask, sort="name") == ["harbor-imaging", "north-clinic"]
    assert names(ask, sort="visit") == ["north-clinic", "harbor-imaging"]
    assert names(ask, sort="due") == ["harbor-imaging", "north-clinic"]
    assert names(ask, per_page="1", page="2") == ["north-clinic"]
    assert ask(Role.VIEWER).get("/accounts?sort=guess").status_code == 422


@pytest.mark.usefixtures("troubled")
def test_a_line_says_when_it_was_seen_what_is_open_and_what_is_due(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/accounts").text
    assert "portal slow" in html
    assert "1 h 0 min ago" in html
    assert "1 critical" in html
    assert "3 d</td>" in html, "an open incident says when the password runs out"
    assert "not yet visited" in html
    line = ask(Role.VIEWER).get("/api/v1/accounts").json()["items"][0]
    assert (line["critical"], line["password_days"], line["next_due"]["id"]) == (1, 3, "i1")


@pytest.mark.usefixtures("troubled")
def test_the_file_is_for_operators_and_on_record(ask: Ask, store: Store) -> None:
    assert ask(Role.VIEWER).get("/accounts.csv").status_code == 403
    rows = ask(Role.OPERATOR).get("/accounts.csv").text.splitlines()
    assert rows[1].startswith("harbor-imaging,2026-03-02T13:00:00+00:00,portal_slow,1,0,0,")
    assert exports(store) == [("test-operator", "accounts", "2 rows")]


@pytest.fixture
def read(site: Site, app: FastAPI) -> FastAPI:
    """A visit two hours ago that read much, and one since that read nothing."""
    seen(site, some_facts(), "good", NOW - timedelta(hours=2))
    with site.store.writing() as unit:
        unit.add_look(a_look("bad", started=NOW - timedelta(hours=1), ended=NOW, verdict=Verdict.PORTAL_DOWN))
    return app


def test_an_account_shows_what_was_read_and_from_when(ask: Ask, read: FastAPI) -> None:
    html = ask(Role.VIEWER).get("/accounts/north-clinic").text
    assert "23 days left" in html
    assert "Authenticator app, 1 back-up methods" in html
    assert f'href="/providers/{NPI}?account=north-clinic"' in html
    assert ENROLLMENT in html
    assert "2 h 0 min ago" in html
    assert 'href="/visits/good"' in html
    assert "profile.questions_age_days" in html, "what could not be read is named"
    assert "<b " not in html


def test_no_taxpayer_number_and_no_mail_address_leaves_the_seal(ask: Ask, read: FastAPI) -> None:
    document = json.dumps(ask(Role.VIEWER).get("/api/v1/accounts/north-clinic").json())
    html = ask(Role.VIEWER).get("/accounts/north-clinic").text
    for secret in ("123-45-6789", "12-3456789", "lee@example.org"):
        assert secret not in document
        assert secret not in html
    assert "430171234" in document, "a postal code of nine digits is none"
    assert "123456789" in document, "a PTAN of nine digits is none"


def test_a_sealed_vault_takes_away_what_was_read_and_nothing_else(
    ask: Ask, read: FastAPI, keys: Keys, store: Store
) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("i1")))
    keys.sealed = True
    answer = ask(Role.VIEWER).get("/accounts/north-clinic")
    assert answer.status_code == 200
    assert "Vault is sealed" in answer.text
    assert "unseal it" in answer.text
    assert ENROLLMENT not in answer.text
    assert 'href="/incidents/i1"' in answer.text
    assert 'href="/visits/bad"' in answer.text
    facts = ask(Role.VIEWER).get("/api/v1/accounts/north-clinic").json()["facts"]
    assert (facts["seal"], facts["look"], facts["facts"]) == ("closed", "good", None)


def test_its_deadlines_come_as_soon_as_they_are_worked_out(ask: Ask, read: FastAPI) -> None:
    ask(Role.VIEWER).get("/accounts/north-clinic")
    assert read.state.foreteller.settle(10)
    assert "licence runs out" in ask(Role.VIEWER).get("/accounts/north-clinic").text
    told = ask(Role.VIEWER).get("/api/v1/accounts/north-clinic").json()["deadlines"]
    assert [each["coming"] for each in told] == ["opens", "due"]


def test_what_was_resolved_lately_is_told_and_what_was_long_ago_is_not(ask: Ask, store: Store) -> None:
    over = an_incident("i1", state=IncidentState.RESOLVED)
    old = an_incident("i2", "another", state=IncidentState.RESOLVED)
    with store.writing() as unit:
        unit.save_change(a_change(over.model_copy(update={"resolved": NOW - timedelta(days=29)})))
        unit.save_change(a_change(old.model_copy(update={"resolved": NOW - timedelta(days=31)})))
    shown = ask(Role.VIEWER).get("/api/v1/accounts/north-clinic").json()
    assert [each["id"] for each in shown["resolved"]] == ["i1"]
    assert shown["open"] == []


def test_a_new_account_says_how_to_look_and_a_strange_one_is_not_there(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/accounts/north-clinic").text
    assert "enrollwatch visit north-clinic" in html
    assert "Nothing is open." in html
    assert ask(Role.VIEWER).get("/accounts/south-clinic").status_code == 404
    assert "south-clinic" in ask(Role.VIEWER).get("/api/v1/accounts/south-clinic").json()["detail"]


def test_how_it_is_watched_names_no_place_of_a_secret(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/accounts/north-clinic").text
    assert "in chromium" in html
    assert "portal/north-clinic" not in html


def password_said(ask: Ask) -> str:
    html = ask(Role.VIEWER).get("/accounts/north-clinic").text
    return html.partition("<h2>Password</h2>")[2].partition("</li>")[0]


@pytest.mark.usefixtures("read")
def test_the_days_of_the_password_that_were_read_grow_fewer_by_themselves(ask: Ask, clock: At) -> None:
    assert "23 days left" in password_said(ask)
    clock.time = NOW + timedelta(days=2)
    assert "21 days left" in password_said(ask)
    clock.time = NOW + timedelta(days=23)
    assert "expired" in password_said(ask)


@pytest.mark.usefixtures("read")
def test_what_an_open_incident_says_of_the_password_goes_before_what_was_read(ask: Ask, store: Store) -> None:
    expired = a_finding("north-clinic", Severity.CRITICAL).model_copy(update={"due": None})
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("i1").model_copy(update={"finding": expired})))
    said = password_said(ask)
    assert "expired" in said
    assert "by its open incident" in said
    assert "days left" not in said
