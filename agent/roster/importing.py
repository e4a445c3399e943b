"""An import: what it would do to the roster in use, and doing it in one step."""

import csv
import io
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from agent.model.errors import SettingsError
from agent.model.roster import RosterEntry
from agent.roster import columns as col
from agent.roster.entries import Complaint, parsed
from agent.roster.tables import csv_table
from agent.roster.workbooks import workbook_table
from agent.whole_files import write_whole

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})


@dataclass(frozen=True)
class Change:
    """An entry that is another than before; `fields` names what differs."""

    npi: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What an import would leave: `entries`, and how they differ from those in use."""

    rows: int
    entries: tuple[RosterEntry, ...]
    complaints: tuple[Complaint, ...]
    notes: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[Change, ...]
    dropped: tuple[str, ...]
    partial: bool  # only the first rows were taken, and nothing is dropped

    @property
    def may_be_written(self) -> bool:
        """All or nothing: one bad row refuses the whole, except where a part was asked for."""
        return bool(self.entries) and (self.partial or not self.complaints)

    def sample(self, size: int, seed: int) -> tuple[RosterEntry, ...]:
        """So many entries to compare with the source by eye, drawn by a seed, in their order."""
        dice = Random(seed)  # noqa: S311 - a sample to look at, to be drawn again by its seed
        drawn = dice.sample(range(len(self.entries)), min(size, len(self.entries)))
        return tuple(self.entries[place] for place in sorted(drawn))


def planned(
    file: Path,
    in_use: Iterable[RosterEntry],
    expected: str,
    *,
    sheet: str | None = None,
    subset: int | None = None,
) -> Plan:
    """Reads the file. With `subset` only the first so many good rows, over what is in use.

    Raises SettingsError where it cannot be read at all.
    """
    table = workbook_table(file, sheet) if file.suffix.lower() in _WORKBOOKS else csv_table(file)
    found = parsed(table, expected)
    known = {entry.npi: entry for entry in in_use}
    taken = found.entries if subset is None else found.entries[:subset]
    coming = {entry.npi: entry for entry in taken}
    kept = {**known, **coming} if subset is not None else coming
    return Plan(
        rows=len(table.lines),
        entries=tuple(kept.values()),
        complaints=found.complaints,
        notes=table.notes,
        added=tuple(npi for npi in coming if npi not in known),
        changed=tuple(_changes(known, coming)),
        dropped=tuple(npi for npi in known if npi not in kept),
        partial=subset is not None,
    )


def _changes(known: dict[str, RosterEntry], coming: dict[str, RosterEntry]) -> Iterable[Change]:
    for npi, entry in coming.items():
        if npi in known and known[npi] != entry:
            fields = RosterEntry.model_fields
            yield Change(npi, tuple(f for f in fields if getattr(entry, f) != getattr(known[npi], f)))


def write(plan: Plan, path: Path) -> None:
    """In the place of the file in use, whole at every moment; what was there is kept as `.bak`.

    Raises SettingsError where the folder cannot be written; the file in use is then as it was.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            rights = stat.S_IMODE(target.stat().st_mode)
            write_whole(target.with_name(f"{target.name}.bak"), target.read_bytes(), mode=rights)
        write_whole(target, _as_csv(plan.entries).encode())
    except OSError as error:
        raise SettingsError(
            f"the roster cannot be written: {error.strerror}",
            str(target),
            "free the disk, or the folder's rights",
        ) from error


def _as_csv(entries: Iterable[RosterEntry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(col.COLUMNS)
    for entry in entries:
        places = entry.locations
        writer.writerow(
            (
                entry.npi,
                entry.expected,
                entry.name or "",
                entry.tin_last or "",
                ";".join(entry.ptans),
                *(
                    _listed(getattr(place, part) for place in places)
                    for part in ("address", "city", "state", "postal_code")
                ),
                ";".join(entry.groups),
                ";".join(entry.roles),
                entry.last_claim or "",
                entry.changed or "",
                entry.changed_on or "",
            )
        )
    return text.getvalue()


def _listed(parts: Iterable[str]) -> str:
    """Empty where every part is."""
    listed = list(parts)
    return "; ".join(listed) if any(listed) else ""
