"""Applications as a status page shows them, and looks that read them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from agent.model.facts import (
    ApplicationFact,
    CorrectionFact,
    EnrollmentFact,
    FeeFact,
    SignatureFact,
    ValidationFact,
)
from agent.model.look import Look

from ..builders import ENROLLMENT, NOW, NPI, enrollment, facts, visit

TODAY = date(2026, 3, 2)
"""The calendar day of NOW at the portal."""
TRACKING, OTHER_TRACKING = "T030120260000001", "T030120260000002"
DRAFT_SUBJECT = f"draft {NPI} 855I OH"


def ago(days: int, today: date = TODAY) -> date:
    return today - timedelta(days=days)


def application(
    status: str | None = "In Review", *, since: date | None = TODAY, **fields: Any
) -> ApplicationFact:
    """A well one: nothing is asked for, everything was read."""
    read: dict[str, Any] = {
        "id": TRACKING,
        "npi": NPI,
        "form": "855I",
        "state": "OH",
        "reason": "Change of information",
        "enrollment_id": ENROLLMENT,
        "revision": 1,
        "corrections": (),
        "findings": (),
        "signatures": (),
        "fees": (),
    }
    return ApplicationFact.model_validate(read | {"status": status, "since": since} | fields)


def draft(*, since: date | None = TODAY, **fields: Any) -> ApplicationFact:
    return application("In Progress, not submitted", since=since, id=None, revision=0, **fields)


def correction(
    *, asked: date | None = TODAY, due: date | None = None, answered: date | None = None
) -> CorrectionFact:
    return CorrectionFact(topic="Electronic Funds Transfer", asked=asked, due=due, answered=answered)


def signature(
    standing: str | None = "Waiting",
    *,
    requested: date | None = TODAY,
    due: date | None = None,
    method: str | None = "Electronic",
    revision: int | None = 1,
    role: str = "Individual Practitioner",
) -> SignatureFact:
    return SignatureFact(
        role=role, method=method, revision=revision, requested=requested, due=due, standing=standing
    )


def fee(
    state: str | None = "Requested", *, requested: date | None = TODAY, due: date | None = None
) -> FeeFact:
    return FeeFact(amount=750, requested=requested, due=due, state=state)


def finding_of_check(code: str, severity: str | None) -> ValidationFact:
    return ValidationFact(code=code, severity=severity, topic="Contact Person")


def reading(
    *applications: ApplicationFact,
    at: datetime = NOW,
    enrollments: Iterable[EnrollmentFact] = (enrollment("Approved"),),
    not_read: Iterable[str] = (),
    **more: Any,
) -> Look:
    """A look that read these applications."""
    read = facts(enrollments=enrollments, not_read=not_read)
    return visit(at=at, facts=read.model_copy(update={"applications": applications, **more}))
