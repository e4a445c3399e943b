"""The portal's cast against what its visits open."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.rules import RULE_NAMES
from scenarios.casting import Persona, differences, opened_by, read_cast
from scenarios.collecting import CAST
from scenarios.programs import ROOT

LATE = Persona(trait="late", opens=frozenset({"revalidation:critical:2", "access-coverage:warning:1"}))


def visit(*findings: str, account: str = "late") -> dict[str, Any]:
    """Each finding as `rule:severity:subject`."""
    keys = ("rule", "severity", "subject")
    found = [dict(zip(keys, one.split(":"), strict=True)) for one in findings]
    return {"account": account, "findings": found}


def test_findings_are_counted_by_rule_and_severity_each_subject_once() -> None:
    made = visit("revalidation:critical:O1", "revalidation:critical:O2", "revalidation:critical:O2")
    assert opened_by([made, visit(account="well")]) == {
        "late": {"revalidation:critical:2"},
        "well": frozenset(),
    }


def test_what_is_missing_and_what_is_too_much_are_told_apart() -> None:
    seen = opened_by([visit("revalidation:critical:O1", "access-coverage:warning:late")])
    assert list(differences({"late": LATE}, seen)) == [
        "late: missing revalidation:critical:2",
        "late: not expected revalidation:critical:1",
    ]
    assert list(differences({"late": LATE}, {"late": LATE.opens})) == []


def test_the_shipped_cast_is_the_portals_with_its_traits() -> None:
    command = [sys.executable, "-m", "mock_portal", "cast", "--seed", "7", "--json"]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    shipped = read_cast(ROOT / "scenarios" / CAST)
    assert {name: one.trait for name, one in shipped.items()} == {
        one["name"]: one["note"] for one in told["accounts"]
    }


def test_the_shipped_cast_names_only_rules_that_there_are() -> None:
    shipped = read_cast(ROOT / "scenarios" / CAST).values()
    assert {name.partition(":")[0] for one in shipped for name in one.opens} <= set(RULE_NAMES)


def test_a_line_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    path = tmp_path / CAST
    path.write_text('[late]\ntrait = "late"\nopens = ["revalidation:dreadful:1"]\n', encoding="utf-8")
    with pytest.raises(ValidationError, match=r"late\.opens"):
        read_cast(path)
