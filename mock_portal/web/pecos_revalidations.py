"""PECOS: the Revalidation Notification Center."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mock_portal.clock import portal_date
from mock_portal.exchange import Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import Notice
from mock_portal.sessions import Session
from mock_portal.web.pecos_labels import days_until, is_open, newest
from mock_portal.web.pecos_offers import in_window, posted
from mock_portal.world.entities import Account, Associate, Enrollment, EnrollmentStatus

_LISTED = frozenset({EnrollmentStatus.APPROVED, EnrollmentStatus.STAY, EnrollmentStatus.DEACTIVATED})
"""Who is not enrolled, or orders only, is not asked to revalidate."""


class Response(StrEnum):
    """How far the provider has answered."""

    NOT_DUE = "Not due yet"  # no date posted
    AWAITED = "Response awaited"  # date posted, nothing sent
    IN_PROGRESS = "In progress, not submitted"
    SIGNATURE = "Pending E-Signature"
    SUBMITTED = "Submitted"
    CORRECTIONS = "Returned for Corrections"
    COMPLETE = "Complete"
    PAST_DUE = "Past due"
    STAY = "Past due, under a Stay"
    DEACTIVATED = "Deactivated"


OPEN_RESPONSES = frozenset(
    {
        Response.AWAITED, Response.IN_PROGRESS, Response.SIGNATURE, Response.CORRECTIONS,
        Response.PAST_DUE, Response.STAY,
    }
)  # fmt: skip
"""Where the next step is the provider's."""
_OF_STATE = {
    ApplicationState.DRAFT: Response.IN_PROGRESS,
    ApplicationState.PENDING_E_SIGNATURE: Response.SIGNATURE,
    ApplicationState.RETURNED_FOR_CORRECTIONS: Response.CORRECTIONS,
}


@dataclass(frozen=True, slots=True)
class Row:
    """An enrollment in the center; `due` is null while it is TBD."""

    associate: Associate
    enrollment: Enrollment
    due: date | None
    days: int | None
    notices: tuple[Notice, ...]
    response: Response
    answer: Application | None
    may_begin: bool


def center(exchange: Exchange, session: Session, account: Account) -> Page:
    """Every enrollment of the account's associates, the most urgent first."""
    with exchange.looking_up():
        rows = _rows(exchange, account)
    return Page("pecos_revalidations.html", {"rows": rows, "policy_days": exchange.filing.policy.posted_days})


def awaited(exchange: Exchange, account: Account) -> list[Row]:
    """The rows whose next step is the provider's."""
    return [one for one in _rows(exchange, account) if one.response in OPEN_RESPONSES]


def response_of(
    enrollment: Enrollment, revalidations: Sequence[Application], policy: FilingPolicy, now: datetime
) -> Response:
    """How far an enrollment's revalidation is; `revalidations` are all of its, the oldest first."""
    last = newest(revalidations)
    if last is not None and is_open(last):
        return _OF_STATE.get(last.state, Response.SUBMITTED)
    if enrollment.status is EnrollmentStatus.DEACTIVATED:
        return Response.DEACTIVATED
    if enrollment.status is EnrollmentStatus.STAY:
        return Response.STAY
    due = posted(enrollment.revalidation_due, policy, portal_date(now))
    if due is not None:
        return Response.AWAITED if due >= portal_date(now) else Response.PAST_DUE
    done = last is not None and last.state is ApplicationState.APPROVED
    return Response.COMPLETE if done else Response.NOT_DUE


def _rows(exchange: Exchange, account: Account) -> list[Row]:
    world, filing = exchange.world, exchange.filing
    answers: dict[str | None, list[Application]] = defaultdict(list)
    for one in filing.applications.values():
        if one.reason is Reason.REVALIDATION:
            answers[one.enrollment_id].append(one)
    notices: dict[str, list[Notice]] = defaultdict(list)
    for notice in filing.notices.values():
        notices[notice.enrollment_id].append(notice)
    rows = [
        _row(exchange, associate, enrollment, answers[enrollment.id], notices[enrollment.id])
        for associate in world.associates_of(account)
        for enrollment in world.enrollments_of(associate.pac_id)
        if enrollment.status in _LISTED
    ]
    return sorted(rows, key=lambda one: (one.due or date.max, one.associate.name, one.enrollment.id))


def _row(
    exchange: Exchange,
    associate: Associate,
    enrollment: Enrollment,
    answers: Sequence[Application],
    notices: Sequence[Notice],
) -> Row:
    policy, now = exchange.filing.policy, exchange.now
    due = posted(enrollment.revalidation_due, policy, portal_date(now))
    response = response_of(enrollment, answers, policy, now)
    unanswered = response in (Response.AWAITED, Response.PAST_DUE, Response.STAY)
    return Row(
        associate=associate,
        enrollment=enrollment,
        due=due,
        days=None if due is None else days_until(due, now),
        notices=tuple(sorted(notices, key=lambda one: one.sent)),
        response=response,
        answer=newest(one for one in answers if is_open(one)),
        may_begin=unanswered and in_window(due, policy, portal_date(now)),
    )
