"""The README names every command, setting, rule, fault and metric, and none that there is not."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
from pydantic import BaseModel

from agent.cli import cli
from agent.metrics import Metrics
from agent.model.ladder import Rung
from agent.model.verdict import Verdict
from agent.prometheus import alerts
from agent.rules import RULE_NAMES
from agent.settings import Settings

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
DERIVED = {
    "policy.visit_interval",
    "policy.visit_jitter",
    "policy.time_zone",
}  # taken from [schedule] and [portal]


def table(heading: str) -> set[str]:
    """What stands in backquotes in the first column of the tables under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = section.replace(r"\|", "/").splitlines()
    first_cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)}


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in ((field.alias or name, field) for name, field in model.model_fields.items()):
        candidates = (field.annotation, *getattr(field.annotation, "__args__", ()))
        inner = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        if inner and inner[0] is not Rung and (prefix, name) != ("accounts.", "policy"):
            yield from keys(inner[0], f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def commands(group: click.Group, prefix: str = "enrollwatch") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    assert table("Settings") == set(keys(Settings)) - DERIVED


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    written = {re.match(r"enrollwatch(?: [a-z]+)+", text)[0] for text in table("Commands")}  # type: ignore[index]
    assert written == set(commands(cli))


def test_every_rule_is_in_the_readme_with_its_line_and_nothing_else() -> None:
    assert table("Rules") == set(RULE_NAMES)
    for name in RULE_NAMES:
        said = import_module(f"agent.rules.{name.replace('-', '_')}").__doc__ or ""
        assert f"| `{name}` | {said.splitlines()[0]} |" in README


def test_every_verdict_is_in_the_readme_and_nothing_else() -> None:
    assert table("How it works") == {str(verdict) for verdict in Verdict}


def test_every_metric_is_in_the_readme_with_its_help_and_nothing_else() -> None:
    exposition = Metrics().exposition().decode()
    helps = dict(re.findall(r"^# HELP (\S+) (.+)$", exposition, re.MULTILINE))
    assert {name for name in table("Metrics") if name.startswith("enrollwatch_")} == set(helps)
    assert all(f"| {text} |" in README for text in helps.values())


def test_every_alert_of_prometheus_is_in_the_readme_and_nothing_else() -> None:
    assert table("Prometheus and Grafana") == set(alerts())


def test_every_fault_is_in_the_readme_with_its_line_and_nothing_else() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "mock_portal", "faults", "--json"], capture_output=True, check=True
    )
    faults = {fault["name"]: fault["description"] for fault in json.loads(listed.stdout)["faults"]}
    assert table("The mock portal") == set(faults)
    assert all(f"| `{name}` | {text} |" in README for name, text in faults.items())
