"""What a running agent shows of itself: /metrics, /healthz, and one log line for each look.

And what Prometheus and Grafana make of it.
"""

import math
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.metrics import Metrics
from agent.model.clock import machine_clock
from agent.model.links import Links
from agent.model.look import Look, LookKind, Reason, SessionLoss, verdict_of
from agent.model.verdict import Cause
from agent.prometheus import alerts, runbook_of
from agent.prometheus import rules as printed
from agent.prometheus.dashboard import document
from tests.system.agent_process import AgentProcess
from tests.system.parts import Portal, Sink, Vault
from tests.system.prometheus import Prometheus, scraping
from tests.system.waiting import eventually
from tests.system.world import World, account_table

METRICS = {
    "enrollwatch_portal_up": set[str](),
    "enrollwatch_probes_total": {"page", "verdict"},
    "enrollwatch_looks_total": {"kind", "counted"},
    "enrollwatch_visits_total": {"account", "browser", "verdict"},
    "enrollwatch_visit_seconds": {"browser"},
    "enrollwatch_step_seconds": {"step"},
    "enrollwatch_page_seconds": {"page"},
    "enrollwatch_portal_db_seconds": {"page"},
    "enrollwatch_store_seconds": {"operation"},
    "enrollwatch_password_days_left": {"account"},
    "enrollwatch_enrollments": {"account", "status"},
    "enrollwatch_session_life_seconds": set[str](),
    "enrollwatch_slot_lateness_seconds": set[str](),
    "enrollwatch_slots_total": {"kind", "outcome"},
    "enrollwatch_last_success_timestamp_seconds": {"account"},
    "enrollwatch_incidents_open": {"severity"},
    "enrollwatch_alerts_total": {"channel", "state"},
    "enrollwatch_last_heartbeat_timestamp_seconds": set[str](),
    "enrollwatch_backup_age_seconds": set[str](),
    "enrollwatch_page_budget_seconds": set[str](),
    "enrollwatch_visit_interval_seconds": set[str](),
    "enrollwatch_availability_objective_ratio": set[str](),
    "enrollwatch_watched_since_timestamp_seconds": {"account"},
}
"""Name and labels, which others rely on."""

LINTED = 3  # promtool's exit status where the text can be read and a name could be better
DAYS = 'enrollwatch_password_days_left use base unit "seconds" instead of "days"'
"""The one advice not taken: the portal counts calendar days, and others rely on the name."""

ACCOUNTS = ("north-clinic", "harbor-imaging")
ENDING = timedelta(days=55)
"""The age of the first one's password: five days are left of it, which Prometheus tells at once."""

RUNBOOKS = "https://wiki.example/runbooks"
SELECTOR = re.compile(r"\b(?:(?:kind|page|instance):)?(?:enrollwatch_\w+|up\b)(?::\w+)?(?:\{[^}]*\})?")
"""A metric in PromQL, with what it is selected by."""

PASSWORD_TOLD = f'ALERTS{{alertname="EnrollwatchPasswordEnds", account="{ACCOUNTS[0]}", severity="warning"}}'


@pytest.fixture(scope="module")
def settled(
    tmp_path_factory: pytest.TempPathFactory, shared_vault: Vault, shared_portal: Portal, shared_sink: Sink
) -> Iterator[World]:
    shared_portal.reset()
    shared_portal.change(ACCOUNTS[0], password_changed=(machine_clock() - ENDING).isoformat())
    shared_sink.begin()
    with World(tmp_path_factory.mktemp("busy"), shared_vault, shared_portal, shared_sink) as world:
        world.configure(
            accounts=[account_table(name, expected="Approved") for name in ACCOUNTS],
            schedule={"probe": "1s", "visit": "30s", "jitter": "1s"},
            policy={"not_looked_intervals": 1000},
        )
        yield world


@pytest.fixture(scope="module")
def prometheus(settled: World) -> Iterator[Prometheus | None]:
    """Before the agent: what comes once, such as the first visit, is then seen to come."""
    folder = settled.folder / "prometheus"
    folder.mkdir()
    with scraping(settled.settings.web.listen, folder, printed(Links(runbooks=RUNBOOKS))) as found:
        yield found


@pytest.fixture(scope="module")
def busy(settled: World, prometheus: Prometheus | None) -> tuple[World, AgentProcess]:
    """An agent that has probed, visited, opened incidents and sent alerts."""
    started = settled.start_agent()
    eventually(lambda: all(visited(started, name) for name in ACCOUNTS), 120, what="a visit of each")
    eventually(lambda: started.metric("enrollwatch_alerts_total", state="sent"), 30, what="an alert")
    return settled, started


