"""Begin Submission: the signers, the attestation with both Terms boxes, the contractor, Complete Submission.

Each step sends on what the steps before were told, and all is checked again: nothing is kept until the end.
"""

from __future__ import annotations

from collections.abc import Mapping

from mock_portal.clock import portal_date
from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.checks import check
from mock_portal.filing.checks.findings import Severity
from mock_portal.filing.drafts import version_of
from mock_portal.filing.forms.nouns import TICKED, YES
from mock_portal.filing.records import DocumentKind, SignatureMethod, Signer
from mock_portal.filing.signing import Eligible, eligible_signers
from mock_portal.sessions import Session
from mock_portal.web.application_access import edited, not_now, release
from mock_portal.web.application_context import context_of, documents_of, entries_on_file, prefilled
from mock_portal.web.application_pages import frame
from mock_portal.web.ia_forms import email_error
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account

ATTESTATIONS = {
    "reviewed": "Were all topics of this application reviewed, and are they complete and true?",
    "reports": "Will changes be reported within the time that applies, 30 or 90 days?",
    "terms_known": "Do the signers know the penalties for falsifying information?",
}
"""Our own wording: no source quotes the attestation questions (W20 names them)."""
TERMS = {
    "signature_terms": "I have read and accept the Terms and Conditions of electronic signature.",
    "submission_terms": "I have read and accept the Terms and Conditions of submitting to Medicare.",
}
_STEPS = ("signers", "attestation", "contractor")


def begin(exchange: Exchange, session: Session, account: Account) -> Page:
    """Who signs, and how; not before every critical finding is gone."""
    application = edited(exchange, session, account, exchange.query.get("id", ""))
    if isinstance(application, Page):
        return application
    return _blocked(exchange, application) or _signers_page(exchange, application, {})


def go_on(exchange: Exchange, session: Session, account: Account) -> Answer:
    """The next step, or with the last one Complete Submission."""
    form = exchange.form
    application = edited(exchange, session, account, form.get("id", ""))
    if isinstance(application, Page):
        return application
    if form.get("version") != version_of(application):
        return not_now(application, "The application was changed since you began the submission.")
    if blocked := _blocked(exchange, application):
        return blocked
    errors, signers = _read_signers(exchange, application)
    if errors:
        return _signers_page(exchange, application, errors)
    step = form.get("step", "")
    if step == _STEPS[0]:
        return _attestation_page(exchange, application, {})
    if errors := _attestation_errors(form):
        return _attestation_page(exchange, application, errors)
    if step == _STEPS[1]:
        return _contractor_page(exchange, application, {}, signers)
    if form.get("contractor_checked") != TICKED:
        return _contractor_page(exchange, application, {"contractor_checked": _CHECK_CONTRACTOR}, signers)
    with exchange.looking_up():
        release(exchange, application)
        # An entry of a topic that went out of sight must not take effect.
        exchange.office.submit(prefilled(application, application.entries), signers, exchange.now)
    return see(f"/pecos/receipt.do?id={application.id}")


_CHECK_CONTRACTOR = "Check the contractor, and tick the box."


def eligible(exchange: Exchange, application: Application) -> tuple[Eligible, ...]:
    """Who may sign: the practitioner, or the officials on the application or on the record."""
    enrollment = exchange.world.enrollments.get(application.enrollment_id or "")
    on_file = () if enrollment is None else entries_on_file(exchange, enrollment, portal_date(exchange.now))
    return eligible_signers(application, exchange.world.associates[application.pac_id], on_file)


def _read_signers(exchange: Exchange, application: Application) -> tuple[dict[str, str], list[Signer]]:
    """What is wrong with the choice of signers, by field, and the signers where nothing is."""
    form, errors, signers = exchange.form, {}, []
    for number, one in enumerate(eligible(exchange, application)):
        if form.get(f"signer_{number}") != TICKED:
            continue
        method = next((way for way in SignatureMethod if way.value == form.get(f"method_{number}")), None)
        email = form.get(f"email_{number}", "").strip()
        if method is None:
            errors[f"method_{number}"] = "Select Electronic or Upload."
            continue
        problem = email_error(email) if method is SignatureMethod.ELECTRONIC or email else None
        if problem:
            errors[f"email_{number}"] = problem
        signers.append(Signer(name=one.name, role=one.role, email=email, method=method))
    if not signers and not errors:
        errors["signer_0"] = "VAL-011: select at least one signer."
    uploads = any(one.method is SignatureMethod.UPLOAD for one in signers)
    kinds = {one.kind for one in documents_of(exchange, application)}
    if uploads and DocumentKind.SIGNED_PAGE not in kinds:
        errors["signer_0"] = (
            f"To sign by Upload, first upload the document {DocumentKind.SIGNED_PAGE.value} under "
            "Required and/or Supporting Documents."
        )
    return errors, signers


def _attestation_errors(form: Mapping[str, str]) -> dict[str, str]:
    errors = {
        name: "Answer Yes to submit; where that is not so, go back to the topics."
        for name in ATTESTATIONS
        if form.get(name) != YES
    }
    return errors | {name: "Tick both Terms boxes." for name in TERMS if form.get(name) != TICKED}


def _blocked(exchange: Exchange, application: Application) -> Page | None:
    """The page that says what stands in the way; null where nothing does."""
    found = check(application, context_of(exchange, application))
    critical = [one for one in found if one.severity is Severity.CRITICAL]
    if not critical:
        return None
    values = frame(exchange, application) | {"count": len(critical), "findings": critical}
    return Page("application_blocked.html", values, 409)


def _signers_page(exchange: Exchange, application: Application, errors: dict[str, str]) -> Page:
    values = {
        "signers": eligible(exchange, application),
        "methods": [one.value for one in SignatureMethod],
        "days": exchange.filing.policy.signature_days,
        "version": version_of(application),
        "typed": exchange.form,
        "errors": errors,
    }
    return Page("application_signers.html", frame(exchange, application) | values, 400 if errors else 200)


def _attestation_page(exchange: Exchange, application: Application, errors: dict[str, str]) -> Page:
    values = {
        "questions": ATTESTATIONS,
        "terms": TERMS,
        "carried": _carried(exchange, ("signer_", "method_", "email_")),
        "version": version_of(application),
        "typed": exchange.form,
        "errors": errors,
    }
    return Page("application_attestation.html", frame(exchange, application) | values, 400 if errors else 200)


def _contractor_page(
    exchange: Exchange, application: Application, errors: dict[str, str], signers: list[Signer]
) -> Page:
    values = {
        "signers": signers,
        "carried": _carried(exchange, ("signer_", "method_", "email_", *ATTESTATIONS, *TERMS)),
        "version": version_of(application),
        "errors": errors,
    }
    return Page("application_contractor.html", frame(exchange, application) | values, 400 if errors else 200)


def _carried(exchange: Exchange, stems: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in exchange.form.items() if name.startswith(stems)}
