"""The words of PECOS for states, and the days that it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from mock_portal.clock import portal_date
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.moves import ENDED

STATE_LABELS = {
    ApplicationState.DRAFT: "In Progress, not submitted",
    ApplicationState.PENDING_E_SIGNATURE: "Pending E-Signature",
    ApplicationState.SUBMITTED: "Submitted",
    ApplicationState.RECEIVED: "Received by Contractor",
    ApplicationState.IN_REVIEW: "In Review",
    ApplicationState.RETURNED_FOR_CORRECTIONS: "Returned for Corrections",
    ApplicationState.FEE_REQUESTED: "Application Fee Requested",
    ApplicationState.SITE_VISIT: "Site Visit Ordered",
    ApplicationState.APPROVAL_RECOMMENDED: "Approval Recommended",
    ApplicationState.APPROVED: "Approved",
    ApplicationState.DENIED: "Denied",
    ApplicationState.REJECTED: "Rejected",
    ApplicationState.RETURNED: "Returned",
    ApplicationState.WITHDRAWN: "Withdrawn",
}
"""Pending E-Signature, Returned for Corrections, Approved and Rejected are printed so (W2, W4, W14, W37)."""


def days_until(due: date | datetime, now: datetime) -> int:
    """Whole calendar days in New York; negative where it is past."""
    day = portal_date(due) if isinstance(due, datetime) else due
    return (day - portal_date(now)).days


def is_open(application: Application) -> bool:
    """Whether it is still on its way, drafts included."""
    return application.state not in ENDED


def newest(applications: Iterable[Application]) -> Application | None:
    """The one that was begun last."""
    return max(applications, key=lambda one: (one.history[0].at, one.id), default=None)
