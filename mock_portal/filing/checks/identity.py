"""VAL-005 to VAL-007: does it agree with the IRS, the SSA, NPPES and the post office?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_portal.filing.checks.context import Case
from mock_portal.filing.checks.findings import Code, Finding
from mock_portal.filing.forms.nouns import FieldKind
from mock_portal.filing.forms.outline import item_of, outline
from mock_portal.world.entities import AssociateKind
from mock_portal.world.nppes import NppesRecord
from mock_portal.world.specialties import specialty_of


def folded(text: str) -> str:
    """The text as it is compared: capitals, single blanks, no punctuation."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.upper()).split())


def identity(case: Case) -> Iterator[Finding]:
    """The name and the TIN must be those that the IRS or the SSA has, here the associate's own."""
    if case.context.associate.kind is AssociateKind.INDIVIDUAL:
        yield from _against(case, "personal", "ssn", _personal_name(case), "SSA")
    else:
        yield from _against(case, "organization", "ein", case.first("organization").get("name", ""), "IRS")


def _personal_name(case: Case) -> str:
    personal = case.first("personal")
    return f"{personal.get('last_name', '')} {personal.get('first_name', '')}"


def _against(case: Case, topic: str, number: str, name: str, office: str) -> Iterator[Finding]:
    known, typed = case.context.associate, case.first(topic).get(number, "")
    name_field = "last_name" if topic == "personal" else "name"
    if folded(name) and folded(name) != folded(known.name):
        text = f"The name does not match the records of the {office}."
        yield Finding(Code.IDENTITY, topic, text, 0, name_field)
    if re.fullmatch("[0-9]{9}", typed) and typed != known.tin:
        text = f"The {number.upper()} does not match the records of the {office}."
        yield Finding(Code.IDENTITY, topic, text, 0, number)


def nppes(case: Case) -> Iterator[Finding]:
    """Name, address and specialty as NPPES has them; PECOS and NPPES are not kept in step (S2)."""
    record = case.context.nppes
    if record is None:
        return
    if record.kind is AssociateKind.INDIVIDUAL:
        yield from _person_differs(case, record)
    else:
        yield from _organization_differs(case, record)
    yield from _place_differs(case, record)


def _person_differs(case: Case, record: NppesRecord) -> Iterator[Finding]:
    personal = case.first("personal")
    if not personal:
        return
    if folded(_personal_name(case)) != folded(f"{record.last_name} {record.first_name}"):
        shown = f"{record.first_name} {record.last_name}"
        yield _differs("personal", "last_name", f"The name differs from NPPES, which has {shown}.")
    yield from _npi_differs(personal, "personal", record)
    told = personal.get("specialty", "")
    codes = {one.code for one in record.taxonomies}
    if told and specialty_of(told, record.kind).taxonomy not in codes:
        shown = ", ".join(one.desc for one in record.taxonomies)
        yield _differs("personal", "specialty", f"The specialty differs from NPPES, which has {shown}.")


def _organization_differs(case: Case, record: NppesRecord) -> Iterator[Finding]:
    organization = case.first("organization")
    if not organization:
        return
    if folded(organization.get("name", "")) != folded(record.organization_name):
        shown = record.organization_name
        yield _differs("organization", "name", f"The name differs from NPPES, which has {shown}.")
    yield from _npi_differs(organization, "organization", record)


def _npi_differs(values: dict[str, str], topic: str, record: NppesRecord) -> Iterator[Finding]:
    if values.get("npi", record.npi) != record.npi:
        yield _differs(topic, "npi", f"NPPES has the NPI {record.npi} for this provider.")


def _place_differs(case: Case, record: NppesRecord) -> Iterator[Finding]:
    topic = "locations" if item_of(case.application, "locations") else "correspondence"
    places, there = case.values(topic), record.location
    wanted = (folded(there.address_1), folded(there.city), there.state)
    given = [
        (folded(one.get("address_1", "")), folded(one.get("city", "")), one.get("state")) for one in places
    ]
    if places and wanted not in given:
        shown = f"{there.address_1}, {there.city}, {there.state}"
        yield _differs(topic, "address_1", f"The address differs from NPPES, which has {shown}.")


def _differs(topic: str, field: str, text: str) -> Finding:
    return Finding(Code.NPPES, topic, text, 0, field)


def addresses(case: Case) -> Iterator[Finding]:
    """An address counts as verified by the post office with ZIP+4; without it a reason is asked (W3)."""
    for item in outline(case.application):
        zips = [one for one in item.topic.fields if one.kind is FieldKind.ZIP]
        for field in zips:
            for number, values in enumerate(case.values(item.topic.key)):
                short = re.fullmatch("[0-9]{5}", values.get(field.name, ""))
                if short and field.asked(values) and not values.get("unverified"):
                    text = "The address is not verified: give ZIP+4, or the reason why there is none."
                    yield Finding(Code.ADDRESS, item.topic.key, text, number, field.name)
