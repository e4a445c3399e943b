"""A story from its file; a mistake names file, line and key."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.errors import StoryFormatError
from scenarios.story import Account, Expect, Moment, Start, Story

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.\-]+)\s*\]{1,2}")
_SHAPES: dict[str | int, type[BaseModel]] = {
    "accounts": Account,
    "portal": Start,
    "moments": Moment,
    "expect": Expect,
}
Place = tuple[str | int, ...]


def read_story(path: Path) -> Story:
    """Raises StoryFormatError."""
    try:
        text = path.read_text(encoding="utf-8")
        return Story.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise StoryFormatError(path, [f"{path}: cannot be read: {error}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise StoryFormatError(path, [f"{path}: not TOML: {error}"]) from error
    except ValidationError as error:
        problems = [f"{path}:{line_of(text, one['loc'])}: {_told(one)}" for one in error.errors()]
        raise StoryFormatError(path, problems) from error


def line_of(text: str, place: Place) -> int:
    """The line, from 1, on which the value at `place` stands; of a missing one, that of its table."""
    lines = text.splitlines()
    found, rest, end = 1, place, len(lines)
    for table, first, last in _tables(lines):
        if table == place[: len(table)] and len(rest) >= len(place) - len(table):
            found, rest, end = first, place[len(table) :], last
    for key in rest:
        if isinstance(key, str):
            key_here = re.compile(rf"(?:^|[\s{{,.]){re.escape(key)}\s*[=.]")
            found = next((n for n in range(found, end + 1) if key_here.search(lines[n - 1])), found)
    return found


def _tables(lines: Sequence[str]) -> Iterator[tuple[Place, int, int]]:
    """Each table with its first and its last line."""
    counts: dict[str, int] = {}
    table: Place = ()
    first = 1
    for number, line in enumerate(lines, start=1):
        header = _HEADER.match(line)
        if header is None:
            continue
        yield table, first, number - 1
        head, *tail = header[1].split(".")
        if line.lstrip().startswith("[[") and not tail:
            counts[head] = counts.get(head, -1) + 1
        table, first = (head, *((counts[head],) if head in counts else ()), *tail), number
    yield table, first, len(lines)


def _told(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key `{key}`{_nearest(error['loc'])}"
    if error["type"] == "missing":
        return f"`{key}` is missing"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"`{key}`: {said}" if key else said


def _nearest(place: Place) -> str:
    """The right spelling, or all there are, of the keys in the table that holds the wrong one."""
    tables = [_SHAPES[part] for part in place[:-1] if part in _SHAPES]
    known = sorted((tables[-1] if tables else Story).model_fields)
    near = get_close_matches(str(place[-1]), known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; there are {', '.join(known)}"
