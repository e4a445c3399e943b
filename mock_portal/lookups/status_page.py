"""The contractor's status look-up by Web Tracking ID (W11)."""

from __future__ import annotations

import re
from datetime import datetime

from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.lookups.records import PublicRecords

PATH = "/web/enrollment/enrollment-application-status-search"
NOT_FOUND = "Application not found"
_TRACKING_ID = re.compile(r"T\d{15}", re.ASCII)
_NOT_WITH_CONTRACTOR = frozenset(
    {ApplicationState.DRAFT, ApplicationState.PENDING_E_SIGNATURE, ApplicationState.SUBMITTED}
)
LABELS = {
    ApplicationState.RECEIVED: "Application Received",
    ApplicationState.IN_REVIEW: "Application In Review",
    ApplicationState.RETURNED_FOR_CORRECTIONS: "Corrections Requested",
    ApplicationState.FEE_REQUESTED: "Application fee requested",
    ApplicationState.SITE_VISIT: "Site Visit Ordered",
    ApplicationState.APPROVAL_RECOMMENDED: "Approval Recommendation",
    ApplicationState.APPROVED: "Application Complete/Approved",
    ApplicationState.DENIED: "Application Denied",
    ApplicationState.REJECTED: "Application Rejected",
    ApplicationState.RETURNED: "Application Returned",
    ApplicationState.WITHDRAWN: "Application Withdrawn",
}
"""Received, fee requested and complete are W11's, the recommendation W9's; the others are our words."""


def status_page(exchange: Exchange, records: PublicRecords) -> Page:
    """What the contractor says of an application; what it has not received yet, it does not find."""
    asked = exchange.query.get("webTrackingId")
    values: dict[str, object] = {"typed": {"webTrackingId": asked or ""}, "found": None, "asked": False}
    if asked is None:
        return Page("application_status.html", values)
    if not _TRACKING_ID.fullmatch(asked.strip(" ")):
        errors = {"webTrackingId": "Enter a Web Tracking ID: T and 15 digits, without blanks."}
        return Page("application_status.html", values | {"errors": errors}, 400)
    with exchange.looking_up():
        found = records.filing.tracked(asked)
    shown = found and found.state not in _NOT_WITH_CONTRACTOR
    values |= {"asked": True, "not_found": NOT_FOUND}
    if found and shown:
        values["found"] = {
            "contractor": found.contractor,
            "steps": _steps(found),
            "label": LABELS[found.state],
        }
    return Page("application_status.html", values)


def _steps(application: Application) -> list[tuple[str, datetime]]:
    """What the contractor did and when, newest first."""
    known = (step for step in application.history if step.state in LABELS)
    return [(LABELS[step.state], step.at) for step in known][::-1]