def visited(agent: AgentProcess, account: str) -> float | None:
    return agent.metric("enrollwatch_visits_total", account=account)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_the_exposition_passes_promtool(busy: tuple[World, AgentProcess]) -> None:
    _, agent = busy
    checked = subprocess.run(
        ["promtool", "check", "metrics"],
        input=agent.exposition(),
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert checked.returncode in (0, LINTED), checked.stderr
    assert set((checked.stdout + checked.stderr).splitlines()) <= {DAYS}


def test_every_metric_of_the_contract_is_there_with_its_labels(busy: tuple[World, AgentProcess]) -> None:
    _, agent = busy
    seen = labels_by_metric(agent.exposition())
    ours = {name: labels for name, labels in seen.items() if name.startswith("enrollwatch_")}
    assert ours == METRICS


def labels_by_metric(exposition: str) -> dict[str, set[str]]:
    """The label names of each metric's samples; those that every histogram or bucket has left out."""
    found: dict[str, set[str]] = {}
    for line in exposition.splitlines():
        if match := re.fullmatch(r"([a-z_]+?)(?:_bucket|_count|_sum)?(?:\{(.*)\})? \S+", line):
            names = set(re.findall(r'(\w+)="', match[2] or "")) - {"le"}
            found.setdefault(match[1], set()).update(names)
    return found


def test_the_numbers_are_those_of_the_portal(busy: tuple[World, AgentProcess]) -> None:
    world, agent = busy
    for account in ACCOUNTS:
        rows = world.portal.control("GET", f"/enrollments?account={account}")
        assert agent.metric("enrollwatch_enrollments", account=account) == len(rows) > 0
        days = agent.metric("enrollwatch_password_days_left", account=account)
        assert days is not None
        assert 0 < days <= 60
    deactivated = agent.metric("enrollwatch_enrollments", account="harbor-imaging", status="Deactivated")
    assert deactivated
    assert agent.metric("enrollwatch_incidents_open", severity="critical")
    assert agent.metric("enrollwatch_portal_up") == 1
    assert agent.metric("enrollwatch_slots_total", kind="probe", outcome="done")
    with world.store() as store:
        last = store.last_good_look("harbor-imaging")
    newest = agent.metric("enrollwatch_last_success_timestamp_seconds", account="harbor-imaging")
    assert last is not None
    assert newest == pytest.approx(last.ended.timestamp(), abs=30)


def test_each_look_has_one_log_line_with_the_id_that_the_store_has(busy: tuple[World, AgentProcess]) -> None:
    world, agent = busy
    with world.store() as store:
        stored = {look.id: look for look in store.looks(limit=None)}
    lines = [line for line in agent.log() if "verdict" in line]
    ids = [line["look"] for line in lines]
    assert len(ids) == len(set(ids))
    assert stored.keys() <= set(ids)
    for line in lines:
        if line["look"] in stored:
            assert_tells(line, stored[line["look"]])
    assert {line["kind"] for line in lines} == {"probe", "visit"}


def assert_tells(line: dict[str, object], look: Look) -> None:
    assert line["verdict"] == look.verdict
    assert line["account"] == look.account
    assert line["seconds"] == pytest.approx((look.ended - look.started).total_seconds(), abs=0.001)
    assert line["steps"] == {step.name: step.seconds for step in look.steps}
    if look.kind is LookKind.VISIT:
        assert line["browser"] == "chromium"
        assert {"sign-in", "enrollments"} <= set(look.steps and [step.name for step in look.steps])
    else:
        assert line["steps"]


def test_the_id_of_a_visit_leads_to_its_slot_its_log_lines_and_its_evidence(
    busy: tuple[World, AgentProcess],
) -> None:
    world, agent = busy
    with world.store() as store:
        visit = store.looks("harbor-imaging", LookKind.VISIT)[-1]
        eventually(lambda: [slot for slot in store.slots(LookKind.VISIT) if slot.look == visit.id])
        evidence = store.evidence_of(visit.id)
        incident = next(i for i in store.open_incidents() if i.rule == "enrollment-status")
    assert evidence
    assert agent.log(look=visit.id, kind="visit")
    assert incident.opened >= visit.started
    shown = world.run("incidents", "show", incident.id, "--json").json
    assert {(alert["channel"], alert["state"]) for alert in shown["alerts"]} >= {("ops-mail", "sent")}
    keys = {message["key"].partition(":")[0] for message in world.sink.messages()}
    assert incident.id in keys


@pytest.mark.usefixtures("busy")
def test_every_query_of_the_dashboard_and_every_rule_has_data_in_a_real_prometheus(
    prometheus: Prometheus | None,
) -> None:
    if prometheus is None:
        pytest.skip("prometheus is not installed")
    asked = [target["expr"] for panel in panels() for target in panel.get("targets", ())]
    asked += [annotation["expr"] for annotation in document()["annotations"]["list"]]
    assert len(asked) > 20
    rules = prometheus.rules()
    recorded = [rule["query"] for rule in rules if rule["type"] == "recording"]
    told = [rule for rule in rules if rule["type"] == "alerting"]
    inputs = sorted({f"count({each})" for rule in told for each in SELECTOR.findall(rule["query"])})
    assert inputs
    queries = [*map(asked_by_grafana, asked), *recorded, *inputs, PASSWORD_TOLD]
    assert left_without_data(prometheus, queries) == []
    for rule in told:
        prometheus.numbers(rule["query"])
    assert {rule["lastError"] for rule in prometheus.rules() if "lastError" in rule} == set()
    assert {rule["health"] for rule in prometheus.rules()} == {"ok"}
    assert_each_names_its_runbook(told)
    for name in ("job", "instance"):
        variable = next(each for each in document()["templating"]["list"] if each["name"] == name)
        metric = variable["definition"].removeprefix("label_values(").removesuffix(f", {name})")
        assert prometheus.get(f"label/{name}/values", **{"match[]": asked_by_grafana(metric)})


def left_without_data(prometheus: Prometheus, queries: list[str]) -> list[str]:
    """Those that never had any. One that had some is not asked again: a scrape may fail in between."""
    left = list(queries)

    def none_is_left() -> bool:
        left[:] = [query for query in left if not prometheus.numbers(query)]
        return not left

    with suppress(AssertionError):  # what is left says more
        eventually(none_is_left, 60)
    return left


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document()["panels"]
    return found


def asked_by_grafana(expr: str) -> str:
    """With all of each variable chosen, and a range that suits the scraping."""
    for variable, value in (("job", ".+"), ("instance", ".+"), ("__rate_interval", "5m")):
        expr = expr.replace(f"${variable}", value)
    return expr


def assert_each_names_its_runbook(rules: list[dict[str, Any]]) -> None:
    assert {rule["name"] for rule in rules} == set(alerts())
    for rule in rules:
        page, said = runbook_of(rule["name"]), rule["annotations"]
        assert said["runbook_url"] == f"{RUNBOOKS}/{page}"
        assert said["runbook"] == f"enrollwatch runbook {page}"
        assert said["summary"]
        assert said["description"]
        assert rule["labels"]["severity"] in ("critical", "warning")


def probe(*reasons: Reason) -> Look:
    now = machine_clock()
    verdict = verdict_of(reasons)
    return Look(id="p", kind=LookKind.PROBE, started=now, ended=now, verdict=verdict, reasons=reasons)


def test_portal_up_is_no_number_before_the_first_probe_and_an_own_fault_changes_nothing() -> None:
    metrics = Metrics()

    def up() -> float | None:
        return metrics.registry.get_sample_value("enrollwatch_portal_up")

    assert math.isnan(up() or 0)
    for cause, expected in (
        (Cause.REFUSED, 0),
        (Cause.NO_REFERENCE, 0),
        (Cause.SLOW, 1),
        (Cause.RATE_LIMITED, 1),
        (Cause.TIMED_OUT, 0),
    ):
        metrics.observe(probe(Reason(cause=cause, what="w", where="h", do="d")))
        assert up() == expected, cause


def test_the_life_of_a_lost_session_is_observed() -> None:
    metrics = Metrics()
    loss = SessionLoss(at=machine_clock(), page="home", idle=1.0, age=700.0)
    visit = {"kind": LookKind.VISIT, "account": "north-clinic", "browser": "chromium", "losses": (loss,)}
    metrics.observe(probe().model_copy(update=visit))
    assert metrics.registry.get_sample_value("enrollwatch_session_life_seconds_sum") == 700.0


def test_healthz_is_200_and_503_while_nothing_can_be_recorded(world: World) -> None:
    world.configure(schedule={"probe": "1s", "visit": "4h"})
    agent = world.start_agent()
    assert agent.health().status_code == 200
    database = Path(world.settings.store.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody who writes, and hangs
        failing = agent.health()
        other.execute("ROLLBACK")
    assert failing.status_code == 503
    assert failing.json()["status"] == "failing"
    assert "store locked" in failing.json()["what"]
    assert failing.json()["do"]
    eventually(lambda: agent.health().status_code == 200, what="health again")
    probed = agent.metric("enrollwatch_slots_total", kind="probe", outcome="done") or 0
    eventually(
        lambda: (agent.metric("enrollwatch_slots_total", kind="probe", outcome="done") or 0) > probed,
        what="a probe after the trouble",
    )
    assert agent.terminate()[0] == 0
    with world.store() as store:
        assert store.running_slots() == ()
