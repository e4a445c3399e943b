"""What the NPI Registry can be asked, what it refuses, and which records it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from mock_portal.world.entities import AssociateKind
from mock_portal.world.nppes import Nppes, NppesRecord
from mock_portal.world.places import Address

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 200
FARTHEST_SKIP = 1200
SHORTEST_STEM = 2
"""Characters before a wildcard (G5)."""
_TEXTS = ("first_name", "last_name", "organization_name", "city", "taxonomy_description", "postal_code")
_NARROW = ("number", *_TEXTS)
_BROAD = ("state", "country_code", "address_purpose")
"""Not enough by themselves; that the last two are so is our reading of G5."""
_PURPOSES = ("LOCATION", "MAILING", "PRIMARY", "SECONDARY")
_NPI = re.compile(r"\d{10}", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_TEXT = re.compile(r"[A-Za-z0-9 &:,'#.()/;@\"*-]*")
_ALIASES = {"BEN": "BENEDICT", "TOBY": "TOBIAS", "GRETTA": "GRETA", "XAVI": "XAVIER", "NICK": "NIKOLAI"}
"""First names that `use_first_name_alias` takes for one another; NPPES has a longer list."""


class Fault(StrEnum):
    """Numbers of the registry's errors, as recorded from it."""

    WILDCARD = "03"
    NOTHING_ASKED = "04"
    CHARACTERS = "05"
    NPI = "06"
    TOO_BROAD = "07"
    TYPE_ALONE = "09"
    VERSION = "17"


