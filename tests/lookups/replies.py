"""Replies in the shapes on record, of people who do not exist; a test changes the one thing it is about."""

from collections.abc import Callable
from typing import Any

from agent.lookups.public_data.datasets import DATASETS
from agent.model.public import Source

from .canned import Canned, Query

NPI, OTHER_NPI = "1234567893", "1245319599"
BY_PATH = {dataset.path: dataset for dataset in DATASETS}
PATHS = {dataset.source: dataset.path for dataset in DATASETS} | {Source.REGISTRY: "/api/"}
PLACE = {
    "address_purpose": "LOCATION", "address_1": "12 MAIN ST", "address_2": "STE 4", "city": "DAYTON",
    "state": "OH", "postal_code": "454021234",
}  # fmt: skip


def result(npi: str = NPI, **fields: Any) -> dict[str, Any]:
    known = {
        "number": npi,
        "enumeration_type": "NPI-1",
        "basic": {"first_name": "BENEDICT", "last_name": "HALE", "status": "A", "last_updated": "2024-05-20"},
        "addresses": [{**PLACE, "address_purpose": "MAILING", "city": "ERIE"}, PLACE],
        "taxonomies": [
            {"desc": "Dermatology", "primary": False},
            {"desc": "Internal Medicine", "primary": True},
        ],
        "last_updated_epoch": "1716222184000",
    }
    return {**known, **fields}


def registry(*results: dict[str, Any]) -> dict[str, Any]:
    return {"result_count": len(results), "results": list(results)}


def row(source: Source, npi: str = NPI, **cells: Any) -> dict[str, Any]:
    known: dict[Source, dict[str, Any]] = {
        Source.ORDER_AND_REFER: {
            "NPI": npi, "LAST_NAME": "HALE", "FIRST_NAME": "BENEDICT", "PARTB": "Y", "DME": "N", "HHA": "Y",
            "PMD": "N", "HOSPICE": "N",
        },
        Source.REVALIDATION: {
            "Enrollment ID": "I20031105000123", "National Provider Identifier": npi,
            "Revalidation Due Date": "2026-07-31", "Adjusted Due Date": "",
        },
        Source.ENROLLMENT: {
            "NPI": npi, "ENRLMT_ID": "I20031105000123", "PROVIDER_TYPE_DESC": "PRACTITIONER",
            "STATE_CD": "OH",
        },
    }  # fmt: skip
    return {**known[source], **cells}


def catalogue(modified: str = "2026-02-27") -> dict[str, Any]:
    entries = [
        {"identifier": f"http://x{dataset.path.removesuffix('/data')}/data-viewer", "modified": modified}
        for dataset in DATASETS
    ]
    return {"dataset": entries}


def well(path: str, query: Query) -> Canned:
    """Every source knows every NPI asked for."""
    if path == "/api/":
        return Canned(registry(result(query["number"])))
    if path == "/data.json":
        return Canned(catalogue())
    npis = [value for name, value in query.items() if "[value]" in name]
    return Canned([row(BY_PATH[path].source, npi) for npi in npis])


def but(path: str, instead: Canned) -> Callable[[str, Query], Canned]:
    """As `well`, except at one path."""
    return lambda asked, query: instead if asked == path else well(asked, query)
