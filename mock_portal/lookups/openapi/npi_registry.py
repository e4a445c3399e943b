"""The NPI Registry's API, version 2.1, as this portal answers it (G5)."""

from __future__ import annotations

from mock_portal.lookups.npi_search import Fault
from mock_portal.lookups.openapi.parts import Json, answer, document, list_of, operation, parameter, record

_WORD: Json = {"type": "string"}
_DAY: Json = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_EPOCH: Json = {"type": "string", "pattern": r"^-?\d+$", "description": "milliseconds since 1970"}
_STATE: Json = {"type": "string", "pattern": "^([A-Za-z]{2})?$"}
_ADDRESS = record(
    {
        "country_code": {"const": "US"},
        "country_name": _WORD,
        "address_purpose": {"enum": ["LOCATION", "MAILING"]},
        "address_type": {"const": "DOM"},
        "address_1": _WORD,
        "city": _WORD,
        "state": _WORD,
        "postal_code": {"type": "string", "pattern": r"^\d{5}(\d{4})?$"},
        "telephone_number": _WORD,
    },
    {"address_2": _WORD, "fax_number": _WORD},
)
_DATES: dict[str, Json] = {
    "status": {"const": "A"},
    "enumeration_date": _DAY,
    "last_updated": _DAY,
    "certification_date": _DAY,
}
_PERSON = record(
    {"first_name": _WORD, "last_name": _WORD, "sole_proprietor": _WORD, "sex": _WORD, **_DATES},
    {"credential": _WORD},
)
_ORGANIZATION = record(
    {
        "organization_name": _WORD,
        "organizational_subpart": _WORD,
        "authorized_official_first_name": _WORD,
        "authorized_official_last_name": _WORD,
        "authorized_official_telephone_number": _WORD,
        "authorized_official_title_or_position": _WORD,
        **_DATES,
    }
)
_TAXONOMY = record(
    {
        "code": _WORD,
        "desc": _WORD,
        "primary": {"type": "boolean"},
        "license": {"type": ["string", "null"]},
        "state": {"type": ["string", "null"]},
        "taxonomy_group": _WORD,
    }
)
_OTHER_NAME = record(dict.fromkeys(("type", "code", "first_name", "last_name", "prefix", "suffix"), _WORD))
_RESULT = record(
    {
        "created_epoch": _EPOCH,
        "enumeration_type": {"enum": ["NPI-1", "NPI-2"]},
        "last_updated_epoch": _EPOCH,
        "number": {"type": "string", "pattern": r"^\d{10}$"},
        "addresses": list_of(_ADDRESS),
        "practiceLocations": list_of({}),
        "basic": {"oneOf": [_PERSON, _ORGANIZATION]},
        "taxonomies": list_of(_TAXONOMY),
        "identifiers": list_of({}),
        "endpoints": list_of({}),
        "other_names": list_of(_OTHER_NAME),
    }
)
_ERRORS = record(
    {
        "Errors": list_of(
            record({"description": _WORD, "field": _WORD, "number": {"enum": [one.value for one in Fault]}})
        )
    }
)
_FOUND = record(
    {"result_count": {"type": "integer", "minimum": 0, "maximum": 200}, "results": list_of(_RESULT)}
)
_PARAMETERS = [
    parameter("version", "must be 2.1", {"enum": ["2.1"]}),
    parameter("number", "the NPI", {"type": "string", "pattern": "^[0-9]{10}$"}),
    parameter("enumeration_type", "a person or an organization", {"enum": ["NPI-1", "NPI-2"]}),
    parameter("taxonomy_description", "a part of it"),
    parameter("first_name", "a person's; ends with * after two characters at least"),
    parameter("last_name", "a person's, the former one too; * as above"),
    parameter(
        "use_first_name_alias", "whether nicknames count", {"enum": ["true", "false", "True", "False"]}
    ),
    parameter("organization_name", "an organization's; * as above"),
    parameter("address_purpose", "which address", {"enum": ["LOCATION", "MAILING", "PRIMARY", "SECONDARY"]}),
    parameter("city", "of the address; * as above"),
    parameter("state", "of the address; not by itself", _STATE),
    parameter("postal_code", "five or nine digits"),
    parameter("country_code", "of the address; not by itself", _STATE),
    parameter("limit", "a page's size; more than 200 are 200", {"type": "integer", "minimum": 1}),
    parameter("skip", "how many to leave out", {"type": "integer", "minimum": 0, "maximum": 1200}),
    parameter("pretty", "indented", {"enum": ["true", "on", "1", "false"]}),
]
DOCUMENT = document(
    "NPI Registry",
    "Read-only look-up of NPIs. A refused query is answered with Errors and status 200, as the registry "
    "does; 400 is kept for input that nobody types in good faith.",
    {
        "/api/": operation(
            "find_npis",
            "The records that a query finds",
            _PARAMETERS,
            {
                "200": answer("The records, or what is wrong", {"oneOf": [_FOUND, _ERRORS]}),
                "400": answer("The query cannot be read, or is hostile", _ERRORS),
            },
        )
    },
)
