"""PECOS: the Enrollment Record: what is on file about an enrollment, without numbers that identify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.filing.forms import FORMS
from mock_portal.filing.forms.common import INDIVIDUAL_CONTROL, LOCATIONS, ORGANIZATIONAL_CONTROL
from mock_portal.filing.forms.nouns import TICKED, Topic, values_of
from mock_portal.filing.records import Entry
from mock_portal.filing.standing import status_since
from mock_portal.web.application_context import entries_on_file
from mock_portal.web.pecos_access import of_enrollment
from mock_portal.web.pecos_enrollment import links_of, report_rows
from mock_portal.world.entities import Account, Enrollment

_OFFICES = {"managing": "Managing employee", "authorized": "Authorized Official",
            "delegated": "Delegated Official"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A practice location as it is on file; what is not on file is empty."""

    name: str
    address: str
    city: str
    state: str
    zip: str
    telephone: str
    since: str


@dataclass(frozen=True, slots=True)
class Holder:
    """An owner or person in control; `missing` names the fields of the form that are not filled in."""

    name: str
    roles: tuple[str, ...]
    ownership: str
    missing: tuple[str, ...]


def _record(exchange: Exchange, account: Account, enrollment: Enrollment) -> Page:
    """What the contractor knows: since when the status holds, places, owners, numbers and reassignments."""
    today = portal_date(exchange.now)
    with exchange.looking_up() as world:
        entries = entries_on_file(exchange, enrollment, today)
        values = {
            "associate": world.associates[enrollment.pac_id],
            "enrollment": enrollment,
            "status_since": _status_since(exchange, enrollment, today),
            "last_billed": exchange.filing.last_billed.get(enrollment.id),
            "places": [_place(one) for one in values_of(entries, LOCATIONS.key)],
            "has_owners": FORMS[enrollment.form].topic(INDIVIDUAL_CONTROL.key) is not None,
            "holders": list(_holders(entries)),
            "numbers": report_rows(exchange, enrollment),
            "links": list(links_of(exchange, account, enrollment)),
        }
    return Page("pecos_record.html", values)


def _status_since(exchange: Exchange, enrollment: Enrollment, today: date) -> date | None:
    filing = exchange.filing
    applications, notices = filing.applications_of(enrollment.id), filing.notices.of(enrollment.id)
    return status_since(enrollment, applications, notices, today)


def _place(values: dict[str, str]) -> Place:
    lines = (values.get("address_1", ""), values.get("address_2", ""))
    return Place(
        address=", ".join(one for one in lines if one),
        **{key: values.get(key, "") for key in ("name", "city", "state", "zip", "telephone", "since")},
    )


def _holders(entries: tuple[Entry, ...]) -> Iterator[Holder]:
    """The people in control, then the organizations."""
    for values in values_of(entries, INDIVIDUAL_CONTROL.key):
        names = (values.get("first_name", ""), values.get("last_name", ""))
        yield _holder(INDIVIDUAL_CONTROL, " ".join(one for one in names if one), values)
    for values in values_of(entries, ORGANIZATIONAL_CONTROL.key):
        yield _holder(ORGANIZATIONAL_CONTROL, values.get("name", ""), values)


def _holder(topic: Topic, name: str, values: dict[str, str]) -> Holder:
    percent = values.get("percent", "")
    owner = ("Owner",) if percent.strip("0.") else ()
    missing = (one.label for one in topic.fields if one.required and not values.get(one.name))
    return Holder(
        name=name,
        roles=(*owner, *(title for key, title in _OFFICES.items() if values.get(key) == TICKED)),
        ownership=f"{percent}%" if percent else "",
        missing=tuple(missing),
    )


record = of_enrollment(_record)
