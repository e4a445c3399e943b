"""The calendar of deadlines, as a page, by the API and as a feed; the forecasts it waits for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from icalendar import Calendar

from agent.model.errors import SealError, VaultSealedError
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.model.person import Role
from agent.store import Store
from agent.views.board import AGAIN, HORIZON, Foreteller
from agent.web import Site
from agent.web.gate import Caller
from tests.store.values import a_change, a_finding, an_incident
from tests.web.conftest import NOW, Ask, At
from tests.web.sealed_seeds import HOSTILE, NPI, Foretold, an_event, exports, seen, some_facts

SEALED = VaultSealedError("Vault is sealed", "https://127.0.0.1:8200", "unseal it")


@pytest.fixture
def foretold() -> Foretold:
    return Foretold()


@pytest.fixture
def site(site: Site, foretold: Foretold) -> Site:
    """Both accounts have facts."""
    site = replace(site, forecast=foretold)
    for account in ("north-clinic", "harbor-imaging"):
        seen(site, some_facts(), f"look-{account}", NOW - timedelta(hours=1), account)
    return site


@pytest.fixture
def foreteller(app: FastAPI) -> Foreteller:
    found: Foreteller = app.state.foreteller
    return found


def settled(foreteller: Foreteller) -> None:
    foreteller.board()
    assert foreteller.settle(10)


def kept(store: Store, **finding: object) -> None:
    incident = an_incident()
    with store.writing() as unit:
        unit.save_change(
            a_change(incident.model_copy(update={"finding": a_finding().model_copy(update=finding)}))
        )


def test_what_is_due_opens_and_worsens_stands_on_its_day_at_the_portal(
    ask: Ask, foretold: Foretold, foreteller: Foreteller
) -> None:
    worse = an_event(date(2026, 4, 7), transition=Transition.WORSENED, severity=Severity.CRITICAL, stage=2)
    gone = an_event(date(2026, 4, 9), transition=Transition.RESOLVED)
    foretold.events["north-clinic"] = (an_event(date(2026, 4, 1)), worse, gone)
    settled(foreteller)
    told = ask(Role.VIEWER).get("/api/v1/deadlines?month=2026-04").json()
    assert [(each["day"], each["coming"], each["severity"]) for each in told["listed"]["items"]] == [
        ("2026-04-01", "opens", "information"),
        ("2026-04-07", "worsens", "critical"),
        ("2026-04-14", "due", "critical"),
    ]
    assert told["standing"] == {"accounts": 2, "ready": 2, "working": [], "failed": []}


def test_what_is_open_already_is_told_by_its_incident_and_once(
    ask: Ask, store: Store, foretold: Foretold, foreteller: Foreteller
) -> None:
    worse = an_event(date(2026, 3, 5), transition=Transition.WORSENED)
    kept(store, rule=worse.rule, subject=worse.subject, due=worse.due)
    foretold.events["north-clinic"] = (worse,)
    settled(foreteller)
    items = ask(Role.VIEWER).get("/api/v1/deadlines?month=2026-04").json()["listed"]["items"]
    assert [(each["coming"], each["incident"]) for each in items] == [("due", "incident-1")]


def test_what_has_opened_since_and_what_was_foretold_of_days_gone_by_is_told_no_more(
    ask: Ask, store: Store, foretold: Foretold, foreteller: Foreteller
) -> None:
    opens = an_event(date(2026, 3, 20), due=None)
    past = an_event(NOW.date() - timedelta(days=1), due=None, subject="another")
    foretold.events["north-clinic"] = (opens, past)
    settled(foreteller)
    assert [each["day"] for each in listed(ask)] == ["2026-03-20"]
    kept(store, rule=opens.rule, subject=opens.subject, due=None)
    assert listed(ask) == []


def listed(ask: Ask) -> list[dict[str, str]]:
    told: list[dict[str, str]] = ask(Role.VIEWER).get("/api/v1/deadlines").json()["listed"]["items"]
    return told


def test_the_calendar_shows_the_month_and_leads_to_those_beside_it(
    ask: Ask, foretold: Foretold, foreteller: Foreteller
) -> None:
    foretold.events["north-clinic"] = (an_event(date(2026, 4, 1), HOSTILE),)
    settled(foreteller)
    html = ask(Role.VIEWER).get("/deadlines?month=2026-04&severity=").text
    assert (
        html.index('href="#d-2026-04-01"') < html.index('id="d-2026-04-01"') < html.index('id="d-2026-04-14"')
    )
    assert "month=2026-03" in html
    assert "month=2026-05" in html
    assert 'rel="prev"' not in ask(Role.VIEWER).get("/deadlines").text
    assert "evil" in html
    assert "<b " not in html
    last = (NOW.date() + HORIZON).strftime("%Y-%m")
    assert 'rel="next"' not in ask(Role.VIEWER).get(f"/deadlines?month={last}").text


def test_overdue_comes_first(ask: Ask, store: Store) -> None:
    kept(store, due=NOW - timedelta(days=2))
    html = ask(Role.VIEWER).get("/deadlines?month=2026-06").text
    assert "Overdue: 1" in html
    assert html.index('href="/incidents/incident-1"') < html.index("June 2026</h2>")


def test_it_is_filtered_by_account_and_severity(
    ask: Ask, store: Store, foretold: Foretold, foreteller: Foreteller
) -> None:
    foretold.events["harbor-imaging"] = (an_event(date(2026, 3, 20)),)
    kept(store, due=NOW + timedelta(days=2))
    settled(foreteller)

    def rules(**asked: str) -> set[str]:
        told = ask(Role.VIEWER).get("/api/v1/deadlines", params=asked).json()
        return {each["rule"] for each in told["listed"]["items"]}

    assert rules(account="harbor-imaging") == {"licence-or-document-expiry"}
    assert rules(severity="warning") == {"password-expiry"}
    assert rules(account="harbor-imaging", severity="warning") == set()


@pytest.mark.parametrize("month", ["2026-13", "march", "2026-3", "0000-01"])
def test_a_month_that_is_none_is_refused(ask: Ask, month: str) -> None:
    assert ask(Role.VIEWER).get("/deadlines", params={"month": month}).status_code == 422


def test_a_request_never_waits_for_a_forecast(ask: Ask, foretold: Foretold, foreteller: Foreteller) -> None:
    told = ask(Role.VIEWER).get("/api/v1/deadlines").json()
    assert told["standing"]["ready"] + len(told["standing"]["working"]) == 2
    settled(foreteller)
    assert ask(Role.VIEWER).get("/api/v1/deadlines").json()["standing"]["ready"] == 2
    assert foretold.asked == [(name, NOW.date() + HORIZON) for name in ("north-clinic", "harbor-imaging")]


def test_a_forecast_is_made_again_for_newer_facts_and_on_another_day(
    site: Site, foretold: Foretold, foreteller: Foreteller, clock: At
) -> None:
    settled(foreteller)
    settled(foreteller)
    assert len(foretold.asked) == 2
    seen(site, some_facts(), "look-newer", NOW - timedelta(minutes=1))
    settled(foreteller)
    assert [name for name, _ in foretold.asked[2:]] == ["north-clinic"]
    clock.time = NOW + timedelta(days=1)
    settled(foreteller)
    assert len(foretold.asked) == 5


def test_a_sealed_vault_is_asked_once_told_for_all_and_asked_again_after_a_minute(
    ask: Ask, foretold: Foretold, foreteller: Foreteller, clock: At
) -> None:
    foretold.failing = dict.fromkeys(("north-clinic", "harbor-imaging"), SEALED)
    settled(foreteller)
    html = ask(Role.VIEWER).get("/deadlines").text
    assert html.count("Vault is sealed") == 1, "one cause is told once"
    assert "ahead of 2 of 2 accounts" in html
    assert "unseal it" in html
    assert len(foretold.asked) == 1
    foretold.failing = {}
    clock.time = NOW + AGAIN
    settled(foreteller)
    assert foreteller.board().standing.ready == 2


def test_one_account_that_cannot_be_read_hides_no_other_and_keeps_what_was_told(
    site: Site, foretold: Foretold, foreteller: Foreteller
) -> None:
    settled(foreteller)
    seen(site, some_facts(), "look-newer", NOW - timedelta(minutes=1))
    foretold.failing = {"north-clinic": SealError("damaged", "blob", "restore it")}
    settled(foreteller)
    board = foreteller.board()
    assert set(board.told) == {"north-clinic", "harbor-imaging"}
    assert [(each.account, each.trouble.what) for each in board.standing.failed] == [
        ("north-clinic", "damaged")
    ]


def test_a_rule_that_breaks_is_told_and_ends_no_thread(foretold: Foretold, foreteller: Foreteller) -> None:
    foretold.failing = {"north-clinic": ZeroDivisionError()}
    settled(foreteller)
    standing = foreteller.board().standing
    assert [each.account for each in standing.failed] == ["north-clinic"]
    assert standing.ready == 1


def test_an_account_of_which_nothing_was_read_says_how_to_look_and_is_left_out_of_the_feed(
    ask: Ask, foretold: Foretold, foreteller: Foreteller
) -> None:
    foreteller.accounts = (*foreteller.accounts, "new-clinic")
    settled(foreteller)
    assert "enrollwatch visit new-clinic" in ask(Role.VIEWER).get("/deadlines").text
    assert ask(Role.OPERATOR).get("/deadlines.ics").status_code == 200


def test_the_feed_holds_what_is_told_and_is_on_record(
    ask: Ask, app: FastAPI, store: Store, foretold: Foretold, foreteller: Foreteller
) -> None:
    foretold.events["north-clinic"] = (an_event(date(2026, 4, 1)),)
    operator = ask(Role.OPERATOR)
    settled(foreteller)
    answer = operator.get("/deadlines.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 2
    assert exports(store) == [("test-operator", "deadlines.ics", "2 accounts")]
    empty = operator.get("/deadlines.ics?account=harbor-imaging").content
    assert Calendar.from_ical(empty).walk("VEVENT") == []


def test_the_feed_opens_to_a_token_that_opens_nothing_else(
    ask: Ask, app: FastAPI, store: Store, foreteller: Foreteller
) -> None:
    settled(foreteller)
    outlook = Caller("outlook", Role.VIEWER)
    app.state.feed_reader = {"the-token": outlook}.get
    nobody = ask(None)
    assert nobody.get("/deadlines.ics?token=the-token").status_code == 200
    assert exports(store) == [("outlook", "deadlines.ics", "2 accounts")]
    assert nobody.get("/deadlines.ics?token=another").status_code == 403
    assert nobody.get("/deadlines.ics").status_code == 303
    assert ask(Role.VIEWER).get("/deadlines.ics").status_code == 403
    assert nobody.get("/deadlines?token=the-token").status_code == 303


def test_a_token_of_some_accounts_tells_of_no_other(ask: Ask, app: FastAPI, foreteller: Foreteller) -> None:
    settled(foreteller)
    bound = Caller("outlook", Role.VIEWER, accounts=("north-clinic",))
    app.state.feed_reader = {"the-token": bound}.get
    feed = ask(None).get("/deadlines.ics?token=the-token")
    assert "enrollwatch: north-clinic" in feed.text
    assert ask(None).get("/deadlines.ics?token=the-token&account=harbor-imaging").status_code == 403


def test_with_an_account_it_says_of_no_other_how_far_it_is(
    ask: Ask, foretold: Foretold, foreteller: Foreteller
) -> None:
    foretold.failing = dict.fromkeys(("north-clinic", "harbor-imaging"), SEALED)
    settled(foreteller)
    standing = ask(Role.VIEWER).get("/api/v1/deadlines?account=north-clinic").json()["standing"]
    assert [each["account"] for each in standing["failed"]] == ["north-clinic"]


def test_no_token_is_known_unless_somebody_says_so(ask: Ask) -> None:
    assert ask(None).get("/deadlines.ics?token=").status_code == 403


def test_the_feed_is_whole_or_comes_later(
    ask: Ask, store: Store, foretold: Foretold, foreteller: Foreteller, clock: At
) -> None:
    """A calendar program drops what it no longer finds."""
    foretold.failing = {"harbor-imaging": SealError("damaged", "blob", "restore it")}
    settled(foreteller)
    answer = ask(Role.OPERATOR).get("/deadlines.ics")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "harbor-imaging" in answer.text
    assert exports(store) == []
    assert ask(Role.OPERATOR).get("/deadlines.ics?account=north-clinic").status_code == 200


def test_the_index_of_providers_comes_from_the_newest_facts(foreteller: Foreteller) -> None:
    settled(foreteller)
    assert NPI in foreteller.board().known["north-clinic"].npis
