"""The data sets of data.cms.gov: their identifiers, columns, rhythms, and the rows of a release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mock_portal.filing.reassignments import Reassignment
from mock_portal.lookups import enrollment_rows, revalidation_rows
from mock_portal.lookups.filters import Row
from mock_portal.lookups.releases import Release, Rhythm

Rows = Callable[[Release, Sequence[Reassignment]], list[Row]]


@dataclass(frozen=True)
class Dataset:
    """A data set. `slug` is its place in the catalogue, `file` the stem of its CSV."""

    uuid: str
    title: str
    slug: str
    file: str
    description: str
    rhythm: Rhythm
    columns: tuple[str, ...]
    make: Rows
    listed: bool = True

    def rows(self, release: Release, reassignments: Sequence[Reassignment]) -> list[Row]:
        """The rows of a release, in the order of the world; made once."""
        return release.cached(self.uuid, lambda made_of: self.make(made_of, reassignments))

    def version(self, release: Release) -> str:
        """The identifier of one release, which stays its own when the next one is out."""
        digits = hashlib.sha256(f"{self.uuid}:{release.on}".encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"

    def file_name(self, release: Release) -> str:
        """The name of a release's CSV."""
        return f"{self.file}_{release.on:%Y%m%d}.csv"

    def file_url(self, release: Release) -> str:
        """The path of a release's CSV."""
        return f"/sites/default/files/{release.on:%Y-%m}/{self.version(release)}/{self.file_name(release)}"


_PEOPLE_PENDING = ("NPI", "LAST_NAME", "FIRST_NAME")

DATASETS = (
    Dataset(
        "c99b5865-1119-4436-bb80-c5af2773ea1f",
        "Order and Referring",
        "order-and-referring",
        "OrderReferring",
        "Practitioners who may order and refer in Medicare and are enrolled, by NPI.",
        Rhythm.TWICE_WEEKLY,
        ("NPI", "LAST_NAME", "FIRST_NAME", "PARTB", "DME", "HHA", "PMD", "HOSPICE"),
        enrollment_rows.order_and_referring,
    ),
    Dataset(
        "3746498e-874d-45d8-9c69-68603cafea60",
        "Revalidation Due Date List",
        "revalidation-due-date-list",
        "revalidation_base",
        "Due dates of the next six months; a date farther away is marked TBD.",
        Rhythm.MONTHLY,
        revalidation_rows.DUE_DATE_COLUMNS,
        revalidation_rows.due_dates,
    ),
    Dataset(
        "20f51cff-4137-4f3a-b6b7-bfc9ad57983b",
        "Revalidation Reassignment List",
        "revalidation-reassignment-list",
        "revalidation_group_reassignment_pa_xref",
        "Reassignments of practitioners who revalidate.",
        Rhythm.MONTHLY,
        revalidation_rows.GROUP_COLUMNS,
        revalidation_rows.reassignments,
    ),
    Dataset(
        "e1f1fa9a-d6b4-417e-948a-c72dead8a41c",
        "Revalidation Clinic Group Practice Reassignment",
        "revalidation-clinic-group-practice-reassignment",
        "revalidation_clinic_group_practice_reassignment_pa_xref",
        "Practitioners and the group practices they reassign to, with the due dates of both.",
        Rhythm.MONTHLY,
        revalidation_rows.GROUP_COLUMNS,
        revalidation_rows.clinic_groups,
    ),
    Dataset(
        "2457ea29-fc82-48b0-86ec-3b0755de7515",
        "Medicare Fee-For-Service  Public Provider Enrollment",
        "medicare-fee-for-service-public-provider-enrollment",
        "PPEF_Enrollment_Extract",
        "Providers who are approved to bill Medicare or have completed an 855O.",
        Rhythm.QUARTERLY,
        enrollment_rows.PUBLIC_ENROLLMENT_COLUMNS,
        enrollment_rows.public_enrollment,
    ),
    Dataset(
        "6bd6b1dd-208c-4f9c-88b8-b15fec6db548",
        "Pending Initial Logging and Tracking Physicians",
        "pending-initial-logging-and-tracking-physicians",
        "PendingInitialLandTsPhysicians",
        "Physicians whose initial application no contractor has finished.",
        Rhythm.TWICE_WEEKLY,
        _PEOPLE_PENDING,
        enrollment_rows.pending_physicians,
    ),
    Dataset(
        "261b83b6-b89f-43ad-ae7b-0d419a3bc24b",
        "Pending Initial Logging and Tracking Non Physicians",
        "pending-initial-logging-and-tracking-non-physicians",
        "PendingInitialLandTsNonPhysicians",
        "Other practitioners whose initial application no contractor has finished.",
        Rhythm.TWICE_WEEKLY,
        _PEOPLE_PENDING,
        enrollment_rows.pending_non_physicians,
    ),
    Dataset(
        "4c6a7709-84b0-4514-9308-4a41846f5682",
        "Medicare Revalidation List",
        "medicare-revalidation-list",
        "revalidation_base",
        "What the revalidation look-up page reads.",
        Rhythm.MONTHLY,
        revalidation_rows.VIEWER_COLUMNS,
        revalidation_rows.viewer,
        listed=False,
    ),
)
REVALIDATION_LIST = DATASETS[-1]
