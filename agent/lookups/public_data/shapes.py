"""What the sources' replies look like, and how a reply of another shape is told.

Both shapes that are on record are read (domain.md section 9): numbers as digits or as text, epochs in
seconds or milliseconds. What a reply has besides is none of our business.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from agent.lookups.public_data.asking import SourceProblemError

EARLIEST, LATEST = 1900, 2200
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this would be the year 5138
_TO_BE_DETERMINED = frozenset({"", "tbd"})
Shape = TypeVar("Shape")


def _digits(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def day_of(text: str) -> date | None:
    """`YYYY-MM-DD` or `MM/DD/YYYY`; null for TBD. Raises ValueError for anything else."""
    words = text.strip()
    if words.casefold() in _TO_BE_DETERMINED:
        return None
    if "/" in words:
        found = datetime.strptime(words, "%m/%d/%Y").replace(tzinfo=UTC).date()
    else:
        found = date.fromisoformat(words[:10])
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError("a year that cannot be")
    return found


def day_of_epoch(number: str) -> date | None:
    """Seconds or milliseconds since 1970; null for what is neither."""
    try:
        seconds = int(number) / (1000 if abs(int(number)) >= _MILLISECONDS_FROM else 1)
        return datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


Digits = Annotated[str, BeforeValidator(_digits)]
"""Digits that one version of a reply has as a number and another as text."""


class Reply(BaseModel):
    """A part of a reply; other fields are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Basic(Reply):
    status: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    last_updated: str | None = None


class Address(Reply):
    address_purpose: str = ""
    address_1: str = ""
    address_2: str | None = None
    city: str = ""
    state: str = ""
    postal_code: Digits = ""


class Taxonomy(Reply):
    desc: str | None = None
    primary: bool | None = None


class Result(Reply):
    number: Digits
    enumeration_type: str
    basic: Basic
    addresses: tuple[Address, ...] = ()
    taxonomies: tuple[Taxonomy, ...] = ()
    last_updated_epoch: Digits | None = None


class RegistryReply(Reply):
    result_count: int
    results: tuple[Result, ...]


class RegistryError(Reply):
    description: str = ""
    number: Digits = ""


class CatalogueEntry(Reply):
    identifier: str = ""
    modified: str = ""


class Catalogue(Reply):
    dataset: tuple[CatalogueEntry, ...]


def read(shape: type[Shape] | Any, reply: object, where: str) -> Shape:
    """The reply in its shape. Raises SourceProblemError that names the place, never what stands there."""
    try:
        found: Shape = TypeAdapter(shape).validate_python(reply)
    except ValidationError as error:
        raise other_shape(error, where) from error
    return found


def other_shape(error: ValidationError, where: str) -> SourceProblemError:
    first = error.errors(include_input=False, include_url=False)[0]
    return changed(f"at {_place(first['loc'])}: {first['type'].replace('_', ' ')}", where)


def changed(how: str, where: str) -> SourceProblemError:
    """The interface is not the one that this was written for."""
    return SourceProblemError(
        f"The answer has another shape than it had ({how})",
        where,
        "open the address and compare; this program needs an update if it stays so",
    )


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "the top"
