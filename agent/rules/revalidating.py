"""What the rules about revalidation share: when it is due, from when on it may be sent, whether it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from agent.model.facts import ApplicationFact, EnrollmentFact, RevalidationFact
from agent.model.policy import Policy
from agent.rules.applications import ENDED, REVALIDATION, Printed
from agent.rules.dates import shifted
from agent.rules.seen import IN_FORCE, Seen

CHANGE = "Change of information"
"""Why an application is made, as its page prints it."""
NOT_SENT = frozenset({Printed.DRAFT, Printed.UNSIGNED})
"""An application that the contractor does not have: what is not signed is not sent (W14)."""
_ANSWERED = frozenset({Printed.SUBMITTED, Printed.CORRECTIONS})
_CLOSED = frozenset({"Complete", "Deactivated"})
"""Words of the Revalidation Notification Center's column Response."""


class Progress(Enum):
    """How far the answer to a revalidation is."""

    OPEN = auto()  # it is the provider's turn
    SENT = auto()  # the contractor has it
    CLOSED = auto()  # nothing to revalidate: no date is posted (TBD), it is done, or the enrollment has ended
    UNKNOWN = auto()  # not read


@dataclass(frozen=True)
class Revalidation:
    """A row of the Revalidation Notification Center with its enrollment and what was filed to answer it."""

    row: RevalidationFact
    enrollment: EnrollmentFact | None
    filed: tuple[ApplicationFact, ...]
    progress: Progress

    @property
    def subject(self) -> str:
        return self.row.enrollment_id

    def begun_as(self, status: Printed) -> bool:
        """Whether it stands so: Pending E-Signature, or a draft."""
        return self.row.response == status or any(one.status == status for one in self.filed)


def revalidations(seen: Seen) -> Iterator[Revalidation]:
    """Every row that was read."""
    filed: dict[str, list[ApplicationFact]] = {}
    for one in seen.facts.applications or ():
        if one.reason == REVALIDATION and one.enrollment_id and one.status not in ENDED:
            filed.setdefault(one.enrollment_id, []).append(one)
    for row in seen.facts.revalidations or ():
        if row.due is None and row.posted is False:
            yield Revalidation(row, None, (), Progress.CLOSED)
            continue
        enrollment = seen.enrollments.get(row.enrollment_id)
        answers = tuple(filed.get(row.enrollment_id, ()))
        yield Revalidation(row, enrollment, answers, _progress(row, enrollment, answers, seen))


def window_opens(due: date, policy: Policy) -> date:
    """The first day on which a revalidation is not too early (S2)."""
    return shifted(due, months=-policy.revalidation_window_months)


def is_at_contractor(application: ApplicationFact) -> bool:
    """Whether it was sent and is not decided."""
    return application.status is not None and application.status not in NOT_SENT | ENDED


def _progress(
    row: RevalidationFact,
    enrollment: EnrollmentFact | None,
    answers: tuple[ApplicationFact, ...],
    seen: Seen,
) -> Progress:
    status = enrollment.status if enrollment else None
    if row.response in _CLOSED or (status is not None and status not in IN_FORCE):
        return Progress.CLOSED
    if row.response in _ANSWERED or any(is_at_contractor(one) for one in answers):
        return Progress.SENT
    if row.response is None and not _applications_tell(answers, seen):
        return Progress.UNKNOWN
    return Progress.OPEN


def _applications_tell(answers: tuple[ApplicationFact, ...], seen: Seen) -> bool:
    """Whether the applications alone say that nothing was sent."""
    return seen.facts.whole("applications") and all(one.status is not None for one in answers)
