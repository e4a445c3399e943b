"""What PECOS and the contractor write about applications and enrollments.

Every message carries the NPI and, where there is one, the Medicare ID (PTAN): W46.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mock_portal.clock import portal_date
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.recipients import Recipient
from mock_portal.filing.records import Correction, Fee, SignatureRequest
from mock_portal.mail import SENDER, Letter
from mock_portal.world.entities import Associate, Enrollment

E_SIGN_PATH = "/pecos/eSignLogin.do"
_REBUTTAL = "You may send a rebuttal within fifteen (15) days of this letter."
"""W15; older texts have 20."""
_APPEAL = (
    "You may send a corrective action plan (CAP) within thirty-five (35) days of this letter and ask for a "
    "reconsideration within sixty-five (65) days of it."
)
"""W15."""
_START_AGAIN = "There is no appeal; you may send a new application at any time."
"""W15: a rejected or returned application was not decided."""
_REASONS = {
    Reason.INITIAL: "initial enrollment",
    Reason.CHANGE: "change of information",
    Reason.REVALIDATION: "revalidation",
    Reason.REASSIGNMENT: "reassignment of benefits",
    Reason.REACTIVATION: "reactivation",
    Reason.WITHDRAWAL: "voluntary withdrawal",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about, and who gets it: an associate, and its application or its enrollment."""

    associate: Associate
    contractor: str
    to: tuple[Recipient, ...]
    application: Application | None = None
    enrollment: Enrollment | None = None

    def write(
        self, kind: str, subject: str, lines: Iterable[str], *, by_portal: bool = False
    ) -> list[Letter]:
        """One message to each recipient, with the numbers that a reader needs below the text."""
        sender = SENDER if by_portal else contractor_address(self.contractor)
        text = [*lines, *self._numbers(), "CMS PECOS" if by_portal else self.contractor]
        return [
            Letter(sender=sender, to=one.email, kind=kind, subject=subject,
                   body="\n".join((f"{one.name},", *text)))
            for one in self.to
        ]  # fmt: skip

    def to_only(self, recipient: Recipient) -> Matter:
        """The same matter for one reader."""
        return replace(self, to=(recipient,))

    def _numbers(self) -> list[str]:
        known = [f"Provider: {self.associate.name}", f"NPI: {self.associate.npi}"]
        if self.enrollment is not None:
            known.append(f"PTAN: {self.enrollment.medicare_id or 'none yet'}")
            known.append(f"Enrollment ID: {self.enrollment.id}")
        if self.application is not None and self.application.web_tracking_id is not None:
            known.append(f"Web Tracking ID: {self.application.web_tracking_id}")
        if self.application is not None and self.application.case_number is not None:
            known.append(f"Case number: {self.application.case_number}")
        return known


def contractor_address(contractor: str) -> str:
    """The contractor's own sender: made up, under a name that can never be real."""
    name = re.sub("[^a-z0-9]+", "-", contractor.lower()).strip("-")
    return f"provider-enrollment@{name or 'contractor'}.example"


def _day(moment: datetime | date) -> str:
    day = portal_date(moment) if isinstance(moment, datetime) else moment
    return f"{day:%m/%d/%Y}"


def _named(application: Application) -> str:
    return f"{application.form.value} application ({_REASONS[application.reason]})"


def acknowledged(matter: Matter, application: Application) -> list[Letter]:
    """From PECOS at submission, with the tracking number (W4)."""
    text = f"Your {_named(application)} was submitted. Keep your Web Tracking ID."
    return matter.write("submission-acknowledged", "PECOS application submitted", [text], by_portal=True)


def signature_asked(matter: Matter, application: Application, request: SignatureRequest) -> list[Letter]:
    """To the signer, with the link to the e-sign page (S3, W20)."""
    lines = (
        f"Your electronic signature as {request.role.value} is needed on a {_named(application)}.",
        f"Sign by {_day(request.due)}, or the application is rejected: {E_SIGN_PATH}?token={request.token}",
    )
    return matter.write("signature-requested", "Electronic signature requested", lines, by_portal=True)


