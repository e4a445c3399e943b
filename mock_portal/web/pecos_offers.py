"""What can be done about an enrollment just now: which buttons its row has, what More Options offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.cycle import is_dated, months_later
from mock_portal.filing.policy import FilingPolicy
from mock_portal.web.pecos_labels import is_open, newest
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form

REASSIGNING = frozenset({Form.PRACTITIONER, Form.GROUP})
"""Individuals (855I) reassign to groups (855B)."""
_NEVER_PAID = frozenset({EnrollmentStatus.DENIED, EnrollmentStatus.OPT_OUT})
_REASONS_OF_STATUS = {
    EnrollmentStatus.APPROVED: (Reason.CHANGE, Reason.REVALIDATION, Reason.REASSIGNMENT, Reason.WITHDRAWAL),
    EnrollmentStatus.STAY: (Reason.CHANGE, Reason.REVALIDATION, Reason.REASSIGNMENT, Reason.WITHDRAWAL),
    EnrollmentStatus.DEACTIVATED: (Reason.REACTIVATION, Reason.WITHDRAWAL),
    EnrollmentStatus.OPT_OUT: (Reason.CHANGE,),
}
"""W5, S1; what is pending, revoked, denied or withdrawn has nothing that could be changed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons of an enrollment's row. `shown` is the submitted application that says most about it."""

    shown: Application | None = None
    draft: Application | None = None
    correct: Application | None = None
    reasons: tuple[Reason, ...] = ()
    revalidate: bool = False
    reassignments: bool = False
    report: bool = False

    @property
    def more_options(self) -> bool:
        """Whether the page More Options would have anything on it."""
        return self.draft is not None or bool(self.reasons)


def offer_for(
    enrollment: Enrollment, applications: Sequence[Application], policy: FilingPolicy, today: date
) -> Offer:
    """The buttons for an enrollment with these applications."""
    opened = [one for one in applications if is_open(one)]
    reasons = open_reasons(enrollment, opened)
    due = Reason.REVALIDATION in reasons and in_window(enrollment.revalidation_due, policy, today)
    return Offer(
        shown=newest(one for one in applications if one.web_tracking_id is not None),
        draft=newest(one for one in opened if one.state is ApplicationState.DRAFT),
        correct=newest(one for one in opened if one.state is ApplicationState.RETURNED_FOR_CORRECTIONS),
        reasons=reasons,
        revalidate=due,
        reassignments=enrollment.form in REASSIGNING and enrollment.status not in _NEVER_PAID,
        report=enrollment.medicare_id is not None,
    )


def open_reasons(enrollment: Enrollment, opened: Sequence[Application]) -> tuple[Reason, ...]:
    """The applications that can be begun: those that the status allows, while no other is on its way."""
    if opened:
        return ()
    return tuple(
        reason
        for reason in _REASONS_OF_STATUS.get(enrollment.status, ())
        if reason is not Reason.REASSIGNMENT or enrollment.form in REASSIGNING
    )


def posted(due: date | None, policy: FilingPolicy, today: date) -> date | None:
    """The due date where the portal shows it already (W27); null prints as TBD."""
    return due if due is not None and due <= today + timedelta(days=policy.posted_days) else None


def in_window(due: date | None, policy: FilingPolicy, today: date) -> bool:
    """Whether a revalidation sent today would not come too early (S2: six months); false without a date."""
    return due is not None and is_dated(due) and today >= months_later(due, -policy.early_months)
