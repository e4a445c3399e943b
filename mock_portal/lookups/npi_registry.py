"""The NPI Registry: its API and its pages (`npiregistry.cms.hhs.gov`)."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import Response

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.lookups.npi_answers import Json, result
from mock_portal.lookups.npi_search import DEFAULT_LIMIT, find, refusals
from mock_portal.lookups.records import PublicRecords

VIEW = "/provider-view/"
_FIELDS = (
    ("number", "NPI Number"),
    ("first_name", "First Name"),
    ("last_name", "Last Name"),
    ("organization_name", "Organization Name"),
    ("taxonomy_description", "Taxonomy Description"),
    ("city", "City"),
    ("state", "State"),
    ("postal_code", "Postal Code"),
)


def api(exchange: Exchange, records: PublicRecords) -> Response:
    """`/api/`: results, or `Errors`; both with status 200, as the registry has it, but for hostile input."""
    wrong = refusals(exchange.query)
    if wrong:
        status = HTTPStatus.BAD_REQUEST if any(one.hostile for one in wrong) else HTTPStatus.OK
        return _json({"Errors": [one.shown() for one in wrong]}, exchange, status)
    with exchange.looking_up():
        found = find(records.nppes, exchange.query)
    results = [result(record) for record in found]
    return _json({"result_count": len(results), "results": results}, exchange)


def unreadable(text: str, status: int) -> Response:
    """The refusal of a query that cannot even be read."""
    body = {"Errors": [{"description": text, "field": "generic", "number": "05"}]}
    return Response(json.dumps(body), status, media_type="application/json")


def _json(body: Json, exchange: Exchange, status: int = HTTPStatus.OK) -> Response:
    pretty = exchange.query.get("pretty", "").lower() in ("true", "on", "1")
    text = json.dumps(body, indent=2 if pretty else None, separators=None if pretty else (",", ":"))
    return Response(text, status, media_type="application/json")


def search_page(exchange: Exchange, records: PublicRecords) -> Page:
    """`/search`: the API's fields as a form, its results as a table."""
    asked = {name: exchange.query[name] for name, _ in _FIELDS if exchange.query.get(name)}
    query = {**asked, "version": "2.1", "skip": exchange.query.get("skip", "")}
    wrong = refusals(query) if exchange.query else []
    errors = {one.field: one.shown()["description"] for one in wrong}
    rows = None
    if asked and not errors:
        with exchange.looking_up():
            rows = [result(record) for record in find(records.nppes, query)]
    values: Json = {"fields": _FIELDS, "typed": asked, "errors": errors, "rows": rows, "view": VIEW}
    values["next_skip"] = int(query["skip"] or 0) + DEFAULT_LIMIT if rows else None
    values["alerts"] = [errors[name] for name in errors if name not in dict(_FIELDS)]
    return Page("npi_search.html", values, 400 if errors else 200)


def provider_page(exchange: Exchange, records: PublicRecords) -> Answer:
    """`/provider-view/{npi}`: everything about one NPI."""
    with exchange.looking_up():
        record = records.nppes.record(exchange.path.removeprefix(VIEW))
    if record is None:
        text = "There is no such NPI."
        return Page("lookup_message.html", {"heading": "Provider Not Found", "text": text}, 404)
    return Page("npi_provider.html", {"record": result(record)})
