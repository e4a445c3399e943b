"""`/data.json`: the catalogue of the data sets, with the day each was last released."""

from __future__ import annotations

import json

from starlette.responses import Response

from mock_portal.exchange import Exchange
from mock_portal.lookups.data_api import PREFIX, RESOURCES
from mock_portal.lookups.datasets import DATASETS, Dataset
from mock_portal.lookups.records import PublicRecords
from mock_portal.lookups.releases import Release, covered

_SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
_PLACE = "/provider-characteristics/medicare-provider-supplier-enrollment/"
Json = dict[str, object]


def catalogue(exchange: Exchange, records: PublicRecords) -> Response:
    """The whole catalogue; its addresses are those of the host it was asked from."""
    origin = exchange.origin
    body = {
        "@context": f"{_SCHEMA}/catalog.jsonld",
        "@id": f"{origin}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
        "dataset": [_entry(one, records.releases.last(one.rhythm), origin) for one in DATASETS if one.listed],
    }
    return Response(json.dumps(body), media_type="application/json")


def _entry(dataset: Dataset, release: Release, origin: str) -> Json:
    first, last = covered(dataset.rhythm, release.on)
    return {
        "@type": "dcat:Dataset",
        "accessLevel": "public",
        "accessRights": "Open",
        "accrualPeriodicity": dataset.rhythm.value,
        "bureauCode": ["009:38"],
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": "Practice portal",
            "hasEmail": "mailto:data@portal.example",
        },
        "describedBy": f"{origin}/resources/{dataset.slug}-data-dictionary",
        "dataQuality": True,
        "description": dataset.description,
        "distribution": _distributions(dataset, release, origin, f"{first}/{last}"),
        "identifier": f"{origin}{PREFIX}{dataset.uuid}/data-viewer",
        "keyword": ["Medicare", "Original Medicare", "Provider Enrollment"],
        "landingPage": f"{origin}{_PLACE}{dataset.slug}",
        "language": ["en-US"],
        "license": "https://www.usa.gov/government-works",
        "modified": release.on.isoformat(),
        "programCode": ["009:000"],
        "publisher": {"@type": "org:Organization", "name": "Practice portal"},
        "references": [f"{origin}/resources/{dataset.slug}-methodology"],
        "temporal": f"{first}/{last}",
        "theme": ["Medicare"],
        "title": dataset.title,
    }


def _distributions(dataset: Dataset, release: Release, origin: str, temporal: str) -> list[Json]:
    """The last release three times: as latest, as a file, and under its own identifier."""
    version = dataset.version(release)
    told: Json = {
        "title": f"{dataset.title} : {release.on}",
        "modified": release.on.isoformat(),
        "temporal": temporal,
    }
    ways: tuple[Json, ...] = (
        {"format": "API", "accessURL": f"{origin}{PREFIX}{dataset.uuid}/data", "description": "latest"},
        {"downloadURL": f"{origin}{dataset.file_url(release)}", "mediaType": "text/csv"},
        {"format": "API", "accessURL": f"{origin}{PREFIX}{version}/data"},
    )
    files = (dataset.uuid, version, version)
    return [
        {"@type": "dcat:Distribution", **way, "resourcesAPI": f"{origin}{RESOURCES}{uuid}", **told}
        for way, uuid in zip(ways, files, strict=True)
    ]
