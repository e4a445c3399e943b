"""What a decision, or time, does to an enrollment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from mock_portal.clock import portal_date
from mock_portal.filing import letters
from mock_portal.filing.applications import Application, ApplicationState, Reason
from mock_portal.filing.cycle import days_later, due_after, is_dated, notice_id, stay_ends
from mock_portal.filing.filing import Filing, Record
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.forms.outline import practice_of
from mock_portal.filing.letters import Matter
from mock_portal.filing.moves import AT_CONTRACTOR, ENDED
from mock_portal.filing.paid import Payments
from mock_portal.filing.recipients import of_application, of_enrollment
from mock_portal.filing.records import Notice, NoticeKind
from mock_portal.mail import Letter, post
from mock_portal.world.entities import Enrollment, EnrollmentStatus, Form
from mock_portal.world.registry import World

_NOT_REVALIDATED = "its revalidation is past due."
_NOT_BILLING = "no claim was sent for {months} months."


class Enrolling:
    """Changes enrollments and what belongs to them, and writes to the provider about it."""

    def __init__(self, world: World, filing: Filing, seed: int) -> None:
        self._world = world
        self._filing = filing
        self._payments = Payments(world, filing, seed)

    def matter(self, about: Application | Enrollment) -> Matter:
        """What a message about an application or an enrollment is about, and who gets it."""
        world, filing = self._world, self._filing
        associate = world.associates[about.pac_id]
        if isinstance(about, Enrollment):
            to = of_enrollment(world, filing, about.id, about.pac_id)
            return Matter(associate, about.contractor, tuple(to), enrollment=about)
        to = of_application(world, filing, about)
        enrollment = world.enrollments.get(about.enrollment_id or "")
        return Matter(associate, about.contractor, tuple(to), about, enrollment)

    def apply(self, application: Application, now: datetime) -> list[str]:
        """Let an approved application take effect; returns what to tell of it."""
        enrollment = self._world.enrollments.get(application.enrollment_id or "")
        if enrollment is None:
            return []
        effects: dict[Reason, Callable[[Enrollment, Application, date], list[str]]] = {
            Reason.INITIAL: self._enroll,
            Reason.REVALIDATION: self._revalidate,
            Reason.REACTIVATION: self._reactivate,
            Reason.WITHDRAWAL: self._withdraw,
            Reason.CHANGE: self._payments.reassign,
            Reason.REASSIGNMENT: self._payments.reassign,
        }
        news = effects[application.reason](enrollment, application, portal_date(now))
        if application.reason is not Reason.WITHDRAWAL and application.entries:
            self._keep_on_file(enrollment.id, application)
        return news

    def refuse(self, application: Application, state: ApplicationState, now: datetime) -> None:
        """An application ended without approval. An initial one that was denied leaves a Denied enrollment;
        one that was not decided (rejected, returned, withdrawn: start again, W15) leaves none at all. An
        enrollment that lapsed only because it waited for the decision lapses now."""
        enrollment = self._world.enrollments.get(application.enrollment_id or "")
        if enrollment is None:
            return
        if application.reason is Reason.INITIAL and enrollment.status is EnrollmentStatus.PENDING:
            if state is ApplicationState.DENIED:
                self._put(enrollment, status=EnrollmentStatus.DENIED)
            else:
                self._payments.end_reassignments(enrollment, portal_date(now))
                self._filing.forget_enrollment(enrollment.id)
                self._world.remove_enrollment(enrollment.id)
        if application.reason is Reason.REVALIDATION:
            self._lapse(enrollment, now)

    def post_due_date(self, enrollment: Enrollment, due: date) -> None:
        """TBD becomes a date."""
        self._put(enrollment, revalidation_due=due)

    def notify(self, enrollment: Enrollment, kind: NoticeKind, now: datetime) -> None:
        """One of the two letters, with an e-mail; not twice for the same due date (G7)."""
        due = enrollment.revalidation_due
        if due is not None and notice_id(enrollment.id, kind, due) not in self._filing.notices:
            self._put_notice(enrollment, kind, due, now)
            second = kind is NoticeKind.SECOND
            self._post(letters.revalidation_noticed(self.matter(enrollment), due, second=second), now)

    def pass_due(self, enrollment: Enrollment, now: datetime) -> None:
        """The due date is over: a stay, or deactivation where stays last no day; a revalidation that the
        contractor has is waited for."""
        if self._waits(enrollment):
            return
        days = self._filing.policy.stay_days
        if days == 0:
            self._deactivate(enrollment, _NOT_REVALIDATED, now)
            return
        enrollment = self._put(enrollment, status=EnrollmentStatus.STAY)
        self._put_notice(enrollment, NoticeKind.STAY, enrollment.revalidation_due or portal_date(now), now)
        self._post(letters.stayed(self.matter(enrollment), days_later(now, days)), now)

    def end_stay(self, enrollment: Enrollment, now: datetime) -> None:
        """The stay is over without a revalidation (W23, W26)."""
        if not self._waits(enrollment):
            self._deactivate(enrollment, _NOT_REVALIDATED, now)

    def stop_billing(self, enrollment: Enrollment, now: datetime) -> None:
        """Deactivated for want of claims (S2)."""
        self._deactivate(enrollment, _NOT_BILLING.format(months=self._filing.policy.non_billing_months), now)

    def _enroll(self, one: Enrollment, application: Application, today: date) -> list[str]:
        """Effective on the day of the submission: general knowledge (the filing date)."""
        submitted = application.reached(ApplicationState.SUBMITTED)
        effective = portal_date(submitted) if submitted is not None else today
        one = self._put(one, status=EnrollmentStatus.APPROVED, effective=effective)
        if one.form is Form.ORDERING:
            return ["You may order and refer; there is no Medicare ID to bill with."]
        told = self._payments.reassign(one, application, today)
        held = [number for number in self._filing.medicare_ids_of(one.id) if number.ended is None]
        own = [number for number in held if number.group is None]
        if not held or (practice_of(application.entries) is Practice.BOTH and not own):
            own = [self._payments.give_number(one, None, effective)]
        number = (own or held)[0]
        self._put(one, medicare_id=number.number)
        told_own = f"Your Medicare ID (PTAN) is {number.number}, effective {effective:%m/%d/%Y}."
        return [told_own, *told] if own or not told else told

    def _revalidate(self, one: Enrollment, application: Application, today: date) -> list[str]:
        due = due_after(one, self._filing.policy, today)
        lifted = one.status in (EnrollmentStatus.STAY, EnrollmentStatus.DEACTIVATED)
        if one.status is EnrollmentStatus.DEACTIVATED:
            self._payments.revive_numbers(one, today)
            self._filing.last_billed.pop(one.id, None)
        if lifted:
            one = self._put(one, status=EnrollmentStatus.APPROVED)
        one = self._put(one, revalidation_due=due)
        told = ["The enrollment may bill again."] if lifted else []
        told.append(f"The next revalidation is due on {due:%m/%d/%Y}.")
        return told + self._payments.reassign(one, application, today)

    def _reactivate(self, one: Enrollment, application: Application, today: date) -> list[str]:
        """Approved again from the submission on; the lapse stays (S2)."""
        submitted = application.reached(ApplicationState.SUBMITTED)
        effective = portal_date(submitted) if submitted is not None else today
        due = due_after(one, self._filing.policy, today)
        self._payments.revive_numbers(one, effective)
        self._filing.last_billed.pop(one.id, None)
        one = self._put(one, status=EnrollmentStatus.APPROVED, revalidation_due=due)
        told = f"The enrollment is active again from {effective:%m/%d/%Y}; the time before stays unpaid."
        return [told, *self._payments.reassign(one, application, today)]

    def _withdraw(self, one: Enrollment, application: Application, today: date) -> list[str]:
        self._payments.end_numbers(one, today)
        self._payments.end_reassignments(one, today)
        self._put(one, status=EnrollmentStatus.WITHDRAWN)
        return [f"The enrollment ends on {today:%m/%d/%Y}."]

    def _keep_on_file(self, enrollment_id: str, application: Application) -> None:
        """What the application has replaces what was on file, topic by topic."""
        known = self._filing.records.get(enrollment_id)
        told = {one.topic for one in application.entries}
        kept = () if known is None else tuple(one for one in known.entries if one.topic not in told)
        lacks = () if known is None else tuple(one for one in known.lacks if one not in told)
        record = Record(enrollment_id=enrollment_id, entries=(*kept, *application.entries), lacks=lacks)
        self._filing.records[enrollment_id] = record

    def _lapse(self, enrollment: Enrollment, now: datetime) -> None:
        due = enrollment.revalidation_due
        if due is None or not is_dated(due) or portal_date(now) <= due:
            return
        if enrollment.status is EnrollmentStatus.APPROVED:
            self.pass_due(enrollment, now)
        elif enrollment.status is EnrollmentStatus.STAY:
            over, _ = stay_ends(enrollment, due, self._filing)
            if over <= now:
                self.end_stay(enrollment, now)

    def _waits(self, enrollment: Enrollment) -> bool:
        """Whether a revalidation was sent that is not decided: one sent here, or one that lies with the
        contractor. Corrections and signatures that are still to come have deadlines of their own."""
        sent = (
            one
            for one in self._filing.applications_of(enrollment.id)
            if one.reason is Reason.REVALIDATION and one.reached(ApplicationState.SUBMITTED) is not None
        )
        return any(one.state in AT_CONTRACTOR or (one.runs and one.state not in ENDED) for one in sent)

    def _deactivate(self, enrollment: Enrollment, why: str, now: datetime) -> None:
        today = portal_date(now)
        self._payments.end_numbers(enrollment, today)
        enrollment = self._put(enrollment, status=EnrollmentStatus.DEACTIVATED)
        self._put_notice(enrollment, NoticeKind.DEACTIVATION, enrollment.revalidation_due or today, now)
        self._post(letters.deactivated(self.matter(enrollment), why), now)

    def _put(self, enrollment: Enrollment, **change: object) -> Enrollment:
        enrollment = enrollment.model_copy(update=change)
        self._world.put_enrollment(enrollment)
        return enrollment

    def _put_notice(self, enrollment: Enrollment, kind: NoticeKind, due: date, now: datetime) -> None:
        key = notice_id(enrollment.id, kind, due)
        self._filing.notices[key] = Notice(id=key, enrollment_id=enrollment.id, kind=kind, sent=now, due=due)

    def _post(self, written: list[Letter], now: datetime) -> None:
        post(self._world, written, now)
