"""The README names every command, setting, rule, fault and metric, and no other; no link of ours is dead."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import click
import pytest
from pydantic import BaseModel

from agent.cli import cli
from agent.metrics import Metrics
from agent.model.ladder import Rung
from agent.model.verdict import Verdict
from agent.prometheus import alerts
from agent.rules import RULE_NAMES
from agent.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
UPTIME = (ROOT / "docs" / "uptime.md").read_text()
DOCUMENTS = [
    page for below in (".", "docs", "agent/runbooks") for page in sorted((ROOT / below).glob("*.md"))
]
DERIVED = {
    "policy.visit_interval",
    "policy.visit_jitter",
    "policy.time_zone",
}  # taken from [schedule] and [portal]


def table(heading: str, page: str = README) -> set[str]:
    """What stands in backquotes in the first column of the tables under a heading."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
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


def anchors(page: str) -> set[str]:
    """As they are made of headings where the pages are read: small letters, hyphens, nothing else."""
    found = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in found}


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


def test_every_alert_of_prometheus_is_in_its_guide_and_nothing_else() -> None:
    assert table("Prometheus and Grafana", UPTIME) == set(alerts())


def test_every_fault_is_in_the_readme_with_its_line_and_nothing_else() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "mock_portal", "faults", "--json"], capture_output=True, check=True
    )
    faults = {fault["name"]: fault["description"] for fault in json.loads(listed.stdout)["faults"]}
    assert table("Faults") == set(faults)
    assert all(f"| `{name}` | {text} |" in README for name, text in faults.items())


def test_the_settings_to_begin_with_can_be_loaded(tmp_path: Path) -> None:
    section = README.split("\n## A set-up of one's own\n")[1].split("\n## ")[0]
    (begin,) = re.findall(r"```toml\n(.+?)```", section, re.DOTALL)
    file = tmp_path / "enrollwatch.toml"
    file.write_text(dedent(f"   {begin}"))
    for name in ("portal-ca.pem", "vault-ca.pem", "role-id", "secret-id"):
        (tmp_path / name).write_text("made up")
        (tmp_path / name).chmod(0o600)
    assert [account.name for account in load(file, {}).accounts] == ["north-clinic"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_to_a_page_or_a_heading_of_ours_leads_there(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        page = (document.parent / path) if path else document
        assert page.exists(), target
        assert not anchor or anchor in anchors(page.read_text()), target
