"""The office: takes applications from providers, passes them to the contractor, and keeps the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mock_portal.clock import portal_date
from mock_portal.errors import NotAllowedNowError
from mock_portal.filing import letters
from mock_portal.filing.applications import Application, ApplicationState, Reason, Step
from mock_portal.filing.calendar import Calendar
from mock_portal.filing.contractor import Contractor
from mock_portal.filing.filing import Filing
from mock_portal.filing.moves import Act, check_allowed
from mock_portal.filing.pace import UNPAID
from mock_portal.filing.recipients import Recipient
from mock_portal.filing.records import Fee, FeeState, SignatureMethod, SignatureRequest, Signer
from mock_portal.mail import post
from mock_portal.seeded import Draws, TokenStream
from mock_portal.world.contractors import contractor_for
from mock_portal.world.entities import Account, Enrollment, EnrollmentStatus, Form
from mock_portal.world.registry import World

S = ApplicationState
_FEE_FORMS = frozenset({Form.INSTITUTION, Form.DME_SUPPLIER})
_FEE_REASONS = frozenset({Reason.INITIAL, Reason.REVALIDATION, Reason.REACTIVATION})
"""W28: institutions and DMEPOS suppliers at enrollment and revalidation; physician groups pay nothing."""
_SPECIALTY_OF_FORM = {
    Form.INSTITUTION: "Hospital",
    Form.GROUP: "Clinic/Group Practice",
    Form.PRACTITIONER: "Internal Medicine",
    Form.ORDERING: "Internal Medicine",
    Form.DME_SUPPLIER: "Medical Supply Company",
}
_SPECIALTY_FIELDS = ("specialty", "type")


class Office(Contractor):
    """The provider's side of it, and what comes due; raises NotAllowedNowError where a state forbids."""

    def __init__(self, world: World, filing: Filing, tokens: TokenStream, seed: int, now: datetime) -> None:
        super().__init__(world, filing, tokens, seed)
        self._calendar = Calendar(self, world, filing, self._enrolling, seed, now)

    def begin(
        self, *, form: Form, us_state: str, reason: Reason, pac_id: str, enrollment_id: str | None,
        account: Account | None, now: datetime,
    ) -> Application:  # fmt: skip
        """A draft, with the entries of the record on file where there is one."""
        record = self._filing.records.get(enrollment_id or "")
        application = Application(
            id=self._new_id(),
            pac_id=pac_id,
            form=form,
            us_state=us_state,
            contractor=contractor_for(form, us_state),
            reason=reason,
            enrollment_id=enrollment_id,
            account=None if account is None else account.name,
            entries=() if record is None else record.entries,
            history=(Step(state=S.DRAFT, at=now),),
        )
        self._filing.put_application(application)
        return application

    def save(self, application: Application) -> None:
        """Store new entries of a draft, or of one that is being corrected."""
        check_allowed(Act.SUBMIT, application)
        check_allowed(Act.SUBMIT, self._filing.applications[application.id])
        self._filing.put_application(application)

    def submit(self, application: Application, signers: Sequence[Signer], now: datetime) -> Application:
        """Complete Submission: a revision with its own signatures, 20 days for them (W14, S3).

        Signers who upload a signed page count as signed. An initial application gets its enrollment here.
        """
        check_allowed(Act.SUBMIT, application)
        if not signers:
            raise NotAllowedNowError(f"submit application {application.id} unsigned", application.state.value)
        first = application.web_tracking_id is None
        application = self._numbered(application, now)
        self._filing.put_application(application)
        asked = [self._ask_signature(application, one, place, now) for place, one in enumerate(signers, 1)]
        waiting = [one for one in asked if one.signed is None]
        application = self._step(
            Act.SUBMIT, application, S.PENDING_E_SIGNATURE if waiting else S.SUBMITTED, now
        )
        if first and self.fee_is_due(application):
            fee = self._new_fee(application, now)
            self._filing.fees[fee.id] = fee
        for request in waiting:
            self._mail_signer(application, request, now)
        self._post(letters.acknowledged(self._matter(application), application), now)
        return application

    def fee_is_due(self, application: Application) -> bool:
        """Whether an application like this one costs a fee (W28)."""
        in_kind = application.form in _FEE_FORMS and application.reason in _FEE_REASONS
        return in_kind and self._filing.policy.fee_dollars > 0

    def sign(self, request: SignatureRequest, now: datetime) -> Application:
        """One signature given; with the last one the application is submitted."""
        application = self._filing.applications[request.application_id]
        check_allowed(Act.SIGN, application)
        current = self._filing.signatures[request.id]
        if current.signed is not None or current.revision != application.revision:
            raise NotAllowedNowError(f"sign signature request {request.id}", "signed or superseded")
        self._filing.signatures[request.id] = current.model_copy(update={"signed": now})
        if any(one.signed is None for one in self._filing.signatures_of(application)):
            return application
        return self._step(Act.SIGN, application, S.SUBMITTED, now)

    def pay(self, fee: Fee, now: datetime) -> Fee:
        """Pay the fee; the receipt number is on it, and the contractor goes on where it waited."""
        draws = Draws(self._seed, f"receipt:{fee.id}")
        return self._settle(fee, FeeState.PAID, now, receipt=f"R{portal_date(now):%Y%m%d}{draws.digits(6)}")

    def ask_hardship(self, fee: Fee, now: datetime) -> Fee:
        """Ask for an exception, once; the contractor goes on as if it were paid, until it asks again."""
        state = self._filing.fees[fee.id].state
        if state is FeeState.HARDSHIP_DENIED:
            raise NotAllowedNowError(f"ask for a hardship exception for fee {fee.id}", state.value)
        return self._settle(fee, FeeState.HARDSHIP_REQUESTED, now, receipt=None)

    def discard(self, application: Application, now: datetime) -> None:
        """Delete a draft."""
        check_allowed(Act.DISCARD, self._filing.applications[application.id])
        self._filing.drop_application(application.id)

    def next_due(self, now: datetime) -> datetime | None:
        """When the next thing happens by itself, if that is not after `now`; null otherwise."""
        return self._calendar.next_due(now)

    def run_timers(self, now: datetime) -> bool:
        """Do what is due, in the order in which it came due; whether anything was."""
        return self._calendar.run(now)

    def _settle(self, fee: Fee, state: FeeState, now: datetime, receipt: str | None) -> Fee:
        fee = self._filing.fees[fee.id]
        if fee.state not in UNPAID:
            raise NotAllowedNowError(f"settle fee {fee.id}", fee.state.value)
        fee = fee.model_copy(update={"state": state, "settled": now, "receipt": receipt})
        self._filing.fees[fee.id] = fee
        application = self._filing.applications[fee.application_id]
        if receipt is not None:
            self._post(letters.fee_paid(self._matter(application), fee), now)
        if application.state is S.FEE_REQUESTED:
            self.review(application, now)
        return fee

    def _numbered(self, application: Application, now: datetime) -> Application:
        """One submission more: tracking ID, enrollment, answers to what was asked."""
        answered = tuple(
            one if one.answered is not None else one.model_copy(update={"answered": now})
            for one in application.corrections
        )
        return application.model_copy(
            update={
                "web_tracking_id": application.web_tracking_id or self._tracking_id(application, now),
                "enrollment_id": application.enrollment_id or self._enroll(application, now),
                "revision": application.revision + 1,
                "corrections": answered,
                "runs": True,
            }
        )

    def _new_id(self) -> str:
        while (key := f"A{_digits(self._tokens.draw('application'), 15)}") in self._filing.applications:
            pass
        return key

    def _tracking_id(self, application: Application, now: datetime) -> str:
        draws = Draws(self._seed, f"tracking:{application.id}")
        while self._filing.tracked(key := f"T{portal_date(now):%m%d%Y}{draws.digits(7)}") is not None:
            pass
        return key

    def _enroll(self, application: Application, now: datetime) -> str:
        """The Pending enrollment of an initial application; effective from today until it is decided."""
        today = portal_date(now)
        letter = "I" if application.form in (Form.PRACTITIONER, Form.ORDERING) else "O"
        draws = Draws(self._seed, f"enrollment:{application.id}")
        while (key := f"{letter}{today:%Y%m%d}{draws.digits(6)}") in self._world.enrollments:
            pass
        enrollment = Enrollment(
            id=key,
            pac_id=application.pac_id,
            form=application.form,
            state=application.us_state,
            specialty=_specialty(application),
            contractor=application.contractor,
            status=EnrollmentStatus.PENDING,
            effective=today,
        )
        self._world.add_enrollment(enrollment)
        return key

    def _ask_signature(
        self, application: Application, signer: Signer, place: int, now: datetime
    ) -> SignatureRequest:
        request = SignatureRequest(
            id=f"S{application.id[1:]}-{application.revision}-{place}",
            application_id=application.id,
            revision=application.revision,
            signer=signer.name,
            role=signer.role,
            email=signer.email,
            method=signer.method,
            token=self._tokens.draw("signature-mail"),
            requested=now,
            due=now + timedelta(days=self._filing.policy.signature_days),
            signed=now if signer.method is SignatureMethod.UPLOAD else None,
        )
        self._filing.signatures[request.id] = request
        return request

    def _mail_signer(self, application: Application, request: SignatureRequest, now: datetime) -> None:
        matter = self._matter(application).to_only(Recipient(name=request.signer, email=request.email))
        post(self._world, letters.signature_asked(matter, application, request), now)


def _digits(token: str, count: int) -> str:
    return str(int(token, 16) % 10**count).zfill(count)


def _specialty(application: Application) -> str:
    """What was filled in as specialty or type of supplier; else the most usual one of the form."""
    for entry in application.entries:
        for name in _SPECIALTY_FIELDS:
            if entry.values.get(name):
                return entry.values[name]
    return _SPECIALTY_OF_FORM[application.form]
