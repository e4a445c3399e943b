"""Since when an enrollment has the status that it has, from what is on file about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile

from mock_portal.clock import portal_date
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.records import Notice, NoticeKind
from mock_portal.world.entities import Enrollment, EnrollmentStatus

_S = EnrollmentStatus
_OF_LETTER = {NoticeKind.STAY: _S.STAY, NoticeKind.DEACTIVATION: _S.DEACTIVATED}
_ALLOWED = frozenset({_S.APPROVED, _S.OPT_OUT})
_REVIVES = frozenset({Reason.REVALIDATION, Reason.REACTIVATION})

Turn = tuple[datetime, EnrollmentStatus]
"""When an enrollment came into a status, or was left in it."""


def status_since(
    enrollment: Enrollment, applications: Iterable[Application], notices: Iterable[Notice], today: date
) -> date | None:
    """The day on which the present status began; null where nothing on file says it.

    `applications` and `notices` are the enrollment's. A status that was set by hand has nothing on file; what
    was approved before this portal began holds since its effective date, and a Stay without a letter since
    the day after the due date (W23).
    """
    turns = sorted(_turns(enrollment, applications, notices), key=lambda one: one[0])
    latest = list(takewhile(lambda one: one[1] is enrollment.status, reversed(turns)))
    if latest:
        return portal_date(latest[-1][0])
    if enrollment.status in _ALLOWED and not turns:
        return enrollment.effective
    due = enrollment.revalidation_due
    if enrollment.status is _S.STAY and due is not None and due < today:
        return due + timedelta(days=1)
    return None


def _turns(
    enrollment: Enrollment, applications: Iterable[Application], notices: Iterable[Notice]
) -> Iterator[Turn]:
    for notice in notices:
        if notice.kind in _OF_LETTER:
            yield notice.sent, _OF_LETTER[notice.kind]
    for one in applications:
        yield from _turns_of(one, enrollment.status)


def _turns_of(one: Application, present: EnrollmentStatus) -> Iterator[Turn]:
    """What an application did. A denied revalidation, or a withdrawal, ends some enrollments and not others:
    it counts where the enrollment did end so."""
    approved, denied = (one.reached(at) for at in (ApplicationState.APPROVED, ApplicationState.DENIED))
    if one.reason is Reason.INITIAL:
        sent = next((step.at for step in one.history if step.state is not ApplicationState.DRAFT), None)
        if sent is not None:
            yield sent, _S.PENDING
        if denied is not None:
            yield denied, _S.DENIED
    if approved is not None and (one.reason is Reason.INITIAL or one.reason in _REVIVES):
        yield approved, _S.OPT_OUT if present is _S.OPT_OUT else _S.APPROVED
    if denied is not None and one.reason is Reason.REVALIDATION and present is _S.REVOKED:
        yield denied, _S.REVOKED
    ended = approved or one.reached(ApplicationState.WITHDRAWN)
    if ended is not None and one.reason is Reason.WITHDRAWAL and present is _S.WITHDRAWN:
        yield ended, _S.WITHDRAWN
