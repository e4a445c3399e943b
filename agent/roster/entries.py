"""From the rows of a table to what is expected of each NPI; every cell that is wrong is named."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agent.model.roster import ChangeKind, RosterEntry, RosterLocation, Status, npi_is_valid
from agent.roster import columns as col
from agent.roster.tables import Line, Table
from agent.roster.workbooks import FORMULA

STATUSES = (*Status, "Stay", "Opt Out", "Withdrawn", "Denied", "Revoked")
"""What a roster may expect: every status that PECOS prints."""
ROLES = ("billing", "rendering", "ordering", "referring")
_LONGEST = 2000  # characters of a cell; a list of a hundred PTANs has half of it
_PARTS = re.compile(r"[;|,\n]")
_LISTED = re.compile(r"[;|\n]")
_PTAN = re.compile(r"[A-Z0-9]{4,12}")  # Part A 6 digits, Part B letters and digits (W24)
_TIN = re.compile(r"\d{4,5}")
_STATE = re.compile(r"[A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")


@dataclass(frozen=True)
class Complaint:
    """A cell that is wrong: its line, the name of its column, and what is wrong with it."""

    line: int
    column: str
    what: str


@dataclass(frozen=True)
class Parsed:
    """The entries of the rows that are right, in their order; the complaints of the others."""

    entries: tuple[RosterEntry, ...]
    complaints: tuple[Complaint, ...]


def parsed(table: Table, expected: str, *, any_status: bool = False) -> Parsed:
    """`expected` is that of an empty cell; `any_status`: other words than PECOS's are taken as they are."""
    places, twice = col.places(table.header)
    complaints = [Complaint(1, column, "the column stands there twice") for column in twice]
    if col.NPI not in places:
        return Parsed((), (*complaints, Complaint(1, col.NPI, "there is no column `npi`")))
    entries: dict[str, RosterEntry] = {}
    first: dict[str, int] = {}
    for line in table.lines:
        row = _Row(line, places, expected, any_status)
        entry = row.entry()
        if entry is not None and entry.npi in entries:
            row.complain(
                col.NPI, f"NPI {entry.npi} stands in the roster twice, first on line {first[entry.npi]}"
            )
        elif entry is not None:
            entries[entry.npi], first[entry.npi] = entry, line.number
        complaints += row.complaints
    return Parsed(tuple(entries.values()), tuple(complaints))


