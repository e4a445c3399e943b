"""A story from its file; a mistake names file, line and key."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.errors import StoryFormatError
from scenarios.places import SKINS
from scenarios.story import Account, Expect, Moment, Quiet, Start, Story

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.\-]+)\s*\]{1,2}")
_SHAPES: dict[str | int, type[BaseModel]] = {
    "accounts": Account,
    "portal": Start,
    "moments": Moment,
    "expect": Expect,
    "silence": Quiet,
}
Place = tuple[str | int, ...]


def read_by_skin(path: Path) -> Mapping[str, Story]:
    """The story as it is told on each skin that it is for. Raises StoryFormatError.

    Wherever skins differ, a table by skin may stand: `path = { classic = "/a", "2.0" = "/b" }`.
    """
    text = _text_of(path)
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoryFormatError(path, [f"{path}: not TOML: {error}"]) from error
    portal = told.get("portal")
    pinned = portal.get("skin") if isinstance(portal, Mapping) else None
    skins = (pinned,) if isinstance(pinned, str) else SKINS
    return {skin: _on_skin(path, text, told, skin) for skin in skins}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoryFormatError(path, [f"{path}: cannot be read: {error}"]) from error


def _on_skin(path: Path, text: str, told: Mapping[str, Any], skin: str) -> Story:
    unsaid: list[Place] = []
    chosen = _chosen(told, skin, (), unsaid)
    if unsaid:
        raise StoryFormatError(
            path,
            [
                f"{path}:{line_of(text, at)}: `{_dotted(at)}` says nothing for the skin {skin}"
                for at in unsaid
            ],
        )
    try:
        return Story.model_validate(chosen)
    except ValidationError as error:
        problems = [f"{path}:{line_of(text, one['loc'])}: {_told(one)}" for one in error.errors()]
        raise StoryFormatError(path, problems) from error


def _chosen(value: Any, skin: str, place: Place, unsaid: list[Place]) -> Any:
    """`value` with every table by skin replaced by what it says for this one; `unsaid` gets those without."""
    if isinstance(value, Mapping):
        if value and set(value) <= set(SKINS):
            if skin not in value:
                unsaid.append(place)
            return value.get(skin)
        return {key: _chosen(each, skin, (*place, key), unsaid) for key, each in value.items()}
    if isinstance(value, list):
        return [_chosen(each, skin, (*place, number), unsaid) for number, each in enumerate(value)]
    return value


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


def _dotted(place: Place) -> str:
    return ".".join(str(part) for part in place)


def _told(error: Any) -> str:
    key = _dotted(error["loc"])
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
