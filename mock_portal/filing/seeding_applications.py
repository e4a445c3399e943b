"""Applications of the personas with the road they came, their signatures, corrections and fees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mock_portal.clock import midnight, portal_date
from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.forms.nouns import Practice
from mock_portal.filing.on_file import Known, grown_entries, starting_entries
from mock_portal.filing.plans import ApplicationPlan
from mock_portal.filing.policy import FilingPolicy
from mock_portal.filing.records import (
    Correction,
    Entry,
    Fee,
    FeeState,
    SignatureMethod,
    SignatureRequest,
    SignerRole,
)
from mock_portal.filing.seeding_people import Dossier, Moment, Owned
from mock_portal.seeded import Draws
from mock_portal.world.contractors import contractor_for
from mock_portal.world.entities import AssociateKind, Enrollment, Form
from mock_portal.world.seeding import days_before

S = ApplicationState
_POLICY = FilingPolicy()
_TO_THE_CONTRACTOR = (S.DRAFT, S.PENDING_E_SIGNATURE, S.SUBMITTED, S.RECEIVED)
_ENDS_EARLY = frozenset(_TO_THE_CONTRACTOR)
_ENDED = frozenset({S.APPROVED, S.DENIED, S.REJECTED, S.RETURNED, S.WITHDRAWN})
_WITH_DEADLINE = frozenset({S.PENDING_E_SIGNATURE, S.RETURNED_FOR_CORRECTIONS, S.FEE_REQUESTED})
"""Their periods are counted in hours, whatever summer time does; the ages of the others in calendar days."""
_OFFICE_HOURS = timedelta(hours=14)
"""From New York's midnight; an application of long ago was sent in the afternoon."""


@dataclass(frozen=True, slots=True)
class Filed:
    """An application with what belongs to it."""

    application: Application
    signatures: tuple[SignatureRequest, ...]
    fees: tuple[Fee, ...]


def filed_by(dossier: Dossier, moment: Moment, taken: set[str]) -> Iterator[Filed]:
    """The planned applications, and a settled first one for each enrollment that has none planned.

    `taken` are the Web Tracking IDs given out so far; it grows.
    """
    first_planned = set()
    for number, plan in enumerate(dossier.plan.applications):
        writer = _Writer(dossier, plan, moment, f"{dossier.account.name}:{number}", taken)
        filed = writer.filed()
        if plan.reason is Reason.INITIAL:
            first_planned.add(filed.application.enrollment_id)
        yield filed
    for place, owned in enumerate(dossier.owned):
        for number, enrollment in enumerate(owned.enrollments):
            if enrollment.id not in first_planned:
                plan = _settled(enrollment, place, number, moment)
                yield _Writer(dossier, plan, moment, f"first:{enrollment.id}", taken).filed()


def _settled(enrollment: Enrollment, place: int, number: int, moment: Moment) -> ApplicationPlan:
    days = (moment.today - enrollment.effective).days
    return ApplicationPlan(S.APPROVED, days, Reason.INITIAL, associate=place, enrollment=number)


