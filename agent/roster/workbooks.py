"""A roster in an Excel workbook: values only. A file can pretend to be small, so everything is bounded.

openpyxl is imported when a workbook is read: it took an eighth of the start of every command, and most
rosters are CSV.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from agent.roster.tables import MOST_ROWS, Line, RosterFileError, Table, content_of

_UNPACKED = 400_000_000  # bytes: 50 000 rows of twenty columns unpack to about fifty million
_MOST_COLUMNS = 100
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z0-9:]{1,20})"')
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError,
    KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError, OSError,
)  # fmt: skip
"""What openpyxl, the zip and the XML parser (SyntaxError) say of a file that is no workbook."""
FORMULA = "\0formula"
"""What a cell with a formula has for its text: no roster can."""


def workbook_table(path: Path, sheet: str | None = None) -> Table:
    """From the sheet of that name, or the first. Raises RosterFileError."""
    content = content_of(path)
    load_workbook = import_module("openpyxl").load_workbook
    try:
        notes = _merged(content, path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                lines = list(_lines(_chosen(book, sheet, path), path))
            finally:
                book.close()
    except _DAMAGED as error:
        raise RosterFileError(
            "the roster is not a workbook that can be read", str(path), "save it again as .xlsx, or as CSV"
        ) from error
    header = lines.pop(0).cells if lines else []
    return Table(header, lines, notes)


def _chosen(book: Any, sheet: str | None, path: Path) -> Any:
    if sheet is not None and sheet not in book.sheetnames:
        raise RosterFileError(
            f"the workbook has no sheet {sheet!r}", str(path), f"name one of {', '.join(book.sheetnames)}"
        )
    return book[sheet or book.sheetnames[0]]


def _lines(sheet: Any, path: Path) -> Iterator[Line]:
    """What a workbook says of its own size is not believed."""
    sheet.reset_dimensions()
    for count, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS)):
        if count > MOST_ROWS:
            raise RosterFileError(f"the roster has more than {MOST_ROWS} rows", str(path), "split it")
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield Line(count + 1, cells)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merged(content: bytes, path: Path) -> tuple[str, ...]:
    """Of merged cells only the first has a value: told, for the others look empty."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
            raise RosterFileError(
                f"the workbook unpacks to more than {_UNPACKED // 1_000_000} MB", str(path), "save it as CSV"
            )
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and not entry.is_dir():
                tail = archive.read(entry)[-200_000:]  # they stand below the rows
                found += [ref.decode() for ref in _MERGED.findall(tail)]
    if not found:
        return ()
    shown = ", ".join(found[:5]) + (" ..." if found[5:] else "")
    return (f"merged cells ({shown}): only the first of them has a value; take them apart",)
