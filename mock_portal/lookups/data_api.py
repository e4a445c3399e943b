"""The API of data.cms.gov: rows, counts, the data viewer, and the CSV of a release."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from starlette.responses import Response

from mock_portal.clock import midnight
from mock_portal.exchange import Exchange
from mock_portal.lookups.asking import BadLookupError, whole_number
from mock_portal.lookups.datasets import DATASETS, Dataset
from mock_portal.lookups.filters import Row, read_filters
from mock_portal.lookups.records import PublicRecords
from mock_portal.lookups.releases import Release

PREFIX = "/data-api/v1/dataset/"
RESOURCES = "/data-api/v1/dataset-resources/"
FILES = "/sites/default/files/"
DEFAULT_SIZE = 1000
LARGEST_SIZE = 5000
"""Larger pages are cut to this (G1, G4 ask for as much)."""


@dataclass(frozen=True)
class Selection:
    """What a query asks of a data set's last release."""

    dataset: Dataset
    release: Release
    rows: Sequence[Row]
    found: Sequence[Row]
    columns: Sequence[str]
    size: int
    offset: int

    @property
    def page(self) -> list[Row]:
        """The rows of the page asked for, with the columns asked for."""
        part = self.found[self.offset : self.offset + self.size]
        return [{name: row[name] for name in self.columns} for row in part]


def answer(exchange: Exchange, records: PublicRecords) -> Response:
    """`/data-api/v1/dataset/{uuid}/data`, `/data/stats` and `/data-viewer`; problems as JSON, status 4xx."""
    uuid, _, view = exchange.path.removeprefix(PREFIX).partition("/")
    dataset = _dataset(uuid, records)
    show = {"data": _rows, "data/stats": _stats, "data-viewer": _viewer}.get(view)
    if dataset is None or show is None:
        return refusal(f"There is no {exchange.path[:200]} here.", "path", 404)
    try:
        with exchange.looking_up():
            selection = select(dataset, exchange.query, records)
            return _json(show(selection))
    except BadLookupError as error:
        return refusal(error.text, error.field, error.status)


def refusal(text: str, field: str, status: int) -> Response:
    """A refusal; the real service's words are not on record, these are ours."""
    return _json({"errors": [{"status": status, "field": field, "message": text}]}, status)


def resources(exchange: Exchange, records: PublicRecords) -> Response:
    """`/data-api/v1/dataset-resources/{uuid}`: the files of the last release, with whole addresses."""
    dataset = _dataset(exchange.path.removeprefix(RESOURCES), records)
    if dataset is None:
        return refusal(f"There is no {exchange.path[:200]} here.", "path", 404)
    release = records.releases.last(dataset.rhythm)
    content = _csv(dataset, release, dataset.rows(release, records.filing.reassignments))
    file = {
        "name": f"{dataset.title} : {release.on}",
        "fileSize": len(content),
        "downloadURL": exchange.origin + dataset.file_url(release),
    }
    return _json({"data": [file]})


def csv_file(exchange: Exchange, records: PublicRecords) -> Response:
    """A release as the CSV that the catalogue links."""
    for dataset in DATASETS:
        release = records.releases.last(dataset.rhythm)
        if exchange.path == dataset.file_url(release):
            rows = dataset.rows(release, records.filing.reassignments)
            return Response(_csv(dataset, release, rows), media_type="text/csv")
    return Response("Not found", 404, media_type="text/plain")


def _dataset(uuid: str, records: PublicRecords) -> Dataset | None:
    """By its own identifier or by that of its last release; earlier releases are not kept."""
    return next(
        (one for one in DATASETS if uuid in (one.uuid, one.version(records.releases.last(one.rhythm)))), None
    )


def select(dataset: Dataset, query: Mapping[str, str], records: PublicRecords) -> Selection:
    """What the query asks for; BadLookupError where it makes no sense."""
    size = min(whole_number(query, "size", DEFAULT_SIZE), LARGEST_SIZE)
    offset = whole_number(query, "offset", 0)
    columns = _columns(dataset, query.get("column", ""))
    filters = read_filters(query, dataset.columns)
    release = records.releases.last(dataset.rhythm)
    rows = dataset.rows(release, records.filing.reassignments)
    keyword = query.get("keyword", "").casefold()
    found = [row for row in rows if filters.match(row) and _mentions(row, keyword)]
    _sort(found, dataset, query.get("sort", ""))
    return Selection(dataset, release, rows, found, columns, size, offset)


def _columns(dataset: Dataset, asked: str) -> Sequence[str]:
    names = asked.split(",") if asked else dataset.columns
    for name in names:
        if name not in dataset.columns:
            raise BadLookupError(f"there is no column {name}", "column")
    return names


def _mentions(row: Row, keyword: str) -> bool:
    return not keyword or any(keyword in cell.casefold() for cell in row.values())


def _sort(found: list[Row], dataset: Dataset, asked: str) -> None:
    for name in reversed(asked.split(",") if asked else []):
        column = name.removeprefix("-")
        if column not in dataset.columns:
            raise BadLookupError(f"there is no column {column}", "sort")
        found.sort(key=itemgetter(column), reverse=name.startswith("-"))


def _rows(selection: Selection) -> object:
    return selection.page


def _stats(selection: Selection) -> object:
    return {"found_rows": len(selection.found), "total_rows": len(selection.rows)}


def _viewer(selection: Selection) -> object:
    """`total_rows` counts the whole data set; the modified time is in seconds since 1970 (G4)."""
    dataset, release = selection.dataset, selection.release
    content = _csv(dataset, release, selection.rows)
    meta = {
        "success": True,
        "dataset_uuid": dataset.uuid,
        "headers": list(selection.columns),
        "total_rows": len(selection.rows),
        "found_rows": len(selection.found),
        "size": selection.size,
        "offset": selection.offset,
        "data_file_url": dataset.file_url(release),
        "data_file_name": dataset.file_name(release),
        "data_file_meta_data": {
            "csvFileSize": len(content),
            "csvFileSHA1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            "csvFileModifiedTime": int(midnight(release.on).timestamp()),
        },
    }
    return {"meta": meta, "data": [list(row.values()) for row in selection.page]}


def _csv(dataset: Dataset, release: Release, rows: Iterable[Row]) -> bytes:
    """The file of a release, written once."""
    return release.cached(f"{dataset.uuid}.csv", lambda _: [_written(dataset, rows)])[0]


def _written(dataset: Dataset, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, dataset.columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _json(body: object, status: int = 200) -> Response:
    text = json.dumps(body, separators=(",", ":"))
    return Response(text, status, {"Access-Control-Allow-Origin": "*"}, media_type="application/json")
