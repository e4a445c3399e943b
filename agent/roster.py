"""Roster files: what a practice expects to find, as CSV."""

import csv
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from agent.model.errors import SettingsError
from agent.model.roster import Roster, RosterEntry, Status
from agent.settings import AccountSettings


def roster_of(account: AccountSettings, watched_since: datetime) -> Roster:
    """From the account's `roster` file, or from its `npis`; each NPI at most once.

    The file has a header with `npi` and, if wanted, `expected`; other columns are ignored.
    Raises SettingsError naming file and line.
    """
    expected = account.expected or Status.APPROVED
    entries = (
        _read(account.roster, expected)
        if account.roster
        else [RosterEntry(npi=npi, expected=expected) for npi in dict.fromkeys(account.npis)]
    )
    of_all = None if account.roster or account.npis else account.expected
    return Roster(account=account.name, watched_since=watched_since, entries=tuple(entries), of_all=of_all)


def _read(path: Path, expected: str) -> list[RosterEntry]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
            if "npi" not in columns:
                raise SettingsError("the roster has no column `npi`", f"{path}:1", "add a header with it")
            read = [
                (rows.line_num, (row[columns["npi"]] or "").strip(), _cell(row, columns.get("expected")))
                for row in rows
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(
            "the roster cannot be read", str(path), "make it a readable CSV file in UTF-8"
        ) from error
    return _checked(path, read, expected)


def _cell(row: dict[str, str], column: str | None) -> str:
    return (row.get(column) or "").strip() if column else ""


def _checked(path: Path, rows: list[tuple[int, str, str]], default: str) -> list[RosterEntry]:
    entries: dict[str, RosterEntry] = {}
    for line, npi, expected in rows:
        if npi in entries:
            raise SettingsError(f"NPI {npi} stands in the roster twice", f"{path}:{line}", "remove one row")
        try:
            entries[npi] = RosterEntry(npi=npi, expected=expected or default)
        except ValidationError as error:
            raise SettingsError(
                f"{npi!r} is not a valid NPI", f"{path}:{line}", "correct the ten digits"
            ) from error
    return list(entries.values())
