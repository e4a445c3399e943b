"""Rows about enrollments: who may order, who is enrolled, who is pending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mock_portal.filing.reassignments import Reassignment
from mock_portal.lookups.filters import Row
from mock_portal.lookups.releases import Release
from mock_portal.world.entities import Associate, AssociateKind, Enrollment, EnrollmentStatus, Form
from mock_portal.world.specialties import Specialty, specialty_of

PUBLIC_ENROLLMENT_COLUMNS = (
    "NPI", "MULTIPLE_NPI_FLAG", "PECOS_ASCT_CNTL_ID", "ENRLMT_ID", "PROVIDER_TYPE_CD", "PROVIDER_TYPE_DESC",
    "STATE_CD", "FIRST_NAME", "MDL_NAME", "LAST_NAME", "ORG_NAME",
)  # fmt: skip
_ORDERS = ("PARTB", "DME", "HHA", "PMD", "HOSPICE")
_ORDERING = frozenset({EnrollmentStatus.APPROVED, EnrollmentStatus.STAY, EnrollmentStatus.OPT_OUT})
"""Ordering needs approved or opt-out (W25); a stay is still enrolled (W26)."""
_ENROLLED = frozenset({EnrollmentStatus.APPROVED, EnrollmentStatus.STAY})


def split_name(associate: Associate) -> tuple[str, str]:
    """Last and first name of a person; two empty texts for an organization."""
    if associate.kind is AssociateKind.ORGANIZATION:
        return "", ""
    last, _, first = associate.name.partition(", ")
    return last, first


def order_and_referring(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """One row an NPI of a person whose specialty may order; Y or N for each kind of order."""
    rows: dict[str, Row] = {}
    for enrollment, associate, specialty in _people(release):
        if enrollment.status not in _ORDERING or "Y" not in specialty.orders:
            continue
        kinds = zip(_ORDERS, specialty.orders, strict=True)
        rows.setdefault(associate.npi, _named(associate) | dict(kinds))
    return list(rows.values())


def pending_physicians(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """One row a physician with a pending enrollment."""
    return _pending(release, physicians=True)


def pending_non_physicians(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """One row another practitioner with a pending enrollment."""
    return _pending(release, physicians=False)


def _pending(release: Release, *, physicians: bool) -> list[Row]:
    rows: dict[str, Row] = {}
    for enrollment, associate, specialty in _people(release):
        if enrollment.status is EnrollmentStatus.PENDING and specialty.physician is physicians:
            rows.setdefault(associate.npi, _named(associate))
    return list(rows.values())


def _named(associate: Associate) -> dict[str, str]:
    last, first = split_name(associate)
    return {"NPI": associate.npi, "LAST_NAME": last.upper(), "FIRST_NAME": first.upper()}


def _people(release: Release) -> Iterator[tuple[Enrollment, Associate, Specialty]]:
    for enrollment in release.enrollments.values():
        associate = release.associates[enrollment.pac_id]
        if associate.kind is AssociateKind.INDIVIDUAL:
            yield enrollment, associate, specialty_of(enrollment.specialty, associate.kind)


def public_enrollment(release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
    """One row an approved enrollment (PPEF)."""
    return [
        _public_row(one, release.associates[one.pac_id])
        for one in release.enrollments.values()
        if one.status in _ENROLLED
    ]


def _public_row(enrollment: Enrollment, associate: Associate) -> Row:
    last, first = split_name(associate)
    specialty = specialty_of(enrollment.specialty, associate.kind)
    ordering = enrollment.form is Form.ORDERING
    organization = associate.kind is AssociateKind.ORGANIZATION
    return {
        "NPI": associate.npi,
        "MULTIPLE_NPI_FLAG": "N",
        "PECOS_ASCT_CNTL_ID": associate.pac_id,
        "ENRLMT_ID": enrollment.id,
        "PROVIDER_TYPE_CD": specialty.type_code.replace("14-", "16-") if ordering else specialty.type_code,
        "PROVIDER_TYPE_DESC": (
            specialty.type_text.replace("PRACTITIONER", "ORDER AND REFERRING ONLY", 1)
            if ordering
            else specialty.type_text
        ),
        "STATE_CD": enrollment.state,
        "FIRST_NAME": first.upper(),
        "MDL_NAME": "",
        "LAST_NAME": last.upper(),
        "ORG_NAME": associate.name.upper() if organization else "",
    }
