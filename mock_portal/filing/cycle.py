"""When an enrollment must be revalidated, and what happens to it by itself if it is not."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mock_portal.clock import EARLIEST, LATEST, PORTAL_ZONE, midnight, portal_date
from mock_portal.filing.filing import Filing
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import NoticeKind
from mock_portal.filing.timetable import Due, Turn
from mock_portal.seeded import Draws
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form

_ENROLLED = frozenset({EnrollmentStatus.APPROVED, EnrollmentStatus.STAY})
_SOONEST_MONTHS = 24
"""A date that is to be announced when the portal starts comes due two years later at the soonest: our own,
so that nobody of the cast gets one in the middle of a story."""


def month_end(day: date) -> date:
    """The last day of the month: due dates fall there (W27)."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months on, or back; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_later(moment: datetime, days: int) -> datetime:
    """The same time of day in New York so many calendar days on: midnight stays midnight when summer time
    begins or ends."""
    return (moment.astimezone(PORTAL_ZONE) + timedelta(days=days)).astimezone(UTC)


def cycle_months(form: Form, policy: FilingPolicy) -> int:
    """Five years, three for DMEPOS suppliers (S2, W13)."""
    return 12 * (policy.dme_revalidation_years if form is Form.DME_SUPPLIER else policy.revalidation_years)


def is_dated(day: date | None) -> bool:
    """Whether it is a date that the portal's clock can live through, with room for every period."""
    return day is not None and EARLIEST.year <= day.year <= LATEST.year + 100


def due_after(enrollment: Enrollment, policy: FilingPolicy, today: date) -> date:
    """The due date after a revalidation: one cycle on from the last, or from today where that is over."""
    due, months = enrollment.revalidation_due, cycle_months(enrollment.form, policy)
    if due is not None and is_dated(due) and enrollment.status in _ENROLLED:
        later = months_later(due, months)
        if later > today:
            return month_end(later)
    return month_end(months_later(today, months))


def comes_too_early(enrollment: Enrollment, policy: FilingPolicy, today: date) -> bool:
    """Whether a revalidation is unsolicited (VAL-017): no date yet, or more than six months ahead (S2)."""
    if enrollment.status is not EnrollmentStatus.APPROVED:
        return False
    due = enrollment.revalidation_due
    if due is None or not is_dated(due):
        return due is None
    return today < months_later(due, -policy.early_months)


def notice_id(enrollment_id: str, kind: NoticeKind, due: date) -> str:
    """The ID of the office's own letter: one of a kind for each due date."""
    return f"N{enrollment_id}-{due:%Y%m%d}-{list(NoticeKind).index(kind) + 1}"


def stay_ends(enrollment: Enrollment, due: date, filing: Filing) -> tuple[datetime, bool]:
    """When a stay ends, and whether the office began it: by its own letter, else the day after the due date
    (W23)."""
    letter = filing.notices.get(notice_id(enrollment.id, NoticeKind.STAY, due))
    began = letter.sent if letter is not None else midnight(due + timedelta(days=1))
    return days_later(began, filing.policy.stay_days), letter is not None


class Cycle:
    """Reads the files of one portal: what comes next for an enrollment."""

    def __init__(self, filing: Filing, seed: int, opened: datetime) -> None:
        self._filing = filing
        self._seed = seed
        self._opened = portal_date(opened)
        self._soonest: tuple[FilingPolicy, datetime] | None = None

    def next_turn(self, enrollment: Enrollment, after: datetime, *, fired: bool = False) -> Due | None:
        """The first turn after a moment; null where nothing more happens by itself.

        What the files say outright (a stay that the office began, a date to be posted, the day of the last
        claim) is due even where the moment has passed, but not once it has `fired`: then it waits for
        something to change. Other moments that have passed were somebody's doing, and are left alone.
        """
        turns = [
            Due(at, enrollment.id, turn)
            for at, turn, outright in self._turns(enrollment, after)
            if at > after or (outright and not fired)
        ]
        return min(turns, default=None)

    def date_to_come(self, enrollment: Enrollment, after: datetime) -> date:
        """The due date behind a TBD: a cycle after it began; seeded for one that was there at the start."""
        months = cycle_months(enrollment.form, self._filing.policy)
        if enrollment.effective >= self._opened and is_dated(enrollment.effective):
            due = month_end(months_later(enrollment.effective, months))
        else:
            draws = Draws(self._seed, f"due:{enrollment.id}")
            wait = _SOONEST_MONTHS + draws.below(max(1, months - _SOONEST_MONTHS))
            due = month_end(months_later(self._opened, wait))
        while due <= portal_date(after):
            due = month_end(months_later(due, months))
        return due

    def _turns(self, one: Enrollment, after: datetime) -> Iterator[tuple[datetime, Turn, bool]]:
        policy, due = self._filing.policy, one.revalidation_due
        if one.status is EnrollmentStatus.APPROVED and due is None and one.form is not Form.ORDERING:
            yield self._posting(one, after)
        if due is not None and not is_dated(due):
            return
        if one.status is EnrollmentStatus.APPROVED and due is not None:
            yield midnight(due - timedelta(days=policy.first_notice_days)), Turn.FIRST_NOTICE, False
            yield midnight(due - timedelta(days=policy.second_notice_days)), Turn.SECOND_NOTICE, False
            yield midnight(due + timedelta(days=1)), Turn.PAST_DUE, False
        if one.status is EnrollmentStatus.STAY and due is not None:
            over, outright = stay_ends(one, due, self._filing)
            yield over, Turn.STAY_ENDS, outright
        billed = self._filing.last_billed.get(one.id)
        if billed is not None and is_dated(billed.day) and one.status in _ENROLLED:
            last = months_later(billed.day, policy.non_billing_months)
            yield midnight(last + timedelta(days=1)), Turn.NOT_BILLING, True

    def _posting(self, one: Enrollment, after: datetime) -> tuple[datetime, Turn, bool]:
        """When the date is posted (W27). Where that is years away it is not worked out yet: a large world
        has thousands of them."""
        policy = self._filing.policy
        if one.effective < self._opened and after < self._nobody_before(policy):
            return self._nobody_before(policy), Turn.LOOK, False
        posted = self.date_to_come(one, after) - timedelta(days=policy.posted_days)
        return midnight(posted), Turn.POST_DUE_DATE, True

    def _nobody_before(self, policy: FilingPolicy) -> datetime:
        """A moment before which no date is posted that was not there at the start."""
        if self._soonest is None or self._soonest[0] is not policy:
            soonest = months_later(self._opened, _SOONEST_MONTHS) - timedelta(days=policy.posted_days + 1)
            self._soonest = policy, midnight(soonest)
        return self._soonest[1]
