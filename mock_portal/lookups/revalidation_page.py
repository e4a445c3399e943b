"""`/tools/medicare-revalidation-list`: the look-up page, with the class names that programs read (G3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mock_portal.exchange import Exchange, Page
from mock_portal.lookups.asking import BadLookupError
from mock_portal.lookups.data_api import select
from mock_portal.lookups.datasets import REVALIDATION_LIST
from mock_portal.lookups.filters import Row
from mock_portal.lookups.records import PublicRecords

PATH = "/tools/medicare-revalidation-list"
_DEFAULT_SIZE = 10
_DATE_FILTERS = ("", "withDueDates", "withAdjustedDueDates")
"""The last is on record; the others and the fields beside `npi` are ours."""
_COLUMN_OF = {
    "npi": "npi_list",
    "state": "Enrollment State Code",
    "organization": "Organization Name",
    "firstName": "First Name",
    "lastName": "Last Name",
    "specialty": "Enrollment Specialty",
}
_EXACT = frozenset({"npi", "state"})


def revalidation_page(exchange: Exchange, records: PublicRecords) -> Page:
    """The rows found, ten a page; nothing found is an empty block. A blank in an NPI finds nothing (W13)."""
    query = exchange.query
    typed = {name: query.get(name, "") for name in (*_COLUMN_OF, "dateFilterType")}
    values: dict[str, object] = {"typed": typed, "rows": [], "total": 0, "next_offset": None}
    try:
        with exchange.looking_up():
            selection = select(REVALIDATION_LIST, _viewer_query(query), records)
    except BadLookupError as error:
        return Page("revalidation_list.html", values | {"alerts": [error.text]}, error.status)
    values |= {"rows": [_shown(row) for row in selection.page], "total": len(selection.found)}
    values["size"] = selection.size
    if selection.size and selection.offset + selection.size < len(selection.found):
        values["next_offset"] = selection.offset + selection.size
    return Page("revalidation_list.html", values)


def _viewer_query(query: Mapping[str, str]) -> dict[str, str]:
    """The same question to the data viewer, which the page is a face of."""
    chosen = query.get("dateFilterType", "")
    if chosen not in _DATE_FILTERS:
        raise BadLookupError(f"dateFilterType is one of {', '.join(_DATE_FILTERS[1:])}", "dateFilterType")
    asked = {"size": query.get("size") or str(_DEFAULT_SIZE), "offset": query.get("offset", "")}
    for name, column in _COLUMN_OF.items():
        if query.get(name):
            asked[f"filter[{name}][condition][path]"] = column
            asked[f"filter[{name}][condition][operator]"] = "=" if name in _EXACT else "CONTAINS"
            asked[f"filter[{name}][condition][value]"] = query[name]
    if chosen:
        column = "due_date" if chosen == "withDueDates" else "adjusted_due_date"
        asked["filter[date][condition][path]"] = column
        asked["filter[date][condition][operator]"] = "IS NOT NULL"
    return asked


def _shown(row: Row) -> dict[str, str]:
    person = f"{row['First Name']} {row['Last Name']}".strip()
    return {
        "name": row["Organization Name"] or person,
        "npi": row["npi_list"],
        "due": _american(row["due_date"]) or "TBD",
        "adjusted": _american(row["adjusted_due_date"]),
        "state": row["Enrollment State Code"],
        "specialty": row["Enrollment Specialty"],
        "reassigned": row["Receiving Benefits Reassignment"],
        "type": row["Provider Type Text"],
    }


def _american(iso: str) -> str:
    return f"{date.fromisoformat(iso):%m/%d/%Y}" if iso else ""
