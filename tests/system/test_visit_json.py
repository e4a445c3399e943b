"""`visit --json` on real parts: what it prints and how it exits, in each way a visit can end."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.system.parts import Portal, Sink, Vault
from tests.system.visit_document import Visit, documented
from tests.system.warm_agent import Answer, WarmAgent
from tests.system.world import World, account_table

ENGINES = ("chromium", "firefox")
ALONE = "orchard-family"
"""All well as at north-clinic, and with two enrollments the fewest pages."""
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
ALL_STEPS = [
    "sign-in",
    "profile",
    "home",
    "connections",
    "staff",
    "signatures",
    "revalidations",
    "fees",
    "access",
    "associates",
    "enrollments",
    "records",
    "applications",
    "papers",
    "sign-out",
]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_good_day_exits_0_and_prints_the_contract_s_document_and_nothing_else(
    world: World, engine: str
) -> None:
    names = ["north-clinic", ALONE] if engine == "chromium" else [ALONE]
    world.configure(accounts=[account_table(name, screens=None) for name in names])
    done = world.run_anew("visit", "--all", "--json", "--browser", engine)
    visits = documented(done.stdout)
    assert done.status == 0
    assert [visit.account for visit in visits] == names
    for visit in visits:
        _assert_a_good_look(visit, engine)
    assert world.sink.messages() == []
    assert [row["status"] for row in world.portal.requests(kind="sign_in")] == [303] * len(visits)


def _assert_a_good_look(visit: Visit, engine: str) -> None:
    assert (visit.verdict, visit.reason, visit.browser) == ("ok", None, engine)
    assert visit.browser_version
    assert [step.name for step in visit.steps] == ALL_STEPS
    assert all(page.db is not None and page.ttfb for step in visit.steps for page in step.pages)
    assert visit.facts
    assert visit.facts.not_read == []
    assert {each.status for each in visit.facts.enrollments or ()} == {"Approved"}
    assert visit.facts.session.limit_minutes == 30
    assert (visit.findings, visit.incidents, visit.alerts) == ([], [], [])
    assert [piece.kind for piece in visit.evidence] == ["screenshot"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_enrollment_turned_deactivated_is_critical_until_it_is_approved_again(
    world: World, warm: WarmAgent, engine: str
) -> None:
    world.configure(accounts=[account_table(ALONE, screens=None)])
    enrollment = world.portal.control("GET", f"/enrollments?account={ALONE}")[0]["id"]
    well = _look(world, warm, engine, NOON)
    assert well.status == 0, well.visit["reason"]
    _assert_a_good_look(Visit.model_validate(well.visit), engine)
    _turn(world, enrollment, "Deactivated")
    found = _look(world, warm, engine, NOON + timedelta(hours=4))
    _turn(world, enrollment, "Approved")
    healed = _look(world, warm, engine, NOON + timedelta(hours=8))

    (finding,) = found.visit["findings"]
    assert (found.status, found.visit["verdict"]) == (1, "ok")
    assert (finding["rule"], finding["subject"], finding["severity"]) == (
        "enrollment-status",
        enrollment,
        "critical",
    )
    assert "Deactivated" in finding["title"]
    assert _transitions(found) == [("enrollment-status", "opened")]
    assert (healed.status, _transitions(healed)) == (0, [("enrollment-status", "resolved")])
    assert len(world.sink.messages("mail")) == len(world.sink.messages("webhook")) == 2


def _turn(world: World, enrollment: str, status: str) -> None:
    world.portal.control("PATCH", f"/enrollments/{enrollment}?account={ALONE}", {"status": status})


def _look(
    world: World,
    warm: WarmAgent,
    engine: str,
    at: datetime,
    account: str = ALONE,
    *,
    dry_run: bool = False,
) -> Answer:
    """With the portal's clock and the agent's at the same time."""
    world.portal.control("PUT", "/clock", {"now": at.isoformat()})
    return warm.visit(world, account, at=at, browser=engine, dry_run=dry_run)


def _transitions(answer: Answer) -> list[tuple[str, str]]:
    return [(change["rule"], change["transition"]) for change in answer.visit["incidents"]]


def test_an_enrollment_that_is_not_as_the_settings_expect_exits_1_at_the_first_look(world: World) -> None:
    world.configure(accounts=("harbor-imaging",))
    _expect_approved(world)
    done = world.run("visit", "--all", "--json")
    (visit,) = documented(done.stdout)
    assert (done.status, visit.verdict) == (1, "ok")
    assert [finding.rule for finding in visit.findings] == ["enrollment-status"]
    assert [change.transition for change in visit.incidents] == ["opened"]
    assert {(alert.channel, alert.state) for alert in visit.alerts} == {
        ("ops-mail", "sent"),
        ("ops-hook", "sent"),
    }


def _expect_approved(world: World) -> None:
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace('totp_key = "', 'expected = "Approved"\ntotp_key = "'))


def test_a_stopped_portal_is_portal_down_and_exits_3(
    tmp_path: Path, vault: Vault, private_portal: Portal, sink: Sink
) -> None:
    with World(tmp_path, vault, private_portal, sink, ("north-clinic", "riverbend-dme")) as world:
        private_portal.stop()
        first = world.run("visit", "--all", "--json")
        second = world.run("visit", "--all", "--json")
    for done in (first, second):
        visits = documented(done.stdout)
        assert (done.status, [visit.verdict for visit in visits]) == (3, ["portal_down", "portal_down"])
        assert all(visit.facts is None for visit in visits)
        assert all("refuses connections" in (visit.reason or "") for visit in visits)
    opened = [change.rule for visit in documented(second.stdout) for change in visit.incidents]
    assert opened == ["portal-availability"]
    assert len(sink.messages("mail")) == len(sink.messages("webhook")) == 1


def test_a_stopped_vault_is_an_own_fault_that_is_told_and_exits_3(
    tmp_path: Path, private_vault: Vault, portal: Portal, sink: Sink
) -> None:
    with World(tmp_path, private_vault, portal, sink) as world:
        private_vault.stop()
        done = world.run("visit", "--all", "--json")
    (visit,) = documented(done.stdout)
    assert (done.status, visit.verdict) == (3, "own_fault")
    assert "nothing answers at Vault's address" in (visit.reason or "")
    assert [change.rule for change in visit.incidents] == ["agent-fault"]
    assert len(sink.messages("mail")) == len(sink.messages("webhook")) == 1
    assert portal.requests(kind="sign_in") == []


def test_a_dry_run_shows_everything_and_stores_and_sends_nothing(world: World, warm: WarmAgent) -> None:
    world.configure(accounts=("harbor-imaging",))
    assert _look(world, warm, "chromium", NOON, "harbor-imaging").status == 0
    _expect_approved(world)
    before, kept = _rows(world), sorted(world.settings.store.evidence.iterdir())
    answer = _look(world, warm, "chromium", NOON + timedelta(hours=4), "harbor-imaging", dry_run=True)
    assert (answer.status, answer.visit["verdict"]) == (1, "ok")
    assert _transitions(answer) == [("enrollment-status", "opened")]
    assert {alert["state"] for alert in answer.visit["alerts"]} == {"pending"}
    assert answer.visit["evidence"] == []
    assert _rows(world) == before
    assert sorted(world.settings.store.evidence.iterdir()) == kept
    assert world.sink.messages() == []


def _rows(world: World) -> dict[str, int]:
    """Of every table, how many there are."""
    database = world.settings.store.url.removeprefix("sqlite:///")
    with sqlite3.connect(database) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
            for name in tables
        }
    connection.close()
    assert sum(counts.values()), "the store has rows"
    return counts
