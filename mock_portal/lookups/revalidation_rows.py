"""Rows about revalidation: due dates, and reassignments with the due dates of both sides."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mock_portal.filing.reassignments import Reassignment
from mock_portal.lookups.enrollment_rows import split_name
from mock_portal.lookups.filters import Row
from mock_portal.lookups.releases import Release
from mock_portal.seeded import Draws
from mock_portal.world.entities import AssociateKind, Enrollment, EnrollmentStatus, Form

DUE_DATE_COLUMNS = (
    "Enrollment ID", "National Provider Identifier", "First Name", "Last Name", "Organization Name",
    "Enrollment State Code", "Enrollment Type", "Provider Type Text", "Enrollment Specialty",
    "Revalidation Due Date", "Adjusted Due Date", "Individual Total Reassign To",
    "Receiving Benefits Reassignment",
)  # fmt: skip
GROUP_COLUMNS = (
    "Group PAC ID", "Group Enrollment ID", "Group Legal Business Name", "Group State Code", "Group Due Date",
    "Group Reassignments and Physician Assistants", "Record Type", "Individual PAC ID",
    "Individual Enrollment ID", "Individual NPI", "Individual First Name", "Individual Last Name",
    "Individual State Code", "Individual Specialty Description", "Individual Due Date",
    "Individual Total Employer Associations",
)  # fmt: skip
_VIEWED = (
    "Enrollment ID", "First Name", "Last Name", "Organization Name", "Enrollment State Code",
    "Enrollment Type", "Provider Type Text", "Enrollment Specialty", "Individual Total Reassign To",
    "Receiving Benefits Reassignment",
)  # fmt: skip
VIEWER_COLUMNS = ("npi_list", *_VIEWED, "due_date", "adjusted_due_date")
TO_COME = "TBD"
_POSTED_AHEAD = timedelta(days=184)
"""Dates within six months are posted (W27 has up to seven)."""
_ADJUSTED_ONE_IN = 10
_NOT_LISTED = frozenset({EnrollmentStatus.PENDING, EnrollmentStatus.DENIED, EnrollmentStatus.OPT_OUT})
_TYPES = {Form.INSTITUTION: ("1", "Part A"), Form.DME_SUPPLIER: ("2", "DME")}
_PART_B = ("3", "Non-DME Part B")


def due_dates(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """One row an enrollment; dates YYYY-MM-DD or TBD."""
    to, by = _totals(release, reassignments)
    return [_due_row(release, one, to, by) for one in release.enrollments.values() if _is_listed(one)]


def _is_listed(enrollment: Enrollment) -> bool:
    return enrollment.status not in _NOT_LISTED


def _totals(release: Release, reassignments: Sequence[Reassignment]) -> tuple[Counter[str], Counter[str]]:
    """How many groups an individual reassigns to, and how many individuals reassign to a group."""
    pairs = list(_standing(release, reassignments))
    return Counter(one.id for one, _ in pairs), Counter(group.id for _, group in pairs)


def _standing(
    release: Release, reassignments: Sequence[Reassignment]
) -> Iterator[tuple[Enrollment, Enrollment]]:
    for link in reassignments:
        if link.ended is not None and link.ended <= release.on:
            continue
        one, group = release.enrollments.get(link.individual), release.enrollments.get(link.group)
        if one and group and _is_listed(one) and _is_listed(group):
            yield one, group


def posted(due: date | None, release: Release) -> str:
    """A due date as the list has it."""
    shown = due is not None and due <= release.on + _POSTED_AHEAD
    return due.isoformat() if due is not None and shown else TO_COME


def _adjusted(enrollment: Enrollment, release: Release) -> str:
    """A seeded few of the posted dates were put off by half a year."""
    due = enrollment.revalidation_due
    if due is None or posted(due, release) == TO_COME or Draws(0, enrollment.id).below(_ADJUSTED_ONE_IN):
        return ""
    later = due + _POSTED_AHEAD
    return later.replace(day=monthrange(later.year, later.month)[1]).isoformat()


def _due_row(release: Release, one: Enrollment, to: Counter[str], by: Counter[str]) -> Row:
    associate = release.associates[one.pac_id]
    last, first = split_name(associate)
    number, text = _TYPES.get(one.form, _PART_B)
    return {
        "Enrollment ID": one.id,
        "National Provider Identifier": associate.npi,
        "First Name": first,
        "Last Name": last,
        "Organization Name": associate.name if associate.kind is AssociateKind.ORGANIZATION else "",
        "Enrollment State Code": one.state,
        "Enrollment Type": number,
        "Provider Type Text": text,
        "Enrollment Specialty": one.specialty,
        "Revalidation Due Date": posted(one.revalidation_due, release),
        "Adjusted Due Date": _adjusted(one, release),
        "Individual Total Reassign To": str(to[one.id]) if one.form is Form.PRACTITIONER else "",
        "Receiving Benefits Reassignment": str(by[one.id]),
    }


def viewer(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """What the look-up page reads: the same rows, an empty text for TBD (G4)."""
    return [
        {
            "npi_list": row["National Provider Identifier"],
            **{name: row[name] for name in _VIEWED},
            "due_date": row["Revalidation Due Date"].removesuffix(TO_COME),
            "adjusted_due_date": row["Adjusted Due Date"],
        }
        for row in due_dates(release, reassignments)
    ]


def clinic_groups(release: Release, links: Sequence[Reassignment]) -> list[Row]:
    """One row a reassignment."""
    to, by = _totals(release, links)
    return [_group_row(release, one, group, to, by) for one, group in _standing(release, links)]


def reassignments(release: Release, links: Sequence[Reassignment]) -> list[Row]:
    """The same for practitioners who are to revalidate: one of the two dates is posted."""
    dates = ("Group Due Date", "Individual Due Date")
    return [row for row in clinic_groups(release, links) if {row[name] for name in dates} != {TO_COME}]


def _group_row(
    release: Release, one: Enrollment, group: Enrollment, to: Counter[str], by: Counter[str]
) -> Row:
    person, clinic = release.associates[one.pac_id], release.associates[group.pac_id]
    last, first = split_name(person)
    assistant = one.specialty == "Physician Assistant"
    return {
        "Group PAC ID": clinic.pac_id,
        "Group Enrollment ID": group.id,
        "Group Legal Business Name": clinic.name,
        "Group State Code": group.state,
        "Group Due Date": posted(group.revalidation_due, release),
        "Group Reassignments and Physician Assistants": str(by[group.id]),
        "Record Type": "Physician Assistant" if assistant else "Reassignment",
        "Individual PAC ID": person.pac_id,
        "Individual Enrollment ID": one.id,
        "Individual NPI": person.npi,
        "Individual First Name": first,
        "Individual Last Name": last,
        "Individual State Code": one.state,
        "Individual Specialty Description": one.specialty,
        "Individual Due Date": posted(one.revalidation_due, release),
        "Individual Total Employer Associations": str(to[one.id]),
    }
