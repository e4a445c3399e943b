"""PECOS: home, associates, enrollments and signatures."""

from __future__ import annotations

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.sessions import Session
from mock_portal.web.messages import EUS, message
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account, AssociateKind, Signature


def home(exchange: Exchange, session: Session, account: Account) -> Page:
    """PECOS Home."""
    return Page("pecos_home.html")


def my_associates(exchange: Exchange, session: Session, account: Account) -> Page:
    """The associates this person is connected to; persons and organizations apart (S3)."""
    with exchange.looking_up() as world:
        associates = world.associates_of(account)
    values = {
        "individuals": [one for one in associates if one.kind is AssociateKind.INDIVIDUAL],
        "organizations": [one for one in associates if one.kind is AssociateKind.ORGANIZATION],
    }
    return Page("my_associates.html", values)


def enrollments(exchange: Exchange, session: Session, account: Account) -> Page:
    """One associate's enrollments; Access Denied where there is no connection."""
    pac_id = exchange.query.get("assoc", "")
    with exchange.looking_up() as world:
        if pac_id not in account.associates:
            return _no_connection()
        values = {"associate": world.associates[pac_id], "enrollments": world.enrollments_of(pac_id)}
    return Page("enrollments.html", values)


def _no_connection() -> Page:
    return message(
        "Access Denied",
        "AUTH-206: you have no connection to this provider. Its Authorized Official can approve one in I&A.",
        EUS,
        status=403,
        links=(("Back to My Associates", "/pecos/myAssociates.do"),),
    )


def signatures(exchange: Exchange, session: Session, account: Account) -> Page:
    """What waits for a signature, and what this person signed."""
    with exchange.looking_up() as world:
        signed = [one for one in world.signatures if one.account == account.name]
    return Page("manage_signatures.html", {"signed": signed})


def sign(exchange: Exchange) -> Answer:
    """Record a signature; like a link from an e-mail it asks for no sign-in: a target for a bad script."""
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
