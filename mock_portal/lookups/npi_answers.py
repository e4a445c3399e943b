"""Records of NPPES in the shapes of the NPI Registry API, version 2.1."""

from __future__ import annotations

from datetime import UTC, datetime

from mock_portal.world.entities import AssociateKind
from mock_portal.world.nppes import NppesRecord, Taxonomy, registration_day
from mock_portal.world.places import Address

Json = dict[str, object]


def result(record: NppesRecord) -> Json:
    """One entry of `results`: NPI and epochs as strings, epochs in milliseconds."""
    person = record.kind is AssociateKind.INDIVIDUAL
    return {
        "created_epoch": _epoch(record.created),
        "enumeration_type": "NPI-1" if person else "NPI-2",
        "last_updated_epoch": _epoch(record.last_updated),
        "number": record.npi,
        "addresses": [_address(record.location, "LOCATION"), _address(record.mailing, "MAILING")],
        "practiceLocations": [],
        "basic": _person(record) if person else _organization(record),
        "taxonomies": [_taxonomy(taxonomy) for taxonomy in record.taxonomies],
        "identifiers": [],
        "endpoints": [],
        "other_names": _other_names(record),
    }


def _epoch(moment: datetime) -> str:
    return str(int(moment.astimezone(UTC).timestamp()) * 1000)


def _address(address: Address, purpose: str) -> Json:
    shown: Json = {
        "country_code": "US",
        "country_name": "United States",
        "address_purpose": purpose,
        "address_type": "DOM",
        "address_1": address.address_1,
        "address_2": address.address_2,
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "telephone_number": address.telephone_number,
        "fax_number": address.fax_number,
    }
    return {name: value for name, value in shown.items() if value}


def _dates(record: NppesRecord) -> Json:
    updated = registration_day(record.last_updated).isoformat()
    return {
        "status": "A",
        "enumeration_date": registration_day(record.created).isoformat(),
        "last_updated": updated,
        "certification_date": updated,
    }


def _person(record: NppesRecord) -> Json:
    named = {"first_name": record.first_name, "last_name": record.last_name}
    if record.credential:
        named["credential"] = record.credential
    return {**named, "sole_proprietor": "NO", "sex": record.sex, **_dates(record)}


def _organization(record: NppesRecord) -> Json:
    return {
        "organization_name": record.organization_name,
        "organizational_subpart": "NO",
        **_dates(record),
        "authorized_official_first_name": record.official_first_name,
        "authorized_official_last_name": record.official_last_name,
        "authorized_official_telephone_number": record.location.telephone_number.replace("-", ""),
        "authorized_official_title_or_position": "Administrator",
    }


def _taxonomy(taxonomy: Taxonomy) -> Json:
    return taxonomy.model_dump(include={"code", "desc", "license", "primary", "state", "taxonomy_group"})


def _other_names(record: NppesRecord) -> list[Json]:
    if not record.former_last_name:
        return []
    name = {"first_name": record.first_name, "last_name": record.former_last_name}
    return [{"type": "Other Name", "code": "5", **name, "prefix": "--", "suffix": "--"}]
