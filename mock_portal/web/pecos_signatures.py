"""PECOS: Manage Signatures, and View and Sign for the signer who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.records import SignatureRequest
from mock_portal.sessions import Session
from mock_portal.web.application_access import ASSOCIATES_LINK, no_connection
from mock_portal.web.application_start import REASONS
from mock_portal.web.messages import message
from mock_portal.web.pecos_access import not_now, sent
from mock_portal.web.pecos_contents import contents
from mock_portal.web.pecos_labels import days_until
from mock_portal.web.pecos_signing import Standing, is_signer, standing
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account, Associate, Signature

TERMS = {
    "certify": "I have read this application, and what it says is true, correct and complete.",
    "agree": "I agree to the Terms and Conditions of electronic signatures: signing here binds me and the "
    "provider named above as a signature in ink does.",
}
"""The two boxes of the sign page (S3: both must be ticked)."""
_SIGNED_ONLY = "Your signature is recorded. The application goes to the contractor once everybody has signed."


@dataclass(frozen=True, slots=True)
class Row:
    """A signature asked for, with what a list prints about it."""

    request: SignatureRequest
    application: Application
    provider: Associate
    standing: Standing
    days: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A signature that was given; a bare one belongs to no application."""

    id: str
    tracking_id: str | None
    signer: str
    at: datetime


def manage(exchange: Exchange, session: Session, account: Account) -> Page:
    """What waits for this person's signature, what waits for others', and what is signed."""
    with exchange.looking_up() as world:
        rows = list(_rows(exchange, account))
        bare = [one for one in world.signatures if one.account == account.name]
    waiting = [one for one in rows if one.standing is Standing.WAITING]
    done = exchange.filing.signatures.get(exchange.query.get("signed", ""))
    mine = any(one.request == done and one.mine and one.standing is Standing.SIGNED for one in rows)
    values = {
        "waiting": [one for one in waiting if one.mine],
        "others": [one for one in waiting if not one.mine],
        "signed": _given(account, rows, bare),
        "reasons": REASONS,
        "status_message": confirmation(exchange, done) if done is not None and mine else None,
    }
    return Page("manage_signatures.html", values)


def waiting_for(exchange: Exchange, account: Account) -> list[Row]:
    """What waits for this person's own signature."""
    return [one for one in _rows(exchange, account) if one.mine and one.standing is Standing.WAITING]


def confirmation(exchange: Exchange, request: SignatureRequest) -> str:
    """What is said after signing (S3)."""
    application = exchange.filing.applications[request.application_id]
    if any(one.signed is None for one in exchange.filing.signatures_of(application)):
        return _SIGNED_ONLY
    return f"The application was successfully submitted. Web Tracking ID: {application.web_tracking_id}."


def sign_form(exchange: Exchange, session: Session, account: Account) -> Answer:
    """The certification page of one request."""
    found = _own_request(exchange, account)
    return found if isinstance(found, Page) else _sign_page(exchange, found, {})


def sign(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Sign, with both boxes ticked."""
    found = _own_request(exchange, account)
    if isinstance(found, Page):
        return found
    errors = missing_terms(exchange)
    if errors:
        return _sign_page(exchange, found, errors)
    with exchange.looking_up():
        exchange.office.sign(found, exchange.now)
    return see(f"/pecos/manageSignatures.do?signed={found.id}")


def missing_terms(exchange: Exchange) -> dict[str, str]:
    """What to say at each box that is not ticked."""
    return {
        name: "Tick this box to sign. Without it nothing is signed."
        for name in TERMS
        if exchange.form.get(name) != "on"
    }


def certification(
    exchange: Exchange, request: SignatureRequest, errors: dict[str, str], action: str, hidden: dict[str, str]
) -> Page:
    """The page with the certification text and the two boxes; its form sends `hidden` to `action`."""
    application = exchange.filing.applications[request.application_id]
    values = {
        "request": request,
        "application": application,
        "provider": exchange.world.associates[application.pac_id],
        "reasons": REASONS,
        "terms": TERMS,
        "days_left": days_until(request.due, exchange.now),
        "topics": contents(application),
        "action": action,
        "hidden": hidden,
        "errors": errors,
        "typed": exchange.form,
    }
    return Page("pecos_sign.html", values, 400 if errors else 200)


def record_bare(exchange: Exchange) -> Answer:
    """Record that a signature was posted by itself: a target for a bad script. It signs no application."""
    account = exchange.account
    signature = Signature(
        id=f"S{exchange.tokens.draw('signature', 12).upper()}",
        account=account.name if account and exchange.signed_in else None,
        at=exchange.now,
    )
    with exchange.looking_up() as world:
        world.sign(signature)
    if exchange.signed_in:
        return see("/pecos/manageSignatures.do")
    return message("Signature Received", f"Your signature {signature.id} was recorded.")


def _sign_page(exchange: Exchange, request: SignatureRequest, errors: dict[str, str]) -> Page:
    return certification(exchange, request, errors, "/pecos/viewAndSign.do", {"request": request.id})


def _own_request(exchange: Exchange, account: Account) -> SignatureRequest | Page:
    """The request that the field `request` names, where it waits for this person; else why not."""
    request = exchange.filing.signatures.get(sent(exchange, "request"))
    application = None if request is None else exchange.filing.applications.get(request.application_id)
    if request is None or application is None:
        return no_connection()
    provider = exchange.world.associates[application.pac_id]
    if not is_signer(exchange.access, account, request, provider):
        return only_the_signer() if application.pac_id in account.associates else no_connection()
    state = standing(request, application, exchange.now)
    if state is not Standing.WAITING:
        return not_now(f"This signature cannot be given: it is {state.value.lower()}.")
    return request


def only_the_signer() -> Page:
    """Access lets a person view and update, never sign (003-08)."""
    return message(
        "Access Denied",
        "Only the signer named in the application can sign it, and nothing was changed. Staff and surrogates "
        "can never sign for a provider.",
        status=403,
        links=(("Back to Manage Signatures", "/pecos/manageSignatures.do"), ASSOCIATES_LINK),
    )


def _rows(exchange: Exchange, account: Account) -> Iterator[Row]:
    own = set(account.associates)
    for request in exchange.filing.signatures.values():
        application = exchange.filing.applications[request.application_id]
        provider = exchange.world.associates[application.pac_id]
        mine = is_signer(exchange.access, account, request, provider)
        if mine or application.pac_id in own:
            state = standing(request, application, exchange.now)
            yield Row(request, application, provider, state, days_until(request.due, exchange.now), mine)


def _given(account: Account, rows: list[Row], bare: list[Signature]) -> list[Given]:
    """The signatures given, the latest first."""
    name = f"{account.first_name} {account.last_name}"
    given = [Given(one.id, None, name, one.at) for one in bare]
    for row in rows:
        if row.request.signed is not None:
            tracking_id = row.application.web_tracking_id
            given.append(Given(row.request.id, tracking_id, row.request.signer, row.request.signed))
    return sorted(given, key=lambda one: one.at, reverse=True)
