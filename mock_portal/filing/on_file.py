"""What an enrollment has on file: as approved, else grown from its seed as PECOS was told it.

Grown on demand, so that a large world starts fast; the same arguments give the same entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mock_portal.clock import midnight
from mock_portal.filing.forms.nouns import NO, TICKED, Practice
from mock_portal.filing.forms.organizations import GROUP_PRACTICE, SUPPLIER_TYPES
from mock_portal.filing.records import Credential, CredentialKind, Entry
from mock_portal.seeded import Draws
from mock_portal.world.entities import Account, Associate, AssociateKind, Enrollment
from mock_portal.world.nppes import Difference, NppesRecord, Told, grow
from mock_portal.world.places import Address

Values = dict[str, str]
_MOST_LINKED = 40
"""So many reassignments are prefilled; a group of a large world can have thousands."""
_OWN_PRACTICE = "First practice location"
_AHEAD = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Linked:
    """The other side of a reassignment."""

    name: str
    npi: str
    since: date


@dataclass(frozen=True, slots=True)
class Known:
    """From what the entries are grown. `officials` are the people of I&A who speak for an organization."""

    associate: Associate
    enrollment: Enrollment
    seed: int
    day: date
    linked: tuple[Linked, ...] = ()
    credentials: tuple[Credential, ...] = ()
    officials: tuple[Account, ...] = ()


def grown_entries(known: Known) -> tuple[Entry, ...]:
    """The entries of an enrollment that was never filed on this portal; `day` is when they are read."""
    grow_own = _person if known.associate.kind is AssociateKind.INDIVIDUAL else _organization
    told = _as_pecos_knows_it(known)
    topics = {**_shared(known, told), **grow_own(known, told)}
    return tuple(Entry(topic=key, values=values) for key, entries in topics.items() for values in entries)


def starting_entries(associate: Associate, specialty: str, practice: str, state: str) -> tuple[Entry, ...]:
    """What a first application begins with: what I&A and the questionnaire know already."""
    if associate.kind is AssociateKind.INDIVIDUAL:
        personal = {**_names(associate), "ssn": associate.tin, "npi": associate.npi, "specialty": specialty}
        return (Entry(topic="basic", values={"practice": practice}), Entry(topic="personal", values=personal))
    organization = {
        "name": associate.name, "ein": associate.tin, "npi": associate.npi, "type": specialty,
    }  # fmt: skip
    return (Entry(topic="basic", values={"state": state}), Entry(topic="organization", values=organization))


def _as_pecos_knows_it(known: Known) -> NppesRecord:
    """What NPPES would have, were the two kept in step: they agree where nothing was made to differ."""
    one, enrollment = known.associate, known.enrollment
    told = Told(
        npi=one.npi, kind=one.kind, name=one.name, state=enrollment.state, specialty=enrollment.specialty,
        difference=Difference.NONE,
    )  # fmt: skip
    return grow(told, known.seed, midnight(known.day))


def _shared(known: Known, told: NppesRecord) -> dict[str, list[Values]]:
    since = f"{known.enrollment.effective:%m/%d/%Y}"
    place = {"name": known.associate.name, **_address(told.location), "since": since}
    ptan = {"ptan": known.enrollment.medicare_id} if known.enrollment.medicare_id else {}
    return {
        "correspondence": [_address(told.mailing)],
        "adverse": [{"answer": NO}],
        "locations": [{**place, **ptan}],
        "special-payments": [{"where": _OWN_PRACTICE}],
        "records": [{"where": "At the practice locations"}],
        "billing-agency": [{"answer": NO}],
        "eft": [_bank(known)],
        "participation": [{"status": "Participating"}],
        "licenses": _licenses(known, told),
        "contacts": _contacts(known.officials, told.location.telephone_number),
    }


def _address(place: Address) -> Values:
    values = {
        "address_1": place.address_1, "address_2": place.address_2, "city": place.city, "state": place.state,
        "zip": place.postal_code, "telephone": place.telephone_number,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _bank(known: Known) -> Values:
    draws = Draws(known.seed, f"bank:{known.enrollment.id}")
    return {
        "bank": "Practice Savings Bank", "routing": f"99{draws.digits(7)}",
        "account_number": draws.digits(10), "account_type": "Checking", "holder": known.associate.name,
    }  # fmt: skip


def _licenses(known: Known, told: NppesRecord) -> list[Values]:
    kinds = (CredentialKind.LICENSE, CredentialKind.BOARD_CERTIFICATE, CredentialKind.DEA)
    kept = [
        {"kind": one.kind.value, "number": one.number, "expires": f"{one.expires:%m/%d/%Y}"}
        | ({"state": one.state} if one.state else {})
        for one in known.credentials
        if one.kind in kinds
    ]
    first = told.taxonomies[0]
    if kept or first.license is None:
        return kept
    state = {"state": first.state} if first.state else {}
    expires = f"{_renewal(known):%m/%d/%Y}"
    return [{"kind": CredentialKind.LICENSE.value, "number": first.license, "expires": expires, **state}]


def _renewal(known: Known) -> date:
    """A licence is renewed every second year; the next time that is not near."""
    year = known.enrollment.effective.year
    while date(year, 6, 30) < known.day + _AHEAD:
        year += 2
    return date(year, 6, 30)


def _contacts(officials: Iterable[Account], telephone: str) -> list[Values]:
    return [
        {"first_name": one.first_name, "last_name": one.last_name, "email": one.email, "telephone": telephone}
        for one in officials
    ]


def _names(associate: Associate) -> Values:
    last, _, first = associate.name.partition(", ")
    return {"last_name": last} | ({"first_name": first} if first else {})


def _person(known: Known, told: NppesRecord) -> dict[str, list[Values]]:
    practice = Practice.REASSIGNS if known.linked else Practice.PRIVATE
    draws = Draws(known.seed, f"person:{known.associate.pac_id}")
    personal = {
        **_names(known.associate), "birth_date": _birth_date(draws), "ssn": known.associate.tin,
        "npi": known.associate.npi, "specialty": known.enrollment.specialty,
    }  # fmt: skip
    business = {"structure": "Sole proprietor", "name": known.associate.name}
    return {
        "basic": [{"practice": practice.value}],
        "personal": [personal],
        "business": [business],
        "managing": [{"answer": NO}],
        "reassignments": _linked(known),
    }


def _linked(known: Known) -> list[Values]:
    return [
        {"name": one.name, "npi": one.npi, "since": f"{one.since:%m/%d/%Y}"}
        for one in known.linked[:_MOST_LINKED]
    ]


def _organization(known: Known, told: NppesRecord) -> dict[str, list[Values]]:
    one, enrollment = known.associate, known.enrollment
    kind = enrollment.specialty if enrollment.specialty in SUPPLIER_TYPES else GROUP_PRACTICE
    organization = {
        "name": one.name, "ein": one.tin, "npi": one.npi, "type": kind, "structure": "Corporation",
    }  # fmt: skip
    return {
        "basic": [{"state": enrollment.state}],
        "organization": [organization],
        "individual-control": _officials(known, told),
        "members": _linked(known),
        "chain": [{"answer": NO}],
    }


def _officials(known: Known, told: NppesRecord) -> list[Values]:
    """The official that NPPES has owns the organization; its officials of I&A are named beside them."""
    owner = (told.official_first_name.title(), told.official_last_name.title(), "")
    people = [owner, *((one.first_name, one.last_name, one.email) for one in known.officials)]
    return [_official(known, *names, owns=number == 0) for number, names in enumerate(people)]


def _official(known: Known, first: str, last: str, email: str, *, owns: bool) -> Values:
    draws = Draws(known.seed, f"official:{known.associate.pac_id}:{first} {last}")
    values = {
        "first_name": first, "last_name": last, "birth_date": _birth_date(draws),
        "ssn": f"900{draws.digits(6)}", "percent": "100" if owns else "0", "authorized": TICKED,
        "since": f"{known.enrollment.effective:%m/%d/%Y}",
    }  # fmt: skip
    return values | ({"managing": TICKED} if owns else {}) | ({"email": email} if email else {})


def _birth_date(draws: Draws) -> str:
    return f"{date(1950, 1, 1) + timedelta(days=draws.below(14_000)):%m/%d/%Y}"
