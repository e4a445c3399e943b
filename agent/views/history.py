"""What changed between the looks at a provider: the facts of a visit beside those of the next. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.facts import Facts
from agent.model.look import Look

_LISTS = ("enrollments", "applications", "revalidations", "documents", "credentials", "connections")
_NAMES = {
    "enrollments": ("id",),
    "applications": ("subject",),
    "revalidations": ("enrollment_id",),
    "documents": ("kind", "uploaded"),
    "credentials": ("kind", "number"),
    "connections": ("id",),
}
"""What tells one row of a list from the others."""


class FactChange(Frozen):
    """One field that was otherwise at the look before: seen at `seen`, not yet so at `before`.

    `was` null: it was not there; `now` null: it is no longer.
    """

    seen: AwareDatetime
    before: AwareDatetime
    of: str  # "enrollments I20031105000123"
    field: str
    was: str | None
    now: str | None


class _Field(NamedTuple):
    of: str
    field: str


def changes(looks: Sequence[Look]) -> tuple[FactChange, ...]:
    """Of looks with facts, newest first; the newest change first. What was not read has not changed."""
    return tuple(
        FactChange(seen=newer.ended, before=older.ended, of=of, field=field, was=was, now=now)
        for newer, older in pairwise(look for look in looks if look.facts)
        if newer.facts and older.facts
        for (of, field), was, now in _between(older.facts, newer.facts)
    )


def _between(older: Facts, newer: Facts) -> Iterator[tuple[_Field, str | None, str | None]]:
    for name in _LISTS:
        if older.whole(name) and newer.whole(name):
            then, now = _fields(older, name), _fields(newer, name)
            yield from _differing(then, now)


def _differing(
    then: Mapping[_Field, str | None], now: Mapping[_Field, str | None]
) -> Iterator[tuple[_Field, str | None, str | None]]:
    """A row that came or went is told once, and not field by field."""
    rows_then, rows_now = {key.of for key in then}, {key.of for key in now}
    for of in sorted(rows_then ^ rows_now):
        there = of in rows_now
        yield _Field(of, "row"), None if there else "listed", "listed" if there else None
    for key in sorted(then.keys() & now.keys()):
        if then[key] != now[key]:
            yield key, then[key], now[key]


def _fields(facts: Facts, name: str) -> dict[_Field, str | None]:
    found: dict[_Field, str | None] = {}
    for row in getattr(facts, name):
        of = " ".join((name, *(str(getattr(row, key)) for key in _NAMES[name])))
        for field, value in row.model_dump(mode="json").items():
            found[_Field(of, field)] = _said(value)
    return found


def _said(value: object) -> str | None:
    """As a table can show it; of a list its rows, of a row its values."""
    if value is None:
        return None
    if isinstance(value, list):
        return "; ".join(_said(each) or "" for each in value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values() if each not in (None, "", []))
    return str(value)
