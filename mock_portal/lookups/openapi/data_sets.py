"""The data API of data.cms.gov, as this portal answers it (G1, G4)."""

from __future__ import annotations

from mock_portal.lookups.data_api import PREFIX, RESOURCES
from mock_portal.lookups.datasets import DATASETS
from mock_portal.lookups.openapi.parts import Json, answer, document, list_of, operation, parameter, record

_WORD: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_ANY: Json = {"type": "object"}
_UUID = parameter("uuid", "of a data set or of its last release",
                  {"enum": [one.uuid for one in DATASETS]}, path=True)  # fmt: skip
_REFUSED = answer(
    "What is wrong, and with which field",
    record({"errors": list_of(record({"status": {"type": "integer"}, "field": _WORD, "message": _WORD}))}),
)
_REFUSALS = {"400": _REFUSED, "404": _REFUSED}
_COLUMNS = sorted({name for one in DATASETS for name in one.columns})
_QUERY = [
    parameter("keyword", "text that some column contains"),
    parameter("column", "columns wanted, with commas between"),
    parameter("sort", "a column, with a minus before it for the other way round"),
    parameter("size", "a page's size; more than 5000 are 5000", {"type": "integer", "minimum": 0}),
    parameter("offset", "how many rows to leave out", _COUNT),
    *(
        parameter(f"filter[{name}]", f"rows with that {name}")
        for name in ("NPI", "National Provider Identifier")
    ),
    parameter("filter[one][condition][path]", "the column of a condition", {"enum": _COLUMNS}),
    parameter(
        "filter[one][condition][operator]", "how it is compared", {"enum": ["=", "CONTAINS", "IN", "<>"]}
    ),
    parameter("filter[one][condition][value]", "with what"),
]
_META = record(
    {
        "success": {"const": True},
        "dataset_uuid": _WORD,
        "headers": list_of(_WORD),
        "total_rows": _COUNT,
        "found_rows": _COUNT,
        "size": _COUNT,
        "offset": _COUNT,
        "data_file_url": _WORD,
        "data_file_name": _WORD,
        "data_file_meta_data": record(
            {"csvFileSize": _COUNT, "csvFileSHA1": _WORD, "csvFileModifiedTime": {"type": "integer"}}
        ),
    }
)
_STATS = record({"found_rows": _COUNT, "total_rows": _COUNT})
_FILE = record({"name": _WORD, "fileSize": _COUNT, "downloadURL": _WORD})
_ROW: Json = {"type": "object", "additionalProperties": _WORD}
DOCUMENT = document(
    "Public data sets",
    "Read-only access to the last release of each data set. Filters follow JSON:API; any column may stand in "
    "one, these parameters are examples.",
    {
        "/data.json": operation("catalogue", "All data sets", [], {"200": answer("The catalogue", _ANY)}),
        f"{PREFIX}{{uuid}}/data": operation(
            "rows", "Rows of a data set", [_UUID, *_QUERY],
            {"200": answer("The rows of the page", list_of(_ROW)), **_REFUSALS},
        ),
        f"{PREFIX}{{uuid}}/data/stats": operation(
            "count", "How many rows there are", [_UUID, *_QUERY],
            {"200": answer("Found, and all", _STATS), **_REFUSALS},
        ),
        f"{PREFIX}{{uuid}}/data-viewer": operation(
            "view", "Rows as lists, with all about the data set", [_UUID, *_QUERY],
            {"200": answer("A page", record({"meta": _META, "data": list_of(list_of(_WORD))})), **_REFUSALS},
        ),
        f"{RESOURCES}{{uuid}}": operation(
            "files", "The files of the last release", [_UUID],
            {"200": answer("The files", record({"data": list_of(_FILE)})), **_REFUSALS},
        ),
    },
)  # fmt: skip
