"""`enrollwatch roster import` as it is typed: what it says, what it leaves, and its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.cli.roster import roster
from agent.model.errors import SettingsError, UnknownAccountError

from .builders import NPI, OTHER_NPI
from .settings_text import SETTINGS

ROSTERS = """
roster = "north.csv"
[[accounts]]
name = "no-roster"
vault_path = "portal/no-roster"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS + ROSTERS)
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def run(folder: Path, text: str, *options: str) -> tuple[int, str]:
    """Exit status and standard output."""
    (folder / "coming.csv").write_text(text)
    words = ["import", str(folder / "coming.csv"), "--config", str(folder / "enrollwatch.toml"), *options]
    result = CliRunner().invoke(roster, words, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value), result.stdout


def document(folder: Path, text: str, *options: str) -> tuple[int, dict[str, Any]]:
    status, output = run(folder, text, "--json", *options)
    return status, json.loads(output)


def test_a_good_file_is_put_in_place_and_there_is_nothing_to_compare_with_yet(folder: Path) -> None:
    status, output = run(folder, f"npi,name\n{NPI},Hale\n")
    assert status == 0
    assert (folder / "north.csv").read_text().splitlines()[1].startswith(f"{NPI},Approved,Hale,")
    assert f"added {NPI}" in output
    assert '"name": "Hale"' in output
    assert "no visit has read any facts of north-clinic" in output


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path) -> None:
    status, told = document(folder, f"npi\n{NPI}\n", "--dry-run", "--sample", "1")
    assert (status, told["written"], told["added"], told["bad"]) == (0, False, [NPI], [])
    assert [entry["npi"] for entry in told["sample"]] == [NPI]
    assert not (folder / "north.csv").exists()


def test_one_bad_row_refuses_the_whole_file_and_is_found_wrong(folder: Path) -> None:
    (folder / "north.csv").write_text(f"npi\n{OTHER_NPI}\n")
    status, told = document(folder, f"npi\n{NPI}\n12\n")
    assert (status, told["written"]) == (1, False)
    assert told["bad"] == [{"line": 3, "column": "NPI", "what": "'12' is not a valid NPI"}]
    assert (folder / "north.csv").read_text() == f"npi\n{OTHER_NPI}\n"
    assert not (folder / "north.csv.bak").exists()


def test_a_subset_is_taken_beside_bad_rows_and_drops_nobody(folder: Path) -> None:
    (folder / "north.csv").write_text(f"npi\n{OTHER_NPI}\n")
    status, told = document(folder, f"npi\n{NPI}\n12\n", "--subset", "1")
    assert (status, told["written"], told["added"], told["dropped"]) == (1, True, [NPI], [])
    assert (folder / "north.csv.bak").read_text() == f"npi\n{OTHER_NPI}\n"


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (["--account", "nobody"], UnknownAccountError, "no account 'nobody'"),
        (["--account", "no-roster"], SettingsError, "has no roster file"),
        (["--config", "/nowhere.toml"], SettingsError, "nowhere"),
    ],
)
def test_what_cannot_start_is_said(
    folder: Path, options: list[str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        run(folder, f"npi\n{NPI}\n", *options)
    assert not (folder / "north.csv").exists()
