"""What the contractor does with an application, by hand or by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from mock_portal.clock import portal_date
from mock_portal.errors import NotAllowedNowError
from mock_portal.filing import letters
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.enrolling import Enrolling
from mock_portal.filing.filing import Filing
from mock_portal.filing.moves import Act, check_allowed
from mock_portal.filing.pace import UNPAID
from mock_portal.filing.records import Correction, Fee, FeeState
from mock_portal.mail import Letter, post
from mock_portal.seeded import Draws, TokenStream
from mock_portal.world.registry import World

S = ApplicationState
UNDECIDED = "it was not completed in time."


class Contractor:
    """Takes applications on; every step is stored and told by mail, or raises NotAllowedNowError."""

    def __init__(self, world: World, filing: Filing, tokens: TokenStream, seed: int) -> None:
        self._world = world
        self._filing = filing
        self._tokens = tokens
        self._seed = seed
        self._enrolling = Enrolling(world, filing, seed)

    def receive(self, application: Application, now: datetime) -> Application:
        """Take it in, under a case number that it keeps (W4, W17)."""
        number = application.case_number or self._case_number(application, now)
        application = self._step(
            Act.RECEIVE, application.model_copy(update={"case_number": number}), S.RECEIVED, now
        )
        self._post(letters.received(self._matter(application), application), now)
        return application

    def review(self, application: Application, now: datetime) -> Application:
        """Begin to look at it."""
        return self._step(Act.REVIEW, application, S.IN_REVIEW, now)

    def ask_corrections(self, application: Application, topic: str, text: str, now: datetime) -> Application:
        """Send it back for corrections, 30 days to answer (W17)."""
        check_allowed(Act.ASK_CORRECTIONS, application)
        asked = Correction(
            id=f"C{application.id[1:]}-{len(application.corrections) + 1}",
            topic=topic,
            text=text,
            asked=now,
            due=now + timedelta(days=self._filing.policy.correction_days),
        )
        application = application.model_copy(update={"corrections": (*application.corrections, asked)})
        application = self._step(Act.ASK_CORRECTIONS, application, S.RETURNED_FOR_CORRECTIONS, now)
        self._post(letters.corrections_asked(self._matter(application), application, asked), now)
        return application

    def ask_fee(self, application: Application, now: datetime) -> Application:
        """Ask for the fee, from now on (W11); a hardship exception that was asked for is denied with it.

        NotAllowedNowError where it is paid: its receipt stands.
        """
        known = self._filing.fee_of(application)
        if known is not None and known.state is FeeState.PAID:
            raise NotAllowedNowError(f"ask for the fee of application {application.id}", known.state.value)
        application = self._step(Act.ASK_FEE, application, S.FEE_REQUESTED, now)
        fee = self._filing.fee_of(application) or self._new_fee(application, now)
        denied = fee.state is FeeState.HARDSHIP_REQUESTED
        state = FeeState.HARDSHIP_DENIED if denied else FeeState.REQUESTED
        due = now + timedelta(days=self._filing.policy.fee_days)
        fee = fee.model_copy(
            update={"state": state, "requested": now, "due": due, "settled": None, "receipt": None}
        )
        self._filing.fees[fee.id] = fee
        self._post(letters.fee_asked(self._matter(application), application, fee), now)
        return application

    def order_site_visit(self, application: Application, now: datetime) -> Application:
        """Have the place looked at."""
        application = self._step(Act.ORDER_SITE_VISIT, application, S.SITE_VISIT, now)
        self._post(letters.site_visit_ordered(self._matter(application), application), now)
        return application

    def recommend(self, application: Application, now: datetime) -> Application:
        """Recommend approval to the State agency (W9)."""
        application = self._step(Act.RECOMMEND, application, S.APPROVAL_RECOMMENDED, now)
        self._post(letters.recommended(self._matter(application), application), now)
        return application

    def approve(self, application: Application, now: datetime) -> Application:
        """Approve it: it takes effect."""
        application = self._step(Act.APPROVE, application, S.APPROVED, now)
        news = self._enrolling.apply(application, now)
        self._post(letters.approved(self._matter(application), application, news), now)
        return application

    def deny(self, application: Application, now: datetime, why: str = "") -> Application:
        """It fails a requirement; an initial enrollment becomes Denied."""
        application = self._step(Act.DENY, application, S.DENIED, now)
        why = why or "a requirement for enrollment is not met."
        self._post(letters.denied(self._matter(application), application, why), now)
        return self._refuse(application, now)

    def reject(self, application: Application, now: datetime, why: str = "") -> Application:
        """Something was missing for too long; an initial enrollment is gone."""
        application = self._step(Act.REJECT, application, S.REJECTED, now)
        self._post(letters.rejected(self._matter(application), application, why or UNDECIDED), now)
        return self._refuse(application, now)

    def return_(self, application: Application, now: datetime, why: str = "") -> Application:
        """Send it back unprocessed (W26); an initial enrollment is gone."""
        application = self._step(Act.RETURN, application, S.RETURNED, now)
        why = why or "it cannot be processed."
        self._post(letters.returned(self._matter(application), application, why), now)
        return self._refuse(application, now)

    def withdraw_application(self, application: Application, now: datetime) -> Application:
        """The provider takes it back; an initial enrollment is gone."""
        application = self._step(Act.WITHDRAW, application, S.WITHDRAWN, now)
        self._post(letters.withdrawn(self._matter(application), application), now)
        return self._refuse(application, now)

    def owes_fee(self, application: Application) -> bool:
        """Whether a fee is asked for and neither paid nor under a hardship request."""
        fee = self._filing.fee_of(application)
        return fee is not None and fee.state in UNPAID

    def _refuse(self, application: Application, now: datetime) -> Application:
        self._enrolling.refuse(application, application.state, now)
        return self._filing.applications[application.id]

    def _step(self, act: Act, application: Application, state: S, now: datetime) -> Application:
        check_allowed(act, application)
        application = application.moved(state, now)
        self._filing.put_application(application)
        return application

    def _new_fee(self, application: Application, now: datetime) -> Fee:
        key = f"F{application.id[1:]}-{application.revision}"
        due = now + timedelta(days=self._filing.policy.fee_days)
        dollars = self._filing.policy.fee_dollars
        return Fee(id=key, application_id=application.id, dollars=dollars, requested=now, due=due)

    def _case_number(self, application: Application, now: datetime) -> str:
        """Year, Julian day of receipt, seven digits (W17 says only that the Julian date is inside)."""
        draws = Draws(self._seed, f"case:{application.id}")
        return f"{portal_date(now):%y%j}{draws.digits(7)}"

    def _matter(self, application: Application) -> letters.Matter:
        return self._enrolling.matter(application)

    def _post(self, written: list[Letter], now: datetime) -> None:
        post(self._world, written, now)
