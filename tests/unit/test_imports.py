"""Imports point down: the table of rooms, and which room may name which vendor."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AGENT = ROOT / "agent"

LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"model", "whole_files"}),
    frozenset({"windows"}),
    frozenset(
        {
            "settings",
            "metrics",
            "rules",
            "incidents",
            "routing",
            "due",
            "uptime",
            "logs",
            "budget",
            "own_faults",
            "rounds",
            "runbooks",
            "prometheus",
            "http_terms",
            "run_lock",
        }
    ),
    frozenset({"vault", "seal", "store", "browser", "lookups", "roster", "alerts", "slo"}),
    frozenset({"access", "evidence", "recorder", "delivery", "codes", "forecast", "packet", "availability"}),
    frozenset(
        {
            "first_numbers",
            "monthly",
            "retention",
            "visit",
            "probe",
            "last_facts",
            "on_call",
            "trials",
            "heartbeat",
        }
    ),
    frozenset({"backup", "schedule", "vital_signs", "views"}),
    frozenset({"daily_backup", "web"}),
    frozenset({"app"}),
    frozenset({"packing", "proofs", "upkeep"}),
    frozenset({"daemon", "checking", "demo"}),
    frozenset({"cli"}),
)
"""Lowest first. A room imports only from lower levels, and from itself."""

VENDORS = {
    "hvac": "vault",
    "cryptography": "seal",
    "sqlalchemy": "store",
    "alembic": "store",
    "playwright": "browser",
    "apscheduler": "schedule",
    "apscheduler.triggers.cron": "windows",
    "prometheus_client": "metrics",
    "aiosmtplib": "alerts",
    "argon2": "access",
    "itsdangerous": "access",
    "apprise": "alerts",
    "fastapi": "web",
    "holidays": "rules",
    "icalendar": "forecast",
    "markdown_it": "web",
    "openpyxl": "roster",
}
"""Vendor, or a part of it -> the one room of the agent that names it."""


def modules(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported name, and whether the import stands inside a function.

    What `import_module` is given is imported late on purpose, and hides nowhere.
    """
    tree = ast.parse(path.read_text())
    top = {id(node) for node in ast.walk(tree) if isinstance(node, ast.Module) for node in node.body}
    guarded = {id(n) for node in tree.body if isinstance(node, ast.If) for n in node.body}
    for node in ast.walk(tree):
        nested = id(node) not in top | guarded
        if isinstance(node, ast.Import):
            yield from ((alias.name, nested) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", nested) for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            yield from ((str(name.value), False) for name in node.args if isinstance(name, ast.Constant))


def room_of(path: Path) -> str:
    return path.relative_to(AGENT).parts[0].removesuffix(".py")


def level_of(room: str) -> int:
    return next(number for number, rooms in enumerate(LEVELS) if room in rooms)


def vendor_of(name: str) -> str | None:
    """The longest entry of the table that an imported name lies in."""
    return max((known for known in VENDORS if f"{name}.".startswith(f"{known}.")), key=len, default=None)


ROOMS = [path for path in modules(AGENT) if path.parent != AGENT or path.stem not in ("__init__", "__main__")]


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_lower_levels(path: Path) -> None:
    room = room_of(path)
    inner = {name.split(".")[1] for name, _ in imported(path) if name.startswith("agent.")}
    above = {other for other in inner if other != room and level_of(other) >= level_of(room)}
    assert not above, f"{room} imports {above}"


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_vendor_is_named_in_one_room(path: Path) -> None:
    named = {vendor for name, _ in imported(path) if (vendor := vendor_of(name))}
    assert all(VENDORS[vendor] == room_of(path) for vendor in named)


def test_each_vendor_of_the_table_is_used_in_its_room() -> None:
    for vendor, room in VENDORS.items():
        files = [path for path in ROOMS if room_of(path) == room]
        assert any(vendor_of(name) == vendor for path in files for name, _ in imported(path)), vendor


@pytest.mark.parametrize("folder", ["agent", "mock_portal"])
def test_no_import_hides_inside_a_function(folder: str) -> None:
    nested = [str(path) for path in modules(ROOT / folder) for _, inside in imported(path) if inside]
    assert nested == []


@pytest.mark.parametrize(
    ("folder", "others"),
    [
        ("agent", {"mock_portal", "scenarios", "tests"}),
        ("mock_portal", {"agent", "scenarios", "tests"}),
        ("scenarios", {"agent", "mock_portal"}),
    ],
)
def test_the_three_programs_meet_only_over_http_files_and_processes(folder: str, others: set[str]) -> None:
    for path in modules(ROOT / folder):
        assert not {name.split(".")[0] for name, _ in imported(path)} & others, path


@pytest.mark.parametrize(
    ("module", "late"),
    [
        ("agent.cli", {"sqlalchemy", "agent.rules", "playwright", "fastapi"}),
        ("agent.cli.secrets", {"sqlalchemy", "agent.rules", "playwright", "fastapi"}),
        ("agent.cli.incidents", {"alembic", "holidays", "icalendar", "openpyxl", "playwright", "fastapi"}),
        ("agent.cli.visit", {"alembic", "holidays", "icalendar", "openpyxl", "fastapi"}),
    ],
)
def test_a_command_starts_without_what_it_does_not_need(module: str, late: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert late & set(loaded.stdout.split()) == set()
