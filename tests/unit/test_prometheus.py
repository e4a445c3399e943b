"""The rules and the dashboard: whole, of metrics that there are, fit for anybody's Prometheus and Grafana."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.cli.prometheus import prometheus
from agent.metrics import Metrics
from agent.model.links import NO_LINKS, Links
from agent.prometheus import alerts, dashboard, rules, runbook_of
from agent.prometheus.dashboard import document
from agent.rules import RULE_NAMES
from tests.unit.settings_text import SETTINGS

RULES = rules(NO_LINKS)
ALERTS = re.findall(r"(?ms)^ +- alert: (\w+)\n(.+?)(?=^ +- alert:|^  - name:|\Z)", RULES)
RECORDED = set(re.findall(r"(?m)^ +- record: (\S+)$", RULES))
EXPOSED = set(re.findall(r"(?m)^# TYPE (\S+)", Metrics().exposition().decode()))
NAME = re.compile(r"\b(?:\w+:)?enrollwatch_\w+(?::\w+)?")
SUFFIX = re.compile(r"_(bucket|count|sum)$")
GRAFANA_UNITS = {"none", "short", "s", "d", "percentunit"}  # those of its own that are used here
WIDTH = 24


def panels() -> list[dict[str, Any]]:
    return [panel for panel in document()["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[str]:
    yield from re.findall(r"(?ms)^ +expr:(.+?)(?=^ +(?:- |for:|labels:|annotations:)|\n\n)", RULES)
    for panel in panels():
        yield from (target["expr"] for target in panel["targets"])


def inside(value: object) -> Iterator[tuple[str, object]]:
    """Every key of a document with its value, however deep."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield key, below
            yield from inside(below)
    elif isinstance(value, list):
        for each in value:
            yield from inside(each)


@pytest.mark.parametrize(("name", "body"), ALERTS, ids=lambda value: value.split("\n")[0])
def test_an_alert_says_what_how_bad_and_where_to_read_on(name: str, body: str) -> None:
    assert re.search(r"(?m)^ +severity: (critical|warning)$", body)
    assert re.search(r"(?m)^ +summary: \S", body)
    assert re.search(r"(?m)^ +description: >-\n +\S", body)
    assert re.search(rf"(?m)^ +runbook: enrollwatch runbook {runbook_of(name)}$", body)


def test_no_alert_is_called_as_a_rule_is_whose_alerts_stand_in_the_same_alertmanager() -> None:
    assert len(ALERTS) > len(alerts()) == len(set(alerts())) > 5
    assert not set(alerts()) & set(RULE_NAMES)


def test_every_metric_that_is_asked_for_is_exposed_or_recorded() -> None:
    asked = {name for expression in expressions() for name in NAME.findall(expression)}
    plain = {name if name in EXPOSED else SUFFIX.sub("", name) for name in asked - RECORDED}
    assert plain - EXPOSED == set()
    assert asked & RECORDED


def test_what_is_recorded_is_used() -> None:
    asked = {name for expression in expressions() for name in NAME.findall(expression)}
    assert RECORDED - asked == set()


def test_the_short_and_the_long_windows_are_recorded() -> None:
    windows = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d")
    for what in ("availability", "burn_rate"):
        assert {f"kind:enrollwatch_{what}:ratio{window}" for window in windows} <= RECORDED


@pytest.mark.parametrize(
    ("base", "linked"),
    [
        ("https://wiki.example/a b", "https://wiki.example/a b/prometheus-not-scraped"),
        ('https://wiki.example/"x', 'https://wiki.example/\\"x/prometheus-not-scraped'),
        (
            "https://wiki.example/{{ $labels }}",
            "https://wiki.example/%7B%7B $labels }}/prometheus-not-scraped",
        ),
    ],
)
def test_each_alert_links_its_runbook_where_it_has_an_address(base: str, linked: str) -> None:
    text = rules(Links(runbooks=base))
    urls = re.findall(r'(?m)^ +runbook_url: "(.+)"$', text)
    assert len(urls) == len(ALERTS)
    assert linked in urls
    assert re.sub(r"(?m)^ +runbook_url: .+\n", "", text) == RULES


def test_without_an_address_of_runbooks_nothing_is_called_a_url() -> None:
    assert "runbook_url" not in RULES


def test_a_dashboard_belongs_to_no_grafana_before_it_is_imported() -> None:
    grafana = json.loads(dashboard())
    assert grafana["id"] is None
    assert re.fullmatch(r"[a-z-]{1,40}", grafana["uid"])
    assert grafana["schemaVersion"] >= 36
    sources = [value for key, value in inside(grafana) if key == "datasource"]
    assert len(sources) > 20
    assert all(value == {"type": "prometheus", "uid": "${datasource}"} for value in sources)
    assert {each["name"]: each["type"] for each in grafana["templating"]["list"]} == {
        "datasource": "datasource",
        "job": "query",
        "instance": "query",
    }


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_a_panel_says_what_it_shows_in_which_unit_and_of_the_chosen_agent(panel: dict[str, Any]) -> None:
    assert len(panel["description"]) > 20
    assert panel["fieldConfig"]["defaults"]["unit"] in GRAFANA_UNITS
    assert panel["targets"]
    for target in panel["targets"]:
        assert 'job=~"$job", instance=~"$instance"' in target["expr"]
        assert target["legendFormat"]


def test_each_panel_has_an_id_and_a_place_of_its_own() -> None:
    found = document()["panels"]
    assert len({panel["id"] for panel in found}) == len(found)
    taken: set[tuple[int, int]] = set()
    for panel in found:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= WIDTH
        assert not cells & taken, panel["title"]
        taken |= cells


def run(*arguments: str, **variables: str | None) -> str:
    result = CliRunner().invoke(prometheus, arguments, env=variables, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_command_prints_both_also_where_there_are_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("rules", ENROLLWATCH_CONFIG=None) == RULES
    assert run("dashboard") == dashboard()


@pytest.mark.parametrize("named", ["option", "variable", "folder"])
def test_the_command_links_the_runbooks_of_the_settings(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "enrollwatch.toml"
    file.write_text(f'{SETTINGS}\n[web]\nrunbooks = "https://wiki.example/runbooks"\n')
    if named == "folder":
        monkeypatch.chdir(tmp_path)
    arguments = ["rules", *(["--config", str(file)] if named == "option" else [])]
    printed = run(*arguments, ENROLLWATCH_CONFIG=str(file) if named == "variable" else None)
    assert printed == rules(Links(runbooks="https://wiki.example/runbooks"))


def test_settings_that_are_named_and_not_there_are_said_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(prometheus, ["rules", "--config", str(tmp_path / "none.toml")])
    assert result.exit_code != 0
    assert "none.toml" in str(result.exception)
