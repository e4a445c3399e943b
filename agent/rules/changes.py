"""Changes that PECOS is still to be told of: what the roster says, and what NPPES was told (W38, S2)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from agent.model.facts import ApplicationFact, EnrollmentFact
from agent.model.public import RegistryRecord
from agent.model.roster import ChangeKind, RosterEntry
from agent.rules.applications import DMEPOS_FORM, Printed
from agent.rules.cross_checks import plain
from agent.rules.revalidating import CHANGE, NOT_SENT, is_at_contractor
from agent.rules.seen import IN_FORCE, Seen

LEGAL_NAME = "legal name"
_PERSON = "individual"
_NUMBER = re.compile(r"\d[\w-]*")
_SHORT = frozenset({ChangeKind.OWNERSHIP, ChangeKind.ADVERSE_ACTION, ChangeKind.PRACTICE_LOCATION})
_UNPROCESSED = frozenset({Printed.REJECTED, Printed.RETURNED, Printed.WITHDRAWN})
"""An application that ended so has told the contractor nothing (W15)."""


@dataclass(frozen=True)
class Change:
    """Something that happened on a day; `within` is how many days there are to report it."""

    npi: str
    kind: str
    day: date
    within: int
    in_nppes: bool  # NPPES was told on that day; else the roster says so

    @property
    def subject(self) -> str:
        return f"{self.npi} {self.kind}"


class Told(Enum):
    """Whether a change has reached the contractor."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Found:
    """What differs; `doubtful` are subjects of which something that decides was not read."""

    changes: tuple[Change, ...]
    doubtful: tuple[str, ...]


def find_changes(seen: Seen, npis: Collection[str]) -> Found:
    """Of those NPIs that have an enrollment in force."""
    in_force = {
        npi: living
        for npi in npis
        if (living := [one for one in seen.enrollments_of.get(npi, ()) if one.status in IN_FORCE])
    }
    doubtful = [
        f"{npi} {kind}"
        for npi in npis
        if any(one.status is None for one in seen.enrollments_of.get(npi, ()))
        for kind in (*ChangeKind, LEGAL_NAME)
    ]
    changes: list[Change] = []
    for entry in seen.roster.entries:
        if entry.changed and entry.npi in in_force:
            _of_roster(entry, in_force[entry.npi], seen, changes, doubtful)
    names = {one.npi: one.name for one in seen.facts.associates or ()}
    for record in (seen.facts.public.registry if seen.facts.public else None) or ():
        if record.npi in in_force:
            _of_nppes(record, names.get(record.npi), in_force[record.npi], seen, changes, doubtful)
    return Found(tuple(changes), tuple(doubtful))


def _of_roster(
    entry: RosterEntry, mine: list[EnrollmentFact], seen: Seen, changes: list[Change], doubtful: list[str]
) -> None:
    if entry.changed is None or entry.changed_on is None:
        doubtful.append(f"{entry.npi} {entry.changed}")
        return
    within = _within(entry.changed, mine, seen)
    changes.append(Change(entry.npi, entry.changed, entry.changed_on, within, in_nppes=False))


def _of_nppes(
    record: RegistryRecord,
    name: str | None,
    mine: list[EnrollmentFact],
    seen: Seen,
    changes: list[Change],
    doubtful: list[str],
) -> None:
    """`updated` is of the whole record: the day of the change at the latest. What PECOS took up after it
    is newer than NPPES, and nothing to report."""
    begun = [one.effective for one in mine]
    for kind, differs in (
        (ChangeKind.PRACTICE_LOCATION.value, _moved(record, mine)),
        (LEGAL_NAME, _renamed(record, name)),
    ):
        if differs is None or (differs and (record.updated is None or None in begun)):
            doubtful.append(f"{record.npi} {kind}")
        elif differs and record.updated and all(day and day < record.updated for day in begun):
            within = _within(kind, mine, seen)
            changes.append(Change(record.npi, kind, record.updated, within, in_nppes=True))


def _within(kind: str, mine: Iterable[EnrollmentFact], seen: Seen) -> int:
    """DMEPOS suppliers have the short period for everything (W38)."""
    short = kind in _SHORT or any(one.form == DMEPOS_FORM for one in mine)
    return seen.policy.report_short_days if short else seen.policy.report_long_days


def _moved(record: RegistryRecord, mine: Iterable[EnrollmentFact]) -> bool | None:
    """Whether NPPES has a practice location that PECOS has not; None where it cannot be told."""
    if record.location is None:
        return None
    there = _place(record.location.address, record.location.postal_code)
    places = [one.locations for one in mine]
    if any(there == _place(one.address, one.postal_code) for listed in places for one in listed or ()):
        return False
    return True if all(places) else None


def _place(address: str, postal_code: str) -> tuple[str, str]:
    """Five digits of the ZIP and the house number: streets and suites are written in too many ways."""
    number = _NUMBER.search(address)
    return postal_code[:5], number[0] if number else address.casefold()


def _renamed(record: RegistryRecord, name: str | None) -> bool | None:
    if record.name is None or name is None:
        return None
    if record.name.casefold() == name.casefold():
        return False
    return _short(record.name, record.kind) != _short(name, record.kind)


def _short(name: str, kind: str | None) -> str:
    """As it is compared; of a person last and first name: either system may leave the others out."""
    last, comma, given = name.partition(",")
    if kind != _PERSON or not comma:
        return plain(name)
    return f"{plain(last)}, {plain(given).partition(' ')[0]}"


def told(change: Change, seen: Seen) -> Told:
    """Whether a change of information of that NPI was sent on that day or later.

    One that the contractor is working on counts whenever it was sent: NPPES may have been told after PECOS.
    """
    answers = [_tells(change, one, seen) for one in seen.applications_of.get(change.npi, ())]
    if Told.YES in answers:
        return Told.YES
    if Told.UNKNOWN in answers or not seen.facts.whole("applications"):
        return Told.UNKNOWN
    return Told.NO


def _tells(change: Change, one: ApplicationFact, seen: Seen) -> Told:
    if one.reason is not None and one.reason != CHANGE:
        return Told.NO
    if one.reason is None or one.status is None:
        return Told.UNKNOWN
    if change.in_nppes and is_at_contractor(one):
        return Told.YES
    if one.status in NOT_SENT | _UNPROCESSED or (one.since and one.since < change.day):
        return Told.NO
    sent = [seen.policy.today(step.at) for step in one.history or () if step.status == Printed.SUBMITTED]
    if not sent:
        return Told.UNKNOWN
    return Told.YES if max(sent) >= change.day else Told.NO
