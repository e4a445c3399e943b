"""PECOS: More Options of an enrollment, its reassignments and its Medicare ID report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Reason
from mock_portal.filing.cycle import comes_too_early
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import MedicareId
from mock_portal.web.application_start import REASONS
from mock_portal.web.pecos_access import of_enrollment
from mock_portal.web.pecos_labels import STATE_LABELS, is_open
from mock_portal.web.pecos_offers import offer_for
from mock_portal.world.entities import Account, Associate, Enrollment, Form


@dataclass(frozen=True, slots=True)
class Link:
    """A reassignment as seen from one side: who is on the other. `own` is whether this account sees them."""

    other: Associate
    enrollment: Enrollment
    medicare_id: str | None
    effective: date
    ended: date | None
    record_type: str
    own: bool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A Medicare ID and what it was given for; `group` is null for the own practice."""

    number: str
    group: Associate | None
    state: str
    effective: date
    ended: date | None


def _more_options(exchange: Exchange, account: Account, enrollment: Enrollment) -> Page:
    """The applications that can be begun or continued for an enrollment."""
    with exchange.looking_up() as world:
        associate = world.associates[enrollment.pac_id]
        applications = exchange.filing.applications_of(enrollment.id)
    policy, today = exchange.filing.policy, portal_date(exchange.now)
    values = {
        "associate": associate,
        "enrollment": enrollment,
        "offer": offer_for(enrollment, applications, policy, today),
        "opened": [one for one in applications if is_open(one)],
        "early": comes_too_early(enrollment, policy, today),
        "states": STATE_LABELS,
        "reasons": REASONS,
    }
    return Page("pecos_more_options.html", values)


def _reassignments(exchange: Exchange, account: Account, enrollment: Enrollment) -> Page:
    """The groups that a practitioner reassigns to, or the practitioners who reassign to a group (002-38)."""
    with exchange.looking_up() as world:
        links = list(links_of(exchange, account, enrollment))
        associate = world.associates[enrollment.pac_id]
        applications = exchange.filing.applications_of(enrollment.id)
    offer = offer_for(enrollment, applications, exchange.filing.policy, portal_date(exchange.now))
    values = {
        "associate": associate,
        "enrollment": enrollment,
        "links": links,
        "of_group": enrollment.form is Form.GROUP,
        "may_begin": Reason.REASSIGNMENT in offer.reasons,
    }
    return Page("pecos_reassignments.html", values)


def links_of(exchange: Exchange, account: Account, enrollment: Enrollment) -> Iterator[Link]:
    """Every reassignment from or to an enrollment, as this account sees it."""
    world, mine = exchange.world, set(account.associates)
    for link in exchange.filing.reassignments:
        if enrollment.id not in (link.individual, link.group):
            continue
        other = world.enrollments[link.group if link.individual == enrollment.id else link.individual]
        yield Link(
            other=world.associates[other.pac_id],
            enrollment=other,
            medicare_id=_number_for(exchange, link),
            effective=link.effective or world.enrollments[link.individual].effective,
            ended=link.ended,
            record_type=_record_type(exchange, link),
            own=other.pac_id in mine,
        )


def _record_type(exchange: Exchange, link: Reassignment) -> str:
    """Assistants are employed and do not reassign (G1); a seeded link does not say so itself."""
    assistant = exchange.world.enrollments[link.individual].specialty == "Physician Assistant"
    return "Physician Assistant" if assistant else link.record_type.value


def _number_for(exchange: Exchange, link: Reassignment) -> str | None:
    """The Medicare ID that the practitioner has for this group (002-29): this link's own, if several."""
    rows = medicare_ids_of(exchange, exchange.world.enrollments[link.individual])
    mine = [one for one in rows if one.group == link.group]
    same = [one for one in mine if (one.ended is None) == (link.ended is None)] or mine
    began = [one for one in same if one.effective == link.effective] or same
    return began[-1].number if began else None


def medicare_ids_of(exchange: Exchange, enrollment: Enrollment) -> list[MedicareId]:
    """Every Medicare ID of an enrollment, the oldest first.

    One that was seeded with its enrollment may not be on file, and does not say for which group it is: it is
    for the one that the practitioner reassigns to since the enrollment, or else for the own practice.
    """
    filed = exchange.filing.medicare_ids_of(enrollment.id)
    number = enrollment.medicare_id
    if number is not None and all(one.number != number for one in filed):
        own = MedicareId(
            number=number, enrollment_id=enrollment.id, group=None, effective=enrollment.effective
        )
        filed = [own, *filed]
    first = _first_link(exchange, enrollment, filed)
    placed = (
        one.model_copy(update={"group": first.group, "ended": one.ended or first.ended})
        if first is not None and one.group is None and one.number == number
        else one
        for one in filed
    )
    return sorted(placed, key=lambda one: (one.effective, one.number))


def _first_link(exchange: Exchange, enrollment: Enrollment, filed: list[MedicareId]) -> Reassignment | None:
    """The reassignment that began with the enrollment and has no number of its own."""
    numbered = {one.group for one in filed}
    mine = (one for one in exchange.filing.reassignments if one.individual == enrollment.id)
    return next((one for one in mine if one.effective is None and one.group not in numbered), None)


def _medicare_id_report(exchange: Exchange, account: Account, enrollment: Enrollment) -> Page:
    """Every Medicare ID (PTAN) of an enrollment with its dates: one for each place or group (S2)."""
    with exchange.looking_up() as world:
        associate = world.associates[enrollment.pac_id]
        rows = report_rows(exchange, enrollment)
    return Page("pecos_medicare_ids.html", {"associate": associate, "enrollment": enrollment, "rows": rows})


def report_rows(exchange: Exchange, enrollment: Enrollment) -> list[ReportRow]:
    """An enrollment's Medicare IDs with what each was given for."""
    return [_report_row(exchange, enrollment, one) for one in medicare_ids_of(exchange, enrollment)]


def _report_row(exchange: Exchange, enrollment: Enrollment, one: MedicareId) -> ReportRow:
    world = exchange.world
    group = None if one.group is None else world.enrollments.get(one.group)
    return ReportRow(
        number=one.number,
        group=None if group is None else world.associates[group.pac_id],
        state=(group or enrollment).state,
        effective=one.effective,
        ended=one.ended,
    )


more_options = of_enrollment(_more_options)
reassignments = of_enrollment(_reassignments)
medicare_id_report = of_enrollment(_medicare_id_report)