class _Writer:
    def __init__(
        self, dossier: Dossier, plan: ApplicationPlan, moment: Moment, purpose: str, taken: set[str]
    ) -> None:
        self._dossier, self._plan, self._moment = dossier, plan, moment
        self._owned: Owned = dossier.owned[plan.associate]
        self._enrollment = None if plan.first else self._owned.enrollments[plan.enrollment]
        self._draws = moment.dice(f"filed:{purpose}")
        self._taken = taken

    def filed(self) -> Filed:
        steps = self._steps()
        sent = [one.at for one in steps if one.state is S.PENDING_E_SIGNATURE]
        tracking_id = self._tracking_id(sent[0]) if sent else None
        received = [one.at for one in steps if one.state is S.RECEIVED]
        form, us_state = self._about()
        application = Application(
            id=f"A{tracking_id[1:]}" if tracking_id else f"A{self._draws.digits(15)}",
            pac_id=self._owned.associate.pac_id,
            form=form,
            us_state=us_state,
            contractor=contractor_for(form, us_state),
            reason=self._plan.reason,
            enrollment_id=self._enrollment.id if self._enrollment else None,
            web_tracking_id=tracking_id,
            case_number=self._case_number(received[0]) if received else None,
            account=None if self._long_ago else self._dossier.account.name,
            revision=len(sent),
            topics=self._plan.topics if self._plan.reason is Reason.CHANGE else (),
            entries=self._entries(),
            corrections=tuple(self._corrections(steps)),
            history=tuple(steps),
        )
        return Filed(application, tuple(self._signatures(application)), tuple(self._fees(application)))

    @property
    def _long_ago(self) -> bool:
        """A first application that was approved was sent before there was this portal."""
        return self._plan.reason is Reason.INITIAL and self._plan.state is S.APPROVED

    def _about(self) -> tuple[Form, str]:
        if self._plan.first is not None:
            return self._plan.first.form, self._plan.first.us_state
        enrollment = self._owned.enrollments[self._plan.enrollment]
        return enrollment.form, enrollment.state

    def _steps(self) -> list[Step]:
        """Backwards from the last, which is as old as planned; long ago it was decided in office hours."""
        road = self._plan.road or _road_to(self._plan.state)
        at = days_before(self._moment.now, self._plan.days)
        if self._plan.state in _WITH_DEADLINE:
            at = self._moment.now - timedelta(days=self._plan.days)
        if self._enrollment and self._long_ago:
            at = midnight(self._enrollment.effective) + _OFFICE_HOURS
        waits = [timedelta(days=1 + self._draws.below(4), minutes=7 + self._draws.below(50)) for _ in road]
        if self._plan.waited_days is not None:
            waits[0] = timedelta(days=self._plan.waited_days)
        steps = []
        for state, wait in zip(reversed(road), waits, strict=True):
            steps.append(Step(state=state, at=at))
            at -= wait
        return steps[::-1]

    def _tracking_id(self, sent: datetime) -> str:
        while (value := f"T{portal_date(sent):%m%d%Y}{self._draws.digits(7)}") in self._taken:
            pass
        self._taken.add(value)
        return value

    def _case_number(self, received: datetime) -> str:
        """Year, Julian day of receipt, seven digits (W17)."""
        return f"{portal_date(received):%y%j}{self._draws.digits(7)}"

    def _entries(self) -> tuple[Entry, ...]:
        """What is on file, as a change is begun with; nothing is kept of what has ended."""
        plan, associate = self._plan, self._owned.associate
        if plan.first is not None:
            return starting_entries(
                associate, plan.first.specialty, plan.first.practice or Practice.PRIVATE, plan.first.us_state
            )
        if plan.state in _ENDED or self._enrollment is None:
            return ()
        known = Known(
            associate, self._enrollment, self._moment.seed, self._moment.today,
            officials=() if associate.kind is AssociateKind.INDIVIDUAL else (self._dossier.account,),
        )  # fmt: skip
        entries = grown_entries(known)
        if plan.reason is not Reason.CHANGE:
            return entries
        return tuple(one for one in entries if one.topic in (*plan.topics, "contacts"))

    def _corrections(self, steps: Sequence[Step]) -> Iterator[Correction]:
        for number, step in enumerate(steps):
            if step.state is S.RETURNED_FOR_CORRECTIONS:
                after = steps[number + 1] if number + 1 < len(steps) else None
                answered = after.at if after and after.state is S.PENDING_E_SIGNATURE else None
                yield Correction(
                    id=f"K{self._draws.digits(9)}",
                    topic=self._plan.topics[0],
                    text=self._plan.correction,
                    asked=step.at,
                    due=step.at + timedelta(days=_POLICY.correction_days),
                    answered=answered,
                )

    def _signatures(self, application: Application) -> Iterator[SignatureRequest]:
        """One signer for each submission; signed where the application was submitted then."""
        person = self._owned.associate.kind is AssociateKind.INDIVIDUAL
        account = self._dossier.account
        signer = _plain_name(self._owned) if person else f"{account.first_name} {account.last_name}"
        revision = 0
        for step, after in zip(application.history, (*application.history[1:], None), strict=True):
            if step.state is not S.PENDING_E_SIGNATURE:
                continue
            revision += 1
            yield SignatureRequest(
                id=f"S{application.id[1:]}-{revision}-1",
                application_id=application.id,
                revision=revision,
                signer=signer,
                role=SignerRole.PRACTITIONER if person else SignerRole.AUTHORIZED_OFFICIAL,
                email=account.email,
                method=SignatureMethod.UPLOAD if self._plan.on_paper else SignatureMethod.ELECTRONIC,
                token=_token(self._draws),
                requested=step.at,
                due=step.at + timedelta(days=_POLICY.signature_days),
                signed=after.at if after and after.state is S.SUBMITTED else None,
            )

    def _fees(self, application: Application) -> Iterator[Fee]:
        if self._plan.fee is None:
            return
        state = self._plan.fee
        asked = application.reached(S.FEE_REQUESTED) or application.reached(S.PENDING_E_SIGNATURE)
        if asked is None:
            return
        paid = state is FeeState.PAID
        settled = None if state is FeeState.REQUESTED else asked
        yield Fee(
            id=f"F{application.id[1:]}-1",
            application_id=application.id,
            dollars=_POLICY.fee_dollars,
            requested=asked,
            due=asked + timedelta(days=_POLICY.fee_days),
            state=state,
            settled=settled,
            receipt=f"R{portal_date(asked):%Y%m%d}{self._draws.digits(6)}" if paid else None,
        )


def _road_to(state: ApplicationState) -> tuple[ApplicationState, ...]:
    if state in _ENDS_EARLY:
        return _TO_THE_CONTRACTOR[: _TO_THE_CONTRACTOR.index(state) + 1]
    reviewed = () if state is S.IN_REVIEW else (S.IN_REVIEW,)
    return (*_TO_THE_CONTRACTOR, *reviewed, state)


def _plain_name(owned: Owned) -> str:
    last, _, first = owned.associate.name.partition(", ")
    return f"{first} {last}"


def _token(draws: Draws) -> str:
    return "".join(f"{draws.bits():016x}" for _ in range(3))[:40]
