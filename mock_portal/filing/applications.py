"""Applications: what was submitted for an enrollment, and the states it went through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, Field

from mock_portal.clock import midnight, portal_date
from mock_portal.filing.records import Correction, Entry
from mock_portal.seeded import Draws
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Entity, Form


class Reason(StrEnum):
    """Why an application is made."""

    INITIAL = "initial"
    CHANGE = "change"
    REVALIDATION = "revalidation"
    REASSIGNMENT = "reassignment"
    REACTIVATION = "reactivation"
    WITHDRAWAL = "withdrawal"


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    PENDING_E_SIGNATURE = "pending_e_signature"
    SUBMITTED = "submitted"
    RECEIVED = "received"  # by the contractor
    IN_REVIEW = "in_review"
    RETURNED_FOR_CORRECTIONS = "returned_for_corrections"  # 30 days to answer
    FEE_REQUESTED = "fee_requested"
    SITE_VISIT = "site_visit"
    APPROVAL_RECOMMENDED = "approval_recommended"  # with the State agency
    APPROVED = "approved"
    DENIED = "denied"
    REJECTED = "rejected"
    RETURNED = "returned"  # not processed
    WITHDRAWN = "withdrawn"


_OPEN = (
    ApplicationState.RECEIVED, ApplicationState.IN_REVIEW, ApplicationState.RETURNED_FOR_CORRECTIONS,
    ApplicationState.FEE_REQUESTED, ApplicationState.SITE_VISIT, ApplicationState.APPROVAL_RECOMMENDED,
)  # fmt: skip
_MOST_APPROVALS = 300
_ROAD = (ApplicationState.PENDING_E_SIGNATURE, ApplicationState.SUBMITTED, ApplicationState.RECEIVED)
_SEEDED_AS = {
    EnrollmentStatus.APPROVED: (Reason.INITIAL, ApplicationState.APPROVED),
    EnrollmentStatus.OPT_OUT: (Reason.INITIAL, ApplicationState.APPROVED),
    EnrollmentStatus.DENIED: (Reason.INITIAL, ApplicationState.DENIED),
    EnrollmentStatus.STAY: (Reason.REVALIDATION, ApplicationState.RETURNED_FOR_CORRECTIONS),
    EnrollmentStatus.DEACTIVATED: (Reason.REVALIDATION, ApplicationState.REJECTED),
    EnrollmentStatus.REVOKED: (Reason.REVALIDATION, ApplicationState.DENIED),
    EnrollmentStatus.WITHDRAWN: (Reason.WITHDRAWAL, ApplicationState.WITHDRAWN),
}


class Step(Entity):
    """A state and when it was reached."""

    state: ApplicationState
    at: AwareDatetime


class Application(Entity):
    """An application; the last step is the present.

    `id` is ours, from the draft on: A and fifteen digits. `web_tracking_id` is T, MMDDYYYY and seven digits
    (general knowledge), made at submission. `enrollment_id` is null until an initial one is submitted.
    `account` began it, null where that was not on this portal. `revision` counts the submissions.
    `runs` is whether the contractor works it by itself, as the clock goes; it does from a submission on this
    portal on, while one that was there from the start waits for a hand.
    """

    id: str
    pac_id: str
    form: Form
    us_state: str
    contractor: str
    reason: Reason
    enrollment_id: str | None = None
    web_tracking_id: str | None = None
    case_number: str | None = None
    account: str | None = None
    revision: int = 0
    runs: bool = False
    topics: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = ()
    history: tuple[Step, ...] = Field(min_length=1)

    @property
    def state(self) -> ApplicationState:
        """The present state."""
        return self.history[-1].state

    def moved(self, state: ApplicationState, at: datetime) -> Application:
        """The application one step on; never before its last step, though the clock was put back."""
        step = Step(state=state, at=max(at, self.history[-1].at))
        return self.model_copy(update={"history": (*self.history, step)})

    def reached(self, state: ApplicationState) -> datetime | None:
        """When it last came into a state."""
        return next((step.at for step in reversed(self.history) if step.state is state), None)


def seed_applications(enrollments: Iterable[Enrollment], seed: int, now: datetime) -> tuple[Application, ...]:
    """One application an enrollment: the pending ones lately and open, the others settled.

    Of approvals only the first few hundred are kept: a large world must start fast.
    """
    taken: set[str] = set()
    kept = (
        one
        for number, one in enumerate(enrollments)
        if number < _MOST_APPROVALS or one.status is not EnrollmentStatus.APPROVED
    )
    return tuple(_application(one, seed, now, taken) for one in kept)


def _application(enrollment: Enrollment, seed: int, now: datetime, taken: set[str]) -> Application:
    draws = Draws(seed, f"application:{enrollment.id}")
    if enrollment.status is EnrollmentStatus.PENDING:
        reason, last = Reason.INITIAL, draws.pick(_OPEN)
    else:
        reason, last = _SEEDED_AS[enrollment.status]
    settled = reason is Reason.INITIAL and enrollment.status is not EnrollmentStatus.PENDING
    begun = midnight(enrollment.effective) if settled else now - timedelta(days=30)
    begun += timedelta(hours=14, minutes=draws.below(60))
    tracking_id = _tracking_id(begun, draws, taken)
    return Application(
        id=f"A{tracking_id[1:]}",
        pac_id=enrollment.pac_id,
        form=enrollment.form,
        us_state=enrollment.state,
        contractor=enrollment.contractor,
        reason=reason,
        enrollment_id=enrollment.id,
        web_tracking_id=tracking_id,
        revision=1,
        history=tuple(_steps(last, begun, draws)),
    )


def _tracking_id(begun: datetime, draws: Draws, taken: set[str]) -> str:
    while (value := f"T{portal_date(begun):%m%d%Y}{draws.digits(7)}") in taken:
        pass
    taken.add(value)
    return value


def _steps(last: ApplicationState, begun: datetime, draws: Draws) -> Iterator[Step]:
    road = [*_ROAD, *([] if last is ApplicationState.RECEIVED else [last])]
    at = begun
    for state in road:
        yield Step.model_construct(state=state, at=at)
        at += timedelta(days=1 + draws.below(4), minutes=7)
