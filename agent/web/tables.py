"""A table as a page shows it and as CSV: the same columns, the same order."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from fastapi import Response

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would work them out


@dataclass(frozen=True)
class Column(Generic[T]):
    """`label` heads it; `value` is what a row has there: text, number, time or None."""

    label: str
    value: Callable[[T], object]


def csv_of(columns: Sequence[Column[T]], rows: Iterable[T]) -> str:
    """RFC 4180; times as ISO 8601 UTC; a text that a spreadsheet would take for a formula is quoted by '."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([_cell(column.value(row)) for column in columns])
    return written.getvalue()


def csv_file(name: str, columns: Sequence[Column[T]], rows: Iterable[T]) -> Response:
    """To be kept as `name`.csv."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_of(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
