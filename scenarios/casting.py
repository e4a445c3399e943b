"""The portal's cast against what a first visit of each persona opens. Pure, but for reading `cast.toml`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from scenarios.story import Part

Opened = Annotated[str, Field(pattern=r"^[a-z-]+:(information|warning|critical):[1-9]\d*$")]
"""`rule:severity:subjects`: how many subjects of a rule are found this bad."""


class Persona(Part):
    """What is special about it, in the portal's words, and what its first visit opens: no more, no less."""

    trait: str
    opens: frozenset[Opened]


_CAST = TypeAdapter(dict[str, Persona])


def read_cast(path: Path) -> Mapping[str, Persona]:
    """By account. Raises ValueError where a line is not understood."""
    return _CAST.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))


def opened_by(visits: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """What each account's first visit found, in the words of `cast.toml`.

    Findings, not incidents: of two accounts that see the same subject only the first opens its incident.
    """
    found: dict[str, frozenset[str]] = {}
    for visit in visits:
        subjects = {(one["rule"], one["severity"], one["subject"]) for one in visit["findings"]}
        counts = Counter((rule, severity) for rule, severity, _ in subjects)
        found[visit["account"]] = frozenset(
            f"{rule}:{severity}:{count}" for (rule, severity), count in counts.items()
        )
    return found


def differences(cast: Mapping[str, Persona], opened: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """One line for each thing that is missing, and for each that nobody expected, of the visited accounts."""
    for account, found in opened.items():
        expected = cast[account].opens
        yield from (f"{account}: missing {name}" for name in sorted(expected - found))
        yield from (f"{account}: not expected {name}" for name in sorted(found - expected))
