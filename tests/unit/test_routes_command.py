"""`enrollwatch routes`: what ops asks at 3 a.m., who is told of this and when."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.cli.routes import routes
from agent.model.errors import SettingsError, UnknownAccountError

from .settings_text import SETTINGS

CHANNELS = """
[[channels]]
name = "ops-log"
kind = "log"
[[channels]]
name = "desk-log"
kind = "log"
for = "credentialing"
[[on_call]]
after = "30m"
channels = ["desk-log"]
"""
CRITICAL_ONLY = """
[[routes]]
severity = "critical"
channels = ["desk-log"]
"""
SATURDAY = ("--at", "2026-03-07T03:00:00-05:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS + CHANNELS)
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Exit status and standard output."""
    arguments = [*words, "--config", str(folder / "enrollwatch.toml")]
    result = CliRunner().invoke(routes, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value), result.stdout


def document(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    status, said = run(folder, *words, "--json")
    return status, json.loads(said)


def add(folder: Path, text: str) -> None:
    with (folder / "enrollwatch.toml").open("a") as settings:
        settings.write(text)


def test_a_password_that_expires_in_14_days_wakes_nobody_on_a_saturday(folder: Path) -> None:
    what = ("--severity", "information", "--rule", "password-expiry", "--account", "north-clinic")
    status, page = run(folder, "test", *what, *SATURDAY)
    assert status == 0
    assert page.splitlines() == [
        "INFORMATION password-expiry of north-clinic (account_problem) at 2026-03-07 03:00 EST"
        " (2026-03-07 08:00 UTC)",
        "",
        "Told, by the defaults:",
        "  desk-log         in the digest of 2026-03-09, at 2026-03-09 08:00 EDT (2026-03-09 12:00 UTC),"
        " in 2 d 4 h",
    ]


def test_what_is_critical_is_told_at_once_and_then_on_call_step_by_step(folder: Path) -> None:
    what = ("--severity", "critical", "--rule", "portal-availability")
    _, page = run(folder, "test", *what, *SATURDAY)
    assert page.splitlines()[2:] == [
        "Told, by the defaults:",
        "  ops-log          at once",
        "Then, while nobody takes it:",
        "  desk-log         at 2026-03-07 03:30 EST (2026-03-07 08:30 UTC)",
    ]
    assert document(folder, "test", *what, *SATURDAY)[1] == {
        "at": "2026-03-07T08:00:00+00:00",
        "verdict": "portal_down",
        "route": None,
        "told": [{"channel": "ops-log", "at": "2026-03-07T08:00:00+00:00", "digest": None}],
        "then": [{"at": "2026-03-07T08:30:00+00:00", "channels": ["desk-log"]}],
    }


def test_the_route_that_counts_is_named_and_that_nobody_is_told_is_found_wrong(folder: Path) -> None:
    add(folder, CRITICAL_ONLY)
    status, page = run(folder, "test", "--severity", "critical", "--rule", "revalidation", *SATURDAY)
    assert status == 0
    assert "Told, by routes[0]:\n  desk-log         at once" in page
    status, page = run(folder, "test", "--severity", "warning", "--rule", "revalidation", *SATURDAY)
    assert status == 1
    assert "Nobody is told: no route matches." in page


def test_a_verdict_may_stand_in_the_place_of_a_rule(folder: Path) -> None:
    _, told = document(folder, "test", "--severity", "critical", "--verdict", "account_problem")
    assert [each["channel"] for each in told["told"]] == ["desk-log"]


def test_the_list_says_the_hours_the_routes_and_what_they_leave_out(folder: Path) -> None:
    status, page = run(folder, "list")
    assert status == 0
    assert page.splitlines() == [
        "Working hours: mon, tue, wed, thu, fri 08:00 to 17:00 (America/New_York); the digest goes at 08:00.",
        "No routes: critical goes at once, warning in working hours, information daily.",
        "Channels: ops-log (any work), desk-log (credentialing).",
    ]
    add(folder, CRITICAL_ONLY)
    status, page = run(folder, "list")
    assert status == 1
    assert "routes[0]  severity critical -> desk-log" in page
    assert "WRONG: warning reaches nobody" in page
    assert document(folder, "list")[1]["routes"][0]["severity"] == ["critical"]


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("--severity", "critical"), SettingsError, "give --rule or --verdict"),
        (("--severity", "critical", "--rule", "nope"), SettingsError, "no rule 'nope'"),
        (
            ("--severity", "critical", "--rule", "revalidation", "--account", "nobody"),
            UnknownAccountError,
            "no account 'nobody'",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(
    folder: Path, words: tuple[str, ...], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        run(folder, "test", *words)