class _Row:
    """One row being read; it goes on after a bad cell, so that all of them are told at once."""

    def __init__(self, line: Line, places: Mapping[str, int], expected: str, any_status: bool) -> None:
        self._line, self._places = line, places
        self._expected, self._any_status = expected, any_status
        self.complaints: list[Complaint] = []

    def complain(self, column: str, what: str) -> None:
        self.complaints.append(Complaint(self._line.number, column, what))

    def entry(self) -> RosterEntry | None:
        """Null where any cell is wrong."""
        npi = self._cell(col.NPI)
        if not npi_is_valid(npi):
            self.complain(col.NPI, f"{npi[:40]!r} is not a valid NPI")
        fields = {
            "npi": npi,
            "expected": self._status(),
            "name": self._cell(col.NAME) or None,
            "tin_last": self._matching(col.TIN, _TIN, "is not the last four or five digits") or None,
            "ptans": self._each(col.PTANS, _PTAN, "is not a PTAN"),
            "locations": tuple(self._locations()),
            "groups": tuple(self._groups()),
            "roles": tuple(self._roles()),
            "last_claim": self._day(col.LAST_CLAIM),
            "changed": self._kind(),
            "changed_on": self._day(col.CHANGED_ON),
        }
        if (fields["changed"] is None) != (fields["changed_on"] is None) and not self.complaints:
            self.complain(col.CHANGED_ON, "what changed and the day it did belong together")
        return None if self.complaints else RosterEntry.model_validate(fields)

    def _cell(self, column: str) -> str:
        place = self._places.get(column)
        if place is None or place >= len(self._line.cells):
            return ""
        text = self._line.cells[place].strip()
        if text == FORMULA:
            self.complain(column, "the cell has a formula: put its value there")
            return ""
        if len(text) > _LONGEST:
            self.complain(column, f"has more than {_LONGEST} characters")
        elif _CONTROL.search(text):
            self.complain(column, "has a control character")
        else:
            return text
        return ""

    def _parts(self, column: str, separator: re.Pattern[str] = _PARTS) -> list[str]:
        return [part.strip() for part in separator.split(self._cell(column)) if part.strip()]

    def _status(self) -> str:
        word = self._cell(col.EXPECTED)
        known = {status.casefold(): str(status) for status in STATUSES}
        if not word:
            return self._expected
        found = known.get(word.casefold().replace("-", " "))
        if found is None and not self._any_status:
            self.complain(col.EXPECTED, f"{word[:40]!r} is no status: use {', '.join(STATUSES)}")
        return found or word

    def _matching(self, column: str, shape: re.Pattern[str], wrong: str) -> str:
        word = self._cell(column)
        if word and not shape.fullmatch(word.upper()):
            self.complain(column, f"{word[:40]!r} {wrong}")
        return word.upper()

    def _each(self, column: str, shape: re.Pattern[str], wrong: str) -> tuple[str, ...]:
        words = [word.upper() for word in self._parts(column)]
        for word in words:
            if not shape.fullmatch(word):
                self.complain(column, f"{word[:40]!r} {wrong}")
        return tuple(dict.fromkeys(words))

    def _groups(self) -> Iterator[str]:
        for npi in dict.fromkeys(self._parts(col.GROUPS)):
            if not npi_is_valid(npi):
                self.complain(col.GROUPS, f"{npi[:40]!r} is not a valid NPI")
            yield npi

    def _roles(self) -> Iterator[str]:
        for word in dict.fromkeys(part.casefold() for part in self._parts(col.ROLES)):
            if word not in ROLES:
                self.complain(col.ROLES, f"{word[:40]!r} is no role: use {', '.join(ROLES)}")
            yield word

    def _kind(self) -> ChangeKind | None:
        word = self._cell(col.CHANGED).casefold()
        if not word:
            return None
        try:
            return ChangeKind(word)
        except ValueError:
            self.complain(col.CHANGED, f"{word[:40]!r} is no change: use {', '.join(ChangeKind)}")
            return None

    def _day(self, column: str) -> date | None:
        word = self._cell(column)
        for shape in ("%Y-%m-%d", "%m/%d/%Y"):
            try:
                return datetime.strptime(word, shape).replace(tzinfo=UTC).date() if word else None
            except ValueError:
                continue
        self.complain(column, f"{word[:40]!r} is not a date such as 2026-03-02 or 03/02/2026")
        return None

    def _locations(self) -> Iterator[RosterLocation]:
        """Several stand in each of the columns, in the same order, with semicolons between."""
        lists = {column: self._listed(column) for column in (col.ADDRESS, col.CITY, col.STATE, col.ZIP)}
        counts = {len(parts) for parts in lists.values() if parts}
        if len(counts) > 1:
            self.complain(col.ADDRESS, "the location columns do not have equally many parts")
            return
        for place in range(max(counts, default=0)):
            address, city, state, code = (parts[place] if parts else "" for parts in lists.values())
            if state and not _STATE.fullmatch(state.upper()):
                self.complain(col.STATE, f"{state[:40]!r} is not a State's two letters")
            if code and not _ZIP.fullmatch(code):
                self.complain(col.ZIP, f"{code[:40]!r} is not a ZIP code of five or nine digits")
            yield RosterLocation(
                address=address, city=city, state=state.upper(), postal_code=code.replace("-", "")
            )

    def _listed(self, column: str) -> Sequence[str]:
        """Like `_parts`, but commas belong to addresses, and an empty part keeps its place."""
        text = self._cell(column)
        return [part.strip() for part in _LISTED.split(text)] if text else []
