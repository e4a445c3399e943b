"""A TOML file with the line each key stands on, which tomllib does not keep."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.model.errors import SettingsError

Location = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")


@dataclass(frozen=True)
class TomlSource:
    path: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "TomlSource":
        """Raises SettingsError where the file is absent, unreadable, not UTF-8 or not TOML."""
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise SettingsError(
                "there is no settings file", str(path), "name one with --config or ENROLLWATCH_CONFIG"
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"the settings file cannot be read: {_brief(error)}",
                str(path),
                "make it a readable UTF-8 file",
            ) from error
        try:
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(
                f"the settings file is not TOML: {error}", str(path), "correct that line"
            ) from error

    def line_of(self, location: Location) -> int | None:
        """The line (from 1) of the key at `location`, or of the nearest table that encloses it."""
        lines = self._lines()
        for length in range(len(location), 0, -1):
            if location[:length] in lines:
                return lines[location[:length]]
        return None

    def _lines(self) -> dict[Location, int]:
        found: dict[Location, int] = {}
        counts: dict[str, int] = {}
        table: Location = ()
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := _HEADER.match(line):
                table = _table(header[1] == "[[", header[2], counts)
                found.setdefault(table, number)
            elif key := _KEY.match(line):
                found.setdefault((*table, key[1]), number)
        return found


def _table(repeated: bool, name: str, counts: dict[str, int]) -> Location:
    path = tuple(part.strip().strip("\"'") for part in name.split("."))
    if not repeated:
        return path
    counts[name] = counts.get(name, -1) + 1
    return (*path, counts[name])


def _brief(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else "it is not UTF-8"
