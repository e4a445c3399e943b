"""Does what comes due to applications and enrollments, in the order in which it comes due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mock_portal.clock import portal_date
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.contractor import Contractor
from mock_portal.filing.cycle import Cycle, comes_too_early
from mock_portal.filing.enrolling import Enrolling
from mock_portal.filing.filing import Filing
from mock_portal.filing.pace import asks_corrections, next_step
from mock_portal.filing.records import NoticeKind
from mock_portal.filing.timetable import Due, Timetable, Turn
from mock_portal.seeded import Draws
from mock_portal.world.entities import Enrollment, Form
from mock_portal.world.registry import World

_UNSIGNED = "it was not signed within the days given."
_UNANSWERED = "the corrections were not sent within the days given."
_UNPAID = "the application fee was not paid within the days given."
_UNSOLICITED = "the revalidation was sent before its window (VAL-017, unsolicited)."
_ASKED = (
    ("Contact Person", "Give a telephone number under which the contact person can be reached."),
    ("Mailing (correspondence) Address", "The address could not be verified; give ZIP+4."),
    ("Final Adverse Legal Action", "Answer the question and send the papers that go with it."),
    ("Required and/or Supporting Documents", "A document cannot be read; send it again."),
)  # fmt: skip


class Calendar:
    """Keeps the next turn of every application and enrollment, and looks anew only at what was touched.

    A turn bears the moment at which it came due, not the one at which somebody looked: advancing the clock
    once by a year and by a day 365 times come to the same.
    """

    def __init__(
        self, contractor: Contractor, world: World, filing: Filing, enrolling: Enrolling, seed: int,
        now: datetime,
    ) -> None:  # fmt: skip
        self._contractor = contractor
        self._world = world
        self._filing = filing
        self._enrolling = enrolling
        self._seed = seed
        self._opened = filing.open(now)
        self._cycle = Cycle(filing, seed, self._opened)
        self._policy = filing.policy
        self._table = Timetable()
        self._look_at_all()

    def next_due(self, now: datetime) -> datetime | None:
        """When the next turn is, if it is not after `now`; null otherwise."""
        self._refresh()
        due = self._table.earliest()
        return None if due is None or due.at > now else self._moment(due, now)

    def run(self, now: datetime) -> bool:
        """Take every turn up to `now`; whether there was one."""
        taken = False
        while (moment := self.next_due(now)) is not None and (due := self._table.earliest()) is not None:
            taken = True
            self._filing.ran_to = moment
            self._table.put(due.key, None)
            self._take(due, moment)
        self._filing.ran_to = now
        return taken

    def _moment(self, due: Due, now: datetime) -> datetime:
        """A turn that came due before anybody could know of it is taken at the last look."""
        return min(now, max(due.at, self._looked))

    @property
    def _looked(self) -> datetime:
        """Up to when everything that was due is done."""
        return self._filing.ran_to or self._opened

    def _refresh(self) -> None:
        if self._policy is not self._filing.policy:
            self._policy = self._filing.policy
            self._look_at_all()
            return
        touched = self._filing.touched | self._world.touched
        if touched:
            self._look_at(touched)

    def _look_at_all(self) -> None:
        self._look_at({*self._filing.applications, *self._world.enrollments})

    def _look_at(self, keys: set[str]) -> None:
        for key in keys:
            application, enrollment = self._filing.applications.get(key), self._world.enrollments.get(key)
            due = None
            if application is not None:
                due = next_step(application, self._filing, self._seed)
            elif enrollment is not None:
                due = self._cycle.next_turn(enrollment, self._looked)
            self._table.put(key, due)
        self._filing.touched.clear()
        self._world.touched.clear()

    def _take(self, due: Due, moment: datetime) -> None:
        application = self._filing.applications.get(due.key)
        if application is not None:
            self._move(application, due.turn, moment)
            return
        enrollment = self._world.enrollments[due.key]
        self._pass_time(enrollment, due.turn, moment)
        if due.key not in self._world.touched:
            self._table.put(due.key, self._cycle.next_turn(enrollment, moment, fired=True))

    def _move(self, one: Application, turn: Turn, now: datetime) -> None:
        office = self._contractor
        moves: dict[Turn, Callable[[], object]] = {
            Turn.UNSIGNED: lambda: office.reject(one, now, _UNSIGNED),
            Turn.UNANSWERED: lambda: office.reject(one, now, _UNANSWERED),
            Turn.UNPAID: lambda: office.reject(one, now, _UNPAID),
            Turn.RECEIVE: lambda: office.receive(one, now),
            Turn.REVIEW: lambda: self._review(one, now),
            Turn.VISITED: lambda: office.review(one, now),
            Turn.DECIDE: lambda: self._decide(one, now),
            Turn.STATE_ANSWERED: lambda: office.approve(one, now),
        }
        moves[turn]()

    def _pass_time(self, one: Enrollment, turn: Turn, now: datetime) -> None:
        enrolling = self._enrolling
        turns: dict[Turn, Callable[[], object]] = {
            Turn.LOOK: lambda: None,
            Turn.POST_DUE_DATE: lambda: enrolling.post_due_date(one, self._cycle.date_to_come(one, now)),
            Turn.FIRST_NOTICE: lambda: enrolling.notify(one, NoticeKind.FIRST, now),
            Turn.SECOND_NOTICE: lambda: enrolling.notify(one, NoticeKind.SECOND, now),
            Turn.PAST_DUE: lambda: enrolling.pass_due(one, now),
            Turn.STAY_ENDS: lambda: enrolling.end_stay(one, now),
            Turn.NOT_BILLING: lambda: enrolling.stop_billing(one, now),
        }
        turns[turn]()

    def _review(self, one: Application, now: datetime) -> None:
        """What is looked at first: whether it comes too early, and whether its fee is paid."""
        if one.reason is Reason.REVALIDATION and self._is_too_early(one, now):
            self._contractor.return_(one, now, _UNSOLICITED)
        elif self._contractor.owes_fee(one):
            self._contractor.ask_fee(one, now)
        else:
            self._contractor.review(one, now)

    def _decide(self, one: Application, now: datetime) -> None:
        """Approve, but for the seeded few that need corrections, and for what others must see first: a new
        DMEPOS supplier gets a site visit, a new institution goes to the State agency (W9)."""
        new = one.reason is Reason.INITIAL
        submitted, visited = one.reached(ApplicationState.SUBMITTED), one.reached(ApplicationState.SITE_VISIT)
        was_visited = visited is not None and submitted is not None and visited >= submitted
        if asks_corrections(one, self._policy, self._seed):
            topic, text = Draws(self._seed, f"asked:{one.id}").pick(_ASKED)
            self._contractor.ask_corrections(one, topic, text, now)
        elif new and one.form is Form.DME_SUPPLIER and not was_visited:
            self._contractor.order_site_visit(one, now)
        elif new and one.form is Form.INSTITUTION:
            self._contractor.recommend(one, now)
        else:
            self._contractor.approve(one, now)

    def _is_too_early(self, one: Application, now: datetime) -> bool:
        enrollment = self._world.enrollments.get(one.enrollment_id or "")
        sent = portal_date(one.reached(ApplicationState.SUBMITTED) or now)
        return enrollment is not None and comes_too_early(enrollment, self._policy, sent)
