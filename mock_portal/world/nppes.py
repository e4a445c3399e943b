"""NPPES: its own record of every NPI, which nobody keeps in step with PECOS (S2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.seeded import Draws
from mock_portal.world.entities import AssociateKind, Enrollment, Entity, WorldState
from mock_portal.world.places import TOWNS, Address, draw_address
from mock_portal.world.specialties import Specialty, specialty_of

_FIRST_NPI = datetime(2006, 5, 23, 12, tzinfo=UTC)
_OTHER_TAXONOMY = Specialty(
    "", "", "390200000X", "Student in an Organized Health Care Education/Training Program"
)


class Difference(StrEnum):
    """In what a seeded NPPES record differs from what PECOS was told."""

    NONE = "none"
    ADDRESS = "address"  # the practice is in another state
    NAME = "name"  # a former name
    TAXONOMY = "taxonomy"  # from before the training ended


_DIFFERENCE = {0: Difference.ADDRESS, 1: Difference.NAME, 2: Difference.TAXONOMY}
_ALL_WELL = "all well"
_ONE_IN = 30
"""Three of thirty seeded records differ: our choice, no source gives a rate."""


class Told(Entity):
    """What NPPES was told about an NPI when the world was seeded; PECOS may change later, this does not."""

    npi: str
    kind: AssociateKind
    name: str
    state: str
    specialty: str
    difference: Difference | None = None
    """Null: by chance."""


class Taxonomy(Entity):
    """A provider type of the NUCC code set with the licence, where one is given."""

    code: str
    desc: str
    primary: bool = True
    license: str | None = None
    state: str | None = None
    taxonomy_group: str = ""


class NppesRecord(Entity):
    """A record of NPPES. A person has first and last name, an organization its name and an official."""

    npi: str
    kind: AssociateKind
    first_name: str = ""
    last_name: str = ""
    former_last_name: str = ""
    credential: str = ""
    sex: str = ""
    organization_name: str = ""
    official_first_name: str = ""
    official_last_name: str = ""
    location: Address
    mailing: Address
    taxonomies: tuple[Taxonomy, ...]
    created: AwareDatetime
    last_updated: AwareDatetime


class NppesState(Entity):
    """What was told at seeding, and the records that were changed since."""

    seed: int
    seeded: AwareDatetime
    told: tuple[Told, ...]
    changed: tuple[NppesRecord, ...] = ()


class Nppes:
    """All records. One is grown from the seed when first asked for, so a large world starts fast."""

    def __init__(self, state: NppesState) -> None:
        self._seed = state.seed
        self._seeded = state.seeded
        self._told = {told.npi: told for told in state.told}
        self._changed = {record.npi: record for record in state.changed}
        self._grown: dict[str, NppesRecord] = {}

    def state(self) -> NppesState:
        """The whole as one value."""
        return NppesState.model_construct(
            seed=self._seed,
            seeded=self._seeded,
            told=tuple(self._told.values()),
            changed=tuple(self._changed.values()),
        )

    def record(self, npi: str) -> NppesRecord | None:
        """The record of that NPI."""
        if (changed := self._changed.get(npi)) is not None:
            return changed
        if npi not in self._grown and npi in self._told:
            self._grown[npi] = grow(self._told[npi], self._seed, self._seeded)
        return self._grown.get(npi)

    def records(self) -> Iterator[NppesRecord]:
        """All records, in the order seeded; those that came later last."""
        known = dict.fromkeys((*self._told, *self._changed))
        return (record for npi in known if (record := self.record(npi)) is not None)

    def put(self, record: NppesRecord) -> None:
        """Store a record's new value."""
        self._changed[record.npi] = record


def tell(world: WorldState) -> tuple[Told, ...]:
    """What NPPES is told of a seeded world: name, and state and specialty of the first enrollment.

    Where all is well NPPES agrees; of the others the first ones show each kind of difference.
    """
    first: dict[str, Enrollment] = {}
    for enrollment in world.enrollments:
        first.setdefault(enrollment.pac_id, enrollment)
    well = {key for one in world.accounts if one.note.startswith(_ALL_WELL) for key in one.associates}
    shown = iter((Difference.ADDRESS, Difference.NAME, Difference.TAXONOMY))
    return tuple(
        Told.model_construct(
            npi=one.npi,
            kind=one.kind,
            name=one.name,
            state=first[one.pac_id].state,
            specialty=first[one.pac_id].specialty,
            difference=Difference.NONE if one.pac_id in well else next(shown, None),
        )
        for one in world.associates
        if one.pac_id in first
    )


def difference_of(told: Told, seed: int) -> Difference:
    """In what the seeded record of this NPI differs from what was told."""
    if told.difference is not None:
        return told.difference
    return _DIFFERENCE.get(Draws(seed, f"nppes-difference:{told.npi}").below(_ONE_IN), Difference.NONE)


def grow(told: Told, seed: int, seeded: datetime) -> NppesRecord:
    """The record as seeded; the same arguments give the same record."""
    draws = Draws(seed, f"nppes:{told.npi}")
    difference = difference_of(told, seed)
    state = draws.pick(sorted(TOWNS)) if difference is Difference.ADDRESS else told.state
    while difference is Difference.ADDRESS and state == told.state:
        state = draws.pick(sorted(TOWNS))
    location = draw_address(draws, state)
    mailing = location if draws.below(2) else draw_address(draws, state)
    created = _FIRST_NPI + timedelta(seconds=draws.below(10 * 365 * 86_400))
    updated = created + timedelta(seconds=draws.below(8 * 365 * 86_400))
    names = _person(told, draws, difference) if told.kind is AssociateKind.INDIVIDUAL else None
    return NppesRecord.model_construct(
        _fields_set=None,
        npi=told.npi,
        kind=told.kind,
        location=location,
        mailing=mailing,
        taxonomies=(_taxonomy(told, draws, difference),),
        created=min(created, seeded),
        last_updated=min(updated, seeded),
        **(names or _organization(told, draws, difference)),
    )


def _person(told: Told, draws: Draws, difference: Difference) -> dict[str, str]:
    last, _, first = told.name.upper().partition(", ")
    former = f"{last.partition('-')[0]}-HOLT" if difference is Difference.NAME else ""
    return {
        "first_name": first,
        "last_name": former or last,
        "former_last_name": last if former else "",
        "credential": specialty_of(told.specialty, told.kind).credential,
        "sex": draws.pick("FM"),
    }


def _organization(told: Told, draws: Draws, difference: Difference) -> dict[str, str]:
    suffix = " HOLDINGS" if difference is Difference.NAME else ""
    return {
        "organization_name": told.name.upper() + suffix,
        "official_first_name": draws.pick(("ALMA", "BORIS", "CARLOTTA", "DESMOND")),
        "official_last_name": draws.pick(("FENWICK", "GRANGER", "HOLLISTER", "IRONS")),
    }


def _taxonomy(told: Told, draws: Draws, difference: Difference) -> Taxonomy:
    known = specialty_of(told.specialty, told.kind)
    specialty = _OTHER_TAXONOMY if difference is Difference.TAXONOMY else known
    if told.kind is AssociateKind.ORGANIZATION:
        return Taxonomy.model_construct(code=specialty.taxonomy, desc=specialty.taxonomy_text)
    return Taxonomy.model_construct(
        code=specialty.taxonomy,
        desc=specialty.taxonomy_text,
        license=f"{known.credential[:2]}{draws.digits(6)}",
        state=told.state,
    )


def registration_day(moment: datetime) -> date:
    """The calendar date NPPES prints for a moment; the real one counts in UTC as far as samples show."""
    return moment.astimezone(UTC).date()