def received(matter: Matter, application: Application) -> list[Letter]:
    """The contractor's own acknowledgement, with the case number (W4)."""
    text = f"We received your {_named(application)} under case number {application.case_number}."
    return matter.write("application-received", "Application received", [text])


def corrections_asked(matter: Matter, application: Application, asked: Correction) -> list[Letter]:
    """A development request (W17)."""
    lines = (
        f"Your {_named(application)} needs corrections.",
        f"{asked.topic}: {asked.text}",
        f"Choose Correct and Resubmit in PECOS and sign again by {_day(asked.due)}, "
        "or the application is rejected.",
    )
    return matter.write("corrections-requested", "Corrections requested", lines)


def fee_asked(matter: Matter, application: Application, fee: Fee) -> list[Letter]:
    """W11: unpaid, the application is rejected."""
    lines = (
        f"The application fee of ${fee.dollars} for your {_named(application)} is not paid.",
        f"Pay it in PECOS by {_day(fee.due)}, or the application is rejected.",
    )
    return matter.write("fee-requested", "Application fee requested", lines)


def fee_paid(matter: Matter, fee: Fee) -> list[Letter]:
    """The receipt."""
    text = f"We received the application fee of ${fee.dollars}. Receipt number {fee.receipt}."
    return matter.write("fee-paid", "Application fee receipt", [text], by_portal=True)


def site_visit_ordered(matter: Matter, application: Application) -> list[Letter]:
    """A visit is announced without its day."""
    text = f"A site visit was ordered for your {_named(application)}. It comes without notice."
    return matter.write("site-visit-ordered", "Site visit ordered", [text])


def recommended(matter: Matter, application: Application) -> list[Letter]:
    """W9: certified providers go to the State agency."""
    text = f"We recommended the approval of your {_named(application)} to the State agency."
    return matter.write("approval-recommended", "Approval recommended", [text])


def approved(matter: Matter, application: Application, news: Iterable[str]) -> list[Letter]:
    """With what follows from it."""
    text = f"Your {_named(application)} is approved."
    return matter.write("application-approved", "Application approved", [text, *news])


def denied(matter: Matter, application: Application, why: str) -> list[Letter]:
    """With both ways to appeal."""
    lines = (f"Your {_named(application)} is denied: {why}", _APPEAL)
    return matter.write("application-denied", "Application denied", lines)


def rejected(matter: Matter, application: Application, why: str) -> list[Letter]:
    """No appeal."""
    lines = (f"Your {_named(application)} is rejected: {why}", _START_AGAIN)
    return matter.write("application-rejected", "Application rejected", lines)


def returned(matter: Matter, application: Application, why: str) -> list[Letter]:
    """Not processed (W26)."""
    lines = (f"Your {_named(application)} is returned unprocessed: {why}", _START_AGAIN)
    return matter.write("application-returned", "Application returned", lines)


def withdrawn(matter: Matter, application: Application) -> list[Letter]:
    """The provider took it back."""
    text = f"Your {_named(application)} was withdrawn at your request."
    return matter.write("application-withdrawn", "Application withdrawn", [text])


def revalidation_noticed(matter: Matter, due: date, *, second: bool) -> list[Letter]:
    """The e-mail that goes with each of the two letters (G7)."""
    which = "Second notice" if second else "First notice"
    lines = (f"Revalidate this enrollment in PECOS by {_day(due)}.",
             "Without it the enrollment is stayed and then deactivated.")  # fmt: skip
    return matter.write("revalidation-notice", f"{which}: revalidation due {_day(due)}", lines)


def stayed(matter: Matter, ends: datetime) -> list[Letter]:
    """W23: a pause; the enrollment stands."""
    lines = (
        "This enrollment is under a Stay because its revalidation is past due.",
        f"Claims for services during the Stay are rejected. Unless a revalidation is sent, it ends on "
        f"{_day(ends)} with deactivation.",
        _REBUTTAL,
    )
    return matter.write("enrollment-stayed", "Stay of enrollment", lines)


def deactivated(matter: Matter, why: str) -> list[Letter]:
    """S2, W10."""
    lines = (f"This enrollment is deactivated: {why}", "Send a reactivation application in PECOS.", _REBUTTAL)
    return matter.write("enrollment-deactivated", "Deactivation of billing privileges", lines)
