"""The contractor's and the portal's periods and amounts, with their sources; each can be set."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mock_portal.world.entities import Entity


class FilingPolicy(Entity):
    """Days unless the name says otherwise.

    Sources: signature W14, correction W17, early months S2 (W13 has 7), stay W23 (30; W26 up to 60),
    due date posted W27, letters four and one and a half months ahead G7, fee W28, files S0 and W20.
    How fast the contractor works: received, in review and decided so many days after the submission, the
    last of them seeded between the two of `decided_after_days` (W18: 95 % of web applications in 15). A site
    visit and a State agency take longer (W18; the numbers are our own). `works_by_itself` false leaves every
    step of the contractor's to a hand; deadlines run on. Months without a claim before deactivation: S2, W10.
    """

    signature_days: int = Field(default=20, ge=1, le=3650)
    correction_days: int = Field(default=30, ge=1, le=3650)
    fee_days: int = Field(default=30, ge=1, le=3650)
    early_months: int = Field(default=6, ge=0, le=60)
    posted_days: int = Field(default=184, ge=0, le=3650)
    stay_days: int = Field(default=30, ge=0, le=60)
    first_notice_days: int = Field(default=120, ge=0, le=3650)
    second_notice_days: int = Field(default=45, ge=0, le=3650)
    received_after_days: int = Field(default=1, ge=0, le=3650)
    review_after_days: int = Field(default=3, ge=0, le=3650)
    decided_after_days: tuple[Annotated[int, Field(ge=0, le=3650)], Annotated[int, Field(ge=0, le=3650)]] = (
        6,
        14,
    )
    site_visit_days: int = Field(default=20, ge=0, le=3650)
    state_agency_days: int = Field(default=30, ge=0, le=3650)
    works_by_itself: bool = True
    corrections_asked_share: float = Field(default=0.0, ge=0, le=1)
    revalidation_years: int = Field(default=5, ge=1, le=50)
    dme_revalidation_years: int = Field(default=3, ge=1, le=50)
    non_billing_months: int = Field(default=12, ge=1, le=600)
    fee_dollars: int = Field(default=750, ge=0, le=100_000)
    largest_upload_bytes: int = Field(default=20_000_000, ge=1, le=100_000_000)
    tiff_allowed: bool = True
    strip_ssn_dashes: bool = False