_SENTENCES = {
    Fault.WILDCARD: "Wildcards require at least two leading characters",
    Fault.NOTHING_ASKED: "No valid search criteria provided",
    Fault.CHARACTERS: "Field contains special character(s) or wrong number of characters",
    Fault.NPI: "NPI must be 10 digits",
    Fault.TOO_BROAD: "Field {field} requires additional search criteria",
    Fault.TYPE_ALONE: "enumeration_type requires additional search criteria",
    Fault.VERSION: "Unsupported Version",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry of `Errors`. `hostile`: no name, place or number has such characters."""

    field: str
    fault: Fault
    hostile: bool = False

    def shown(self) -> dict[str, str]:
        """As the registry writes it."""
        text = _SENTENCES[self.fault].format(field=self.field)
        return {"description": text, "field": self.field, "number": self.fault.value}


def refusals(query: Mapping[str, str]) -> list[Refusal]:
    """Everything wrong with a query; empty where it can be answered."""
    if query.get("version") != "2.1":
        return [Refusal("version", Fault.VERSION)]
    wrong = [*_wrong_texts(query), *_wrong_choices(query), *_wrong_counts(query)]
    return wrong or list(_too_little(query))


def _wrong_texts(query: Mapping[str, str]) -> Iterator[Refusal]:
    number = query.get("number", "")
    if number and not _NPI.fullmatch(number):
        yield Refusal("number", Fault.NPI, not _harmless(number))
    for name in _TEXTS:
        text = query.get(name, "")
        stem = text.removesuffix("*")
        if not _TEXT.fullmatch(text) or "*" in stem:
            yield Refusal(name, Fault.CHARACTERS, not _harmless(text))
        elif text.endswith("*") and len(stem) < SHORTEST_STEM:
            yield Refusal(name, Fault.WILDCARD)


def _harmless(text: str) -> bool:
    """Whether somebody may have typed it in good faith: letters of any language, digits, punctuation."""
    return all(one.isalnum() or _TEXT.fullmatch(one) for one in text)


def _wrong_choices(query: Mapping[str, str]) -> Iterator[Refusal]:
    rules = {
        "enumeration_type": "|NPI-[12]",
        "state": "|[A-Za-z]{2}",
        "country_code": "|[A-Za-z]{2}",
        "address_purpose": "|" + "|".join(_PURPOSES),
        "use_first_name_alias": "(?i)|true|false",
    }
    for name, rule in rules.items():
        text = query.get(name, "")
        if not re.fullmatch(rule, text):
            yield Refusal(name, Fault.CHARACTERS, not _harmless(text))


def _wrong_counts(query: Mapping[str, str]) -> Iterator[Refusal]:
    for name, least, most in (("limit", 1, None), ("skip", 0, FARTHEST_SKIP)):
        text = query.get(name, "")
        if text and not _COUNT.fullmatch(text):
            yield Refusal(name, Fault.CHARACTERS, not _harmless(text))
        elif text and (int(text) < least or (most is not None and int(text) > most)):
            yield Refusal(name, Fault.CHARACTERS)


def _too_little(query: Mapping[str, str]) -> Iterator[Refusal]:
    if any(query.get(name) for name in _NARROW):
        return
    given = [name for name in _BROAD if query.get(name)]
    yield from (Refusal(name, Fault.TOO_BROAD) for name in given)
    if query.get("enumeration_type"):
        yield Refusal("enumeration_type", Fault.TYPE_ALONE)
    elif not given:
        yield Refusal("generic", Fault.NOTHING_ASKED)


def find(nppes: Nppes, query: Mapping[str, str]) -> list[NppesRecord]:
    """The page of records that an accepted query asks for; more than 200 a page are cut to 200."""
    skip = int(query.get("skip") or 0)
    limit = min(int(query.get("limit") or DEFAULT_LIMIT), LARGEST_LIMIT)
    return list(islice(_matching(nppes, query), skip, skip + limit))


def _matching(nppes: Nppes, query: Mapping[str, str]) -> Iterator[NppesRecord]:
    number = query.get("number", "")
    if not number:
        return (record for record in nppes.records() if _matches(record, query))
    record = nppes.record(number)
    return iter([record] if record and _matches(record, query) else [])


def _matches(record: NppesRecord, query: Mapping[str, str]) -> bool:
    checks = (
        _is_of_type(record, query.get("enumeration_type", "")),
        _text_matches(query.get("last_name", ""), record.last_name, record.former_last_name),
        _first_name_matches(record, query),
        _text_matches(query.get("organization_name", ""), record.organization_name),
        _taxonomy_matches(record, query.get("taxonomy_description", "")),
        any(_is_there(address, query) for address in _addresses(record, query.get("address_purpose", ""))),
        query.get("country_code", "").upper() in ("", "US"),
    )
    return all(checks)


def _is_of_type(record: NppesRecord, wanted: str) -> bool:
    return wanted in ("", "NPI-1" if record.kind is AssociateKind.INDIVIDUAL else "NPI-2")


def _text_matches(wanted: str, *texts: str) -> bool:
    if not wanted:
        return True
    folded = wanted.strip().upper()
    if folded.endswith("*"):
        return any(text.startswith(folded[:-1]) for text in texts)
    return folded in texts


def _first_name_matches(record: NppesRecord, query: Mapping[str, str]) -> bool:
    wanted = query.get("first_name", "").strip().upper()
    if _text_matches(wanted, record.first_name):
        return True
    aliases = query.get("use_first_name_alias", "").lower() != "false"
    return aliases and _ALIASES.get(wanted) == record.first_name


def _taxonomy_matches(record: NppesRecord, wanted: str) -> bool:
    """A description is found by a part of it; with a wildcard by its beginning."""
    folded = wanted.strip().upper()
    texts = [taxonomy.desc.upper() for taxonomy in record.taxonomies]
    if folded.endswith("*"):
        return any(text.startswith(folded[:-1]) for text in texts)
    return any(folded in text for text in texts)


def _addresses(record: NppesRecord, purpose: str) -> tuple[Address, ...]:
    of_purpose = {"MAILING": (record.mailing,), "SECONDARY": (), "": (record.location, record.mailing)}
    return of_purpose.get(purpose, (record.location,))


def _is_there(address: Address, query: Mapping[str, str]) -> bool:
    """Five digits of a postal code find all nine-digit codes that begin so."""
    code = query.get("postal_code", "").removesuffix("*").replace("-", "")
    checks = (
        _text_matches(query.get("city", ""), address.city),
        query.get("state", "").upper() in ("", address.state),
        address.postal_code.startswith(code),
    )
    return all(checks)
