"""PECOS: the e-sign pages that the mail leads to; the signer needs no account (S2, W4).

The token in the address and the address that the mail went to identify the signer; every step asks for both.
"""

from __future__ import annotations

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.records import SignatureRequest
from mock_portal.sign_in import same_text
from mock_portal.web.messages import EUS, message
from mock_portal.web.pecos_access import sent
from mock_portal.web.pecos_signatures import certification, confirmation, missing_terms, only_the_signer
from mock_portal.web.pecos_signing import Standing, is_barred, is_signer, same_address, standing

_MANAGE = ("Go to Manage Signatures", "/pecos/manageSignatures.do")
_NEW_MAIL = "Use the link in the newest e-mail, or sign in and open Manage Signatures."
_REFUSALS = {
    Standing.SIGNED: (
        409, "Already Signed",
        "This link was used: the signature was given, and a link can be used once.",
    ),
    Standing.EXPIRED: (
        410, "Signature Link Expired",
        "The signature was not given in time, so the application is rejected. It must be submitted again.",
    ),
    Standing.VOID: (
        410, "Signature Link No Longer Valid",
        "The application was changed or ended after this link was sent. Each revision needs a new signature "
        "and has its own e-mail.",
    ),
}  # fmt: skip


def entry(exchange: Exchange) -> Answer:
    """Where the mail leads: asks for the signer's e-mail address."""
    request = _find(exchange)
    return request if isinstance(request, Page) else _entry_page(request)


def identify(exchange: Exchange) -> Answer:
    """Compare the address typed, and show what is to be signed."""
    request = _find(exchange)
    if isinstance(request, Page):
        return request
    if not same_address(exchange.form.get("email", ""), request.email):
        return _entry_page(request, "This is not the e-mail address that the link was sent to.")
    return _certification(exchange, request, {})


def sign(exchange: Exchange) -> Answer:
    """Sign, with both boxes ticked."""
    request = _find(exchange)
    if isinstance(request, Page):
        return request
    if not same_address(exchange.form.get("email", ""), request.email):
        return _entry_page(request, "This is not the e-mail address that the link was sent to.")
    errors = missing_terms(exchange)
    if errors:
        return _certification(exchange, request, errors)
    with exchange.looking_up():
        exchange.office.sign(request, exchange.now)
    return message("Signature Received", confirmation(exchange, request), "You can close this page.")


def _certification(exchange: Exchange, request: SignatureRequest, errors: dict[str, str]) -> Page:
    hidden = {"token": request.token, "email": request.email}
    return certification(exchange, request, errors, "/pecos/eSign.do", hidden)


def _find(exchange: Exchange) -> SignatureRequest | Page:
    """The request whose token was sent, where this visitor may sign it now; else why not."""
    token = sent(exchange, "token")
    found = (one for one in exchange.filing.signatures.values() if same_text(one.token, token))
    request = next(found, None) if token else None
    application = None if request is None else exchange.filing.applications.get(request.application_id)
    if request is None or application is None:
        return message(
            "Signature Link Not Valid", "This signature link is not known, or part of it is missing.",
            _NEW_MAIL, EUS, status=404, links=(_MANAGE,),
        )  # fmt: skip
    state = standing(request, application, exchange.now)
    if state is not Standing.WAITING:
        status, heading, text = _REFUSALS[state]
        return message(heading, text, _NEW_MAIL, status=status, links=(_MANAGE,))
    return only_the_signer() if _is_somebody_else(exchange, request) else request


def _is_somebody_else(exchange: Exchange, request: SignatureRequest) -> bool:
    """Whether the visitor, or the address the mail went to, is that of a person who may not sign."""
    application = exchange.filing.applications[request.application_id]
    provider, account = exchange.world.associates[application.pac_id], exchange.account
    if exchange.signed_in and account and not is_signer(exchange.access, account, request, provider):
        return True
    return is_barred(exchange.access, exchange.world.accounts.values(), request, provider)


def _entry_page(request: SignatureRequest, error: str | None = None) -> Page:
    values = {"token": request.token, "errors": {"email": error} if error else {}}
    return Page("pecos_e_sign.html", values, 400 if error else 200)
