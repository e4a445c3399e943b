"""`enrollwatch incidents` as it is typed: the desk as of now, days and times of the portal."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli.incidents import incidents
from agent.model.alert import Delivery, Outcome
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.model.verdict import Cause
from agent.rules.desks import EUS
from agent.store import Store
from tests.alerts.values import an_alert

from .builders import ACCOUNT, EASTERN, NOW, finding, probe, visit
from .settings_text import SETTINGS

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=EASTERN)
SAID = datetime(2020, 1, 4, 12, tzinfo=UTC)
"""A Saturday long ago: what its line says of the next Monday holds at no time since."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With one incident, due late in the evening at the portal."""
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS)
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    found = finding(rule="password-expiry", subject=ACCOUNT, account=ACCOUNT, due=LATE)
    found = found.model_copy(
        update={"since": LATE.astimezone(UTC) - timedelta(days=1), "desk": EUS.line(SAID)}
    )
    incident = Incident(id="incident-1", state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
    with Store.open(f"sqlite:///{tmp_path}/data/enrollwatch.db") as store, store.writing() as unit:
        unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
    return tmp_path


def run(folder: Path, *words: str) -> str:
    arguments = [*words, "--config", str(folder / "enrollwatch.toml")]
    return CliRunner().invoke(incidents, arguments, catch_exceptions=False).stdout


def test_since_and_due_are_told_in_the_portals_zone_with_utc_beside_it(folder: Path) -> None:
    lines = run(folder, "show", "incident-1").splitlines()
    assert "Since:          2026-03-01 23:30 EST (2026-03-02 04:30 UTC)" in lines
    assert "Due:            2026-03-02 23:30 EST (2026-03-03 04:30 UTC)" in lines
    assert "  2026-03-02 09:00 EST (2026-03-02 14:00 UTC)  opened (warning)" in lines


def test_it_says_cause_since_last_good_look_next_step_runbook_and_how_to_look_again(folder: Path) -> None:
    good = visit(at=NOW - timedelta(hours=4))
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        unit.add_look(good)
    text = run(folder, "show", "incident-1")
    assert text.startswith("WARNING: wrong\n")
    said = dict(re.findall(r"^([A-Z][a-z ]+): +(.+)$", text, re.MULTILINE))
    ended = f"{good.ended.astimezone(EASTERN):%Y-%m-%d %H:%M} EST ({good.ended:%Y-%m-%d %H:%M} UTC)"
    assert said["Since"].startswith("2026-03-01 23:30 EST")
    assert said["Verdict"] == "account_problem"
    assert said["Next step"] == "step"
    assert said["Runbook"] == "enrollwatch runbook password-expiry"
    assert said["Last good look"] == ended
    assert said["Look again"] == f"enrollwatch visit {ACCOUNT}"
    assert "Evidence\n  none" in text


def test_the_runbook_is_where_the_settings_say(folder: Path) -> None:
    (folder / "enrollwatch.toml").write_text(SETTINGS + '[web]\nrunbooks = "https://wiki.example.org/ops"\n')
    shown = json.loads(run(folder, "show", "incident-1", "--json"))
    assert shown["runbook"] == "https://wiki.example.org/ops/password-expiry"


@pytest.mark.parametrize(
    ("rule", "account", "again"),
    [
        ("portal-availability", None, "enrollwatch visit --all"),
        ("agent-fault", None, "enrollwatch check"),
        ("agent-fault", ACCOUNT, f"enrollwatch visit {ACCOUNT}"),
    ],
)
def test_what_is_of_no_account_is_looked_at_again_where_it_lies(
    folder: Path, rule: str, account: str | None, again: str
) -> None:
    found = finding(rule=rule, subject="it", account=account)
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        incident = Incident(id="it", state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
        unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
    lines = run(folder, "show", "it").splitlines()
    assert f"Look again:     {again}" in lines
    assert "Last good look: never" in lines


def test_of_what_is_of_no_account_any_look_that_went_well_is_the_last_good_one(folder: Path) -> None:
    portal = finding(rule="portal-availability", subject="portal")
    good = probe(at=NOW - timedelta(minutes=5))
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        incident = Incident(id="portal", state=IncidentState.OPEN, finding=portal, opened=NOW, told=NOW)
        unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
        unit.add_look(good)
        unit.add_look(visit(Cause.TIMED_OUT))
    assert json.loads(run(folder, "show", "portal", "--json"))["last_good_look"] == good.ended.isoformat()


def test_what_a_common_cause_holds_back_is_shown_with_it_and_nothing_comes_next(folder: Path) -> None:
    blind = finding(rule="not-looked", account=ACCOUNT, severity=Severity.CRITICAL)
    portal = finding(rule="portal-availability", subject="portal", title="portal is down")
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        for identifier, found in (("blind", blind), ("cause", portal)):
            incident = Incident(id=identifier, state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
            unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
    lines = run(folder, "show", "blind").splitlines()
    assert "Held back:      nobody is told of it while this lasts: portal is down (incident cause)" in lines
    shown = json.loads(run(folder, "show", "blind", "--json"))
    assert (shown["held_back_by"]["id"], shown["next"]) == ("cause", None)
    assert json.loads(run(folder, "show", "cause", "--json"))["held_back_by"] is None


def test_what_falls_into_a_window_is_shown_to_come_at_its_end(folder: Path) -> None:
    works = """
[[windows]]
name = "works"
why = "announced"
once = { start = 2026-03-02T00:00:00Z, end = 2126-03-02T06:00:00Z }
"""
    (folder / "enrollwatch.toml").write_text(SETTINGS + works)
    portal = finding(rule="portal-availability", subject="portal", severity=Severity.CRITICAL)
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        incident = Incident(id="portal", state=IncidentState.OPEN, finding=portal, opened=NOW, told=NOW)
        unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
    lines = run(folder, "show", "portal").splitlines()
    assert "Next:           reminder at 2126-03-02 01:00 EST (2126-03-02 06:00 UTC)" in lines


def test_the_document_is_in_utc(folder: Path) -> None:
    shown = json.loads(run(folder, "show", "incident-1", "--json"))
    (listed,) = json.loads(run(folder, "list", "--json"))["incidents"]
    for document in (shown, listed):
        assert (document["since"], document["due"]) == ("2026-03-02T04:30:00Z", "2026-03-03T04:30:00Z")


def test_the_desk_is_told_as_of_now(folder: Path) -> None:
    around = [EUS.line(datetime.now(UTC))]
    page = run(folder, "show", "incident-1")
    shown = json.loads(run(folder, "show", "incident-1", "--json"))
    (listed,) = json.loads(run(folder, "list", "--json"))["incidents"]
    around.append(EUS.line(datetime.now(UTC)))  # in case it opened or closed meanwhile
    assert any(f"Desk:           {line}" in page.splitlines() for line in around)
    assert shown["desk"] in around
    assert listed["desk"] in around


AT_NOW = "2026-03-02 09:00 EST (2026-03-02 14:00 UTC)"


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (Delivery(outcome=Outcome.ACCEPTED, receipt="queued as 7F3"), f"sent, {AT_NOW}, queued as 7F3"),
        (Delivery(outcome=Outcome.NEVER, problem="mx answered 550"), "failed, mx answered 550"),
    ],
)
def test_who_was_told_says_what_the_far_side_said(folder: Path, delivery: Delivery, told: str) -> None:
    alert = an_alert(channel="ops-mail")
    with Store.open(f"sqlite:///{folder}/data/enrollwatch.db") as store, store.writing() as unit:
        unit.add_alert(alert)
        unit.alert_tried(alert.key, delivery, NOW, NOW)
    assert f"  ops-mail: opened, {told}" in run(folder, "show", "incident-1").splitlines()
    (shown,) = json.loads(run(folder, "show", "incident-1", "--json"))["alerts"]
    assert (shown["receipt"], shown["problem"]) == (delivery.receipt, delivery.problem)
