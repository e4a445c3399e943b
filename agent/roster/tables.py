"""A roster file as a table of texts, whatever wrote it; every limit and every guess is told."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.model.errors import SettingsError
from agent.roster.columns import NPI, places

LARGEST = 64_000_000  # bytes of a file
MOST_ROWS = 200_000
_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_UTF8 = "read as Windows-1252, for it is not UTF-8: check names with accents"
_EXCERPT = 64_000  # characters that the delimiter is guessed from


@dataclass(frozen=True)
class Line:
    """A row with the number of the line that it ends on, as an editor or a spreadsheet counts."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The header and the rows below it that are not empty; `notes` say what was guessed or found odd."""

    header: list[str]
    lines: list[Line]
    notes: tuple[str, ...] = ()


class RosterFileError(SettingsError):
    """The roster file cannot be read at all."""


def content_of(path: Path) -> bytes:
    """The bytes of the file. Raises RosterFileError."""
    try:
        if path.stat().st_size > LARGEST:
            raise RosterFileError(
                f"the roster file has more than {LARGEST // 1_000_000} MB", str(path), "split it"
            )
        return path.read_bytes()
    except OSError as error:
        raise RosterFileError(
            f"the roster file cannot be read: {error.strerror}", str(path), "name a readable file"
        ) from error


def csv_table(path: Path) -> Table:
    """From CSV in UTF-8 or Windows-1252, delimited by comma, semicolon or tab. Raises RosterFileError."""
    text, notes = _decoded(content_of(path), path)
    delimiter = _delimiter(text)
    if delimiter != ",":
        notes += (f"columns are separated by {'tabs' if delimiter == chr(9) else 'semicolons'}",)
    try:
        header, lines = [], list(rows_of(text, delimiter))
        if lines:
            header = lines.pop(0).cells
    except csv.Error as error:
        raise RosterFileError(
            f"the roster is not CSV: {error}", str(path), "open it in a spreadsheet and save it as CSV"
        ) from error
    if len(lines) > MOST_ROWS:
        raise RosterFileError(f"the roster has more than {MOST_ROWS} rows", str(path), "split it")
    return Table(header, lines, notes)


def rows_of(text: str, delimiter: str = ",") -> Iterator[Line]:
    """The rows that are not empty. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Line(reader.line_num, cells)


def _decoded(content: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    if content.startswith(_UTF16) or b"\0" in content:
        raise RosterFileError(
            "the roster is not a text in UTF-8 or Windows-1252", str(path), "save it as CSV in UTF-8"
        )
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), (
            "read as Windows-1252, for it is not UTF-8: check names with accents",
        )
    except UnicodeDecodeError as error:
        raise RosterFileError(
            f"the roster has a byte that is neither UTF-8 nor Windows-1252, at {error.start}",
            str(path),
            "save it as CSV in UTF-8",
        ) from error


def _delimiter(text: str) -> str:
    """The one under which the first line has a column for the NPI, and the most columns."""
    first = next((line for line in text[:_EXCERPT].splitlines() if line.strip()), "")

    def told(delimiter: str) -> tuple[bool, int]:
        header = next(csv.reader([first], delimiter=delimiter), [])
        return NPI in places(header)[0], len(header)

    return max(_DELIMITERS, key=told)
