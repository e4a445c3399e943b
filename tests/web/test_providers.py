"""Providers: found by NPI or enrollment, and one of them with what is known and what changed."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi import FastAPI

from agent.model.facts import RevalidationFact
from agent.model.person import Role
from agent.model.roster import Roster, RosterEntry
from agent.store import Store
from agent.views.board import Foreteller
from agent.web import Site
from tests.store.values import a_change, a_finding, an_incident
from tests.web.conftest import NOW, Ask
from tests.web.keys import Keys
from tests.web.sealed_seeds import (
    ENROLLMENT,
    NPI,
    OTHER_NPI,
    Foretold,
    an_enrollment,
    an_event,
    seen,
    some_facts,
)

ROSTERED = "1457350209"
DAY = timedelta(days=1)


@pytest.fixture
def site(site: Site) -> Site:
    """A roster of the other account names one provider; two visits of `north-clinic` have read two others."""
    entry = RosterEntry(npi=ROSTERED, name="STONE, KAI", tin_last="56789")
    rosters = {"harbor-imaging": Roster(account="harbor-imaging", watched_since=NOW, entries=(entry,))}
    due = an_event(date(2026, 4, 1), subject=ENROLLMENT)
    site = replace(
        site,
        rosters=rosters,
        forecast=Foretold({"north-clinic": (due, an_event(date(2026, 4, 2), subject=OTHER_NPI))}),
    )
    earlier = some_facts(
        enrollments=(
            an_enrollment(status="Pending", specialty=None),
            an_enrollment(id="I20051105000777", npi=OTHER_NPI),
        ),
        revalidations=(RevalidationFact(enrollment_id=ENROLLMENT, posted=False),),
    )
    seen(site, earlier, "then", NOW - DAY)
    seen(site, some_facts(), "now", NOW - timedelta(hours=2))
    return site


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """What the accounts saw is read."""
    foreteller: Foreteller = app.state.foreteller
    foreteller.board()
    assert foreteller.settle(10)
    return app


def found(ask: Ask, words: str) -> list[str]:
    told = ask(Role.VIEWER).get("/api/v1/providers", params={"q": words}).json()
    return [each["npi"] for each in told["items"]]


def test_one_is_found_by_npi_enrollment_or_application_whoever_watches_it(ask: Ask) -> None:
    assert found(ask, "") == sorted([NPI, OTHER_NPI, ROSTERED])
    assert found(ask, ROSTERED) == [ROSTERED]
    assert found(ask, "12") == [NPI, OTHER_NPI]
    assert found(ask, f" {ENROLLMENT.lower()} ") == [NPI]
    assert found(ask, "T010520260000123") == [NPI]
    assert found(ask, "%") == []


def test_one_that_only_incidents_name_is_found_by_its_whole_npi(ask: Ask, store: Store) -> None:
    incident = an_incident("i1", "1999999984 State license L-1")
    with store.writing() as unit:
        unit.save_change(a_change(incident))
    assert found(ask, "1999999984") == ["1999999984"]
    html = ask(Role.VIEWER).get("/providers/1999999984").text
    assert 'href="/incidents/i1"' in html


def test_the_list_links_to_each_and_says_so_when_nobody_is_found(ask: Ask) -> None:
    html = ask(Role.VIEWER).get("/providers").text
    assert f'href="/providers/{NPI}"' in html
    assert "STONE" not in html, "no list names a person"
    nothing = ask(Role.VIEWER).get("/providers", params={"q": '"><script>'}).text
    assert "Nobody is known by this" in nothing
    assert "<script>" not in nothing


def test_the_page_shows_its_own_rows_and_says_what_is_from_when(ask: Ask) -> None:
    html = ask(Role.VIEWER).get(f"/providers/{NPI}").text
    assert "RIVERA, ANA" in html
    assert "Pulmonary disease" in html
    assert "1 Meadow Ln, Dublin OH 430171234" in html
    assert "due 2026-08-31" in html
    assert "I20051105000777" not in html, "that one is another provider's"
    assert "2 h 0 min ago" in html
    assert "5 h 0 min ago" in html, "public data has an age of its own"
    assert "profile.questions_age_days" in html


def test_what_changed_between_the_looks_is_told_and_what_did_not_is_not(ask: Ask) -> None:
    changes = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}").json()["changes"]
    assert [(each["of"], each["field"], each["was"], each["now"]) for each in changes] == [
        (f"enrollments {ENROLLMENT}", "specialty", None, "Pulmonary disease"),
        (f"enrollments {ENROLLMENT}", "status", "Pending", "Approved"),
        (f"revalidations {ENROLLMENT}", "due", None, "2026-08-31"),
        (f"revalidations {ENROLLMENT}", "posted", "False", "True"),
    ]
    assert changes[0]["before"] == (NOW - DAY).isoformat().replace("+00:00", "Z")


def test_a_list_that_was_not_read_has_not_changed(ask: Ask, site: Site) -> None:
    seen(site, some_facts(enrollments=None, revalidations=()), "later", NOW - timedelta(hours=1))
    changes = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}").json()["changes"]
    rows = [each["of"] for each in changes if each["field"] == "row"]
    assert f"enrollments {ENROLLMENT}" not in rows


def test_no_taxpayer_number_but_its_end_is_shown(ask: Ask) -> None:
    document = json.dumps(ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}").json())
    html = ask(Role.VIEWER).get(f"/providers/{NPI}").text
    for secret in ("12-3456789", "123-45-6789"):
        assert secret not in document
        assert secret not in html
    assert "56789" in ask(Role.VIEWER).get(f"/providers/{ROSTERED}").text


def test_its_incidents_and_deadlines_are_those_that_name_it_or_its_enrollments(
    ask: Ask, store: Store
) -> None:
    with store.writing() as unit:
        for number, subject in enumerate((ENROLLMENT, f"{NPI} document", f"{NPI}0", OTHER_NPI)):
            finding = a_finding(subject)
            unit.save_change(
                a_change(an_incident(f"i{number}", subject).model_copy(update={"finding": finding}))
            )
    shown = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}").json()
    assert {each["id"] for each in shown["open"]} == {"i0", "i1"}
    assert {each["subject"] for each in shown["deadlines"] if not each["incident"]} == {ENROLLMENT}


def test_what_names_it_in_its_title_alone_is_of_it_too(ask: Ask, store: Store) -> None:
    whole = a_finding("north-clinic").model_copy(update={"title": f"Only 1 person can act for NPI {NPI}"})
    longer = a_finding("other").model_copy(update={"title": f"Only 1 person can act for {NPI}0"})
    with store.writing() as unit:
        for name, finding in (("access", whole), ("other", longer)):
            unit.save_change(a_change(an_incident(name, name).model_copy(update={"finding": finding})))
    told = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}").json()["open"]
    assert [each["id"] for each in told] == ["access"]


def test_a_sealed_vault_leaves_what_is_not_sealed(ask: Ask, keys: Keys, store: Store) -> None:
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("i1", NPI)))
    keys.sealed = True
    answer = ask(Role.VIEWER).get(f"/providers/{NPI}")
    assert answer.status_code == 200
    assert "Vault is sealed" in answer.text
    assert "RIVERA" not in answer.text
    assert 'href="/incidents/i1"' in answer.text


@pytest.mark.parametrize("npi", ["1999999984", "12345", "<script>"])
def test_one_that_nobody_watches_is_not_there(ask: Ask, npi: str) -> None:
    answer = ask(Role.VIEWER).get(f"/providers/{npi}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_with_an_account_nothing_of_another_is_told(ask: Ask, store: Store) -> None:
    finding = a_finding(NPI).model_copy(update={"account": "harbor-imaging"})
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("i1", NPI).model_copy(update={"finding": finding})))
    assert [each["id"] for each in provider(ask, "")["open"]] == ["i1"]
    assert provider(ask, "north-clinic")["open"] == []


def provider(ask: Ask, account: str) -> dict[str, list[dict[str, str]]]:
    told = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}", params={"account": account}).json()
    assert isinstance(told, dict)
    return told


def test_another_account_may_not_be_asked_for_it(ask: Ask) -> None:
    answer = ask(Role.VIEWER).get(f"/api/v1/providers/{NPI}?account=harbor-imaging")
    assert answer.status_code == 404
    assert "harbor-imaging" in answer.json()["detail"]


def test_a_word_that_stands_in_a_title_is_no_provider(ask: Ask, store: Store) -> None:
    down = a_finding("portal").model_copy(update={"account": None, "title": "portal is down"})
    with store.writing() as unit:
        unit.save_change(a_change(an_incident("down").model_copy(update={"finding": down})))
    assert ask(Role.VIEWER).get("/providers/down").status_code == 404
