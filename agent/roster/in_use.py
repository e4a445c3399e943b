"""The roster that an account uses: a strict CSV file, or the NPIs of the settings."""

import csv
from datetime import datetime
from pathlib import Path

from agent.model.errors import SettingsError
from agent.model.roster import Roster, RosterEntry, Status
from agent.roster.columns import NPI
from agent.roster.entries import Complaint, parsed
from agent.roster.tables import Table, rows_of
from agent.settings import AccountSettings


def roster_of(account: AccountSettings, watched_since: datetime) -> Roster:
    """From the account's `roster` file, or from its `npis`; each NPI at most once.

    The file is CSV in UTF-8 with a header: `npi` and, if wanted, the other columns that an import
    writes; what is not known is ignored. Raises SettingsError naming file and line.
    """
    expected = account.expected or Status.APPROVED
    entries = (
        entries_in(account.roster, expected)
        if account.roster
        else tuple(RosterEntry(npi=npi, expected=expected) for npi in dict.fromkeys(account.npis))
    )
    of_all = None if account.roster or account.npis else account.expected
    return Roster(account=account.name, watched_since=watched_since, entries=entries, of_all=of_all)


def entries_in(path: Path, expected: str) -> tuple[RosterEntry, ...]:
    """What the file in use has. Raises SettingsError naming file and line."""
    try:
        lines = list(rows_of(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(
            "the roster cannot be read", str(path), "make it a readable CSV file in UTF-8"
        ) from error
    header = lines.pop(0).cells if lines else []
    found = parsed(Table(header, lines), expected, any_status=True)
    if found.complaints:
        raise _refusal(found.complaints[0], path)
    return found.entries


def _refusal(complaint: Complaint, path: Path) -> SettingsError:
    where = f"{path}:{complaint.line}"
    if complaint.what.startswith("there is no column"):
        return SettingsError("the roster has no column `npi`", where, "add a header with it")
    if complaint.column == NPI:
        return SettingsError(complaint.what.partition(", first")[0], where, "correct or remove the row")
    return SettingsError(f"{complaint.column}: {complaint.what}", where, "correct the cell")
