"""PECOS: the Digital Documents Repository, and credentials with their expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mock_portal.exchange import Exchange, Page
from mock_portal.filing.records import Credential, Document
from mock_portal.web.pecos_access import of_associate
from mock_portal.web.pecos_labels import days_until
from mock_portal.world.entities import Account, Associate


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document; `days` is null where it does not expire."""

    document: Document
    tracking_id: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A credential with the days until it expires."""

    credential: Credential
    days: int


def _documents(exchange: Exchange, account: Account, associate: Associate) -> Page:
    """One provider's documents, the latest first."""
    with exchange.looking_up():
        kept = [one for one in exchange.filing.documents.values() if one.pac_id == associate.pac_id]
    rows = [_document_row(exchange, one) for one in sorted(kept, key=lambda one: one.uploaded, reverse=True)]
    values = {
        "associate": associate,
        "rows": rows,
        "total": sum(one.size for one in kept),
        "limit": exchange.filing.policy.largest_upload_bytes,
        "tiff": exchange.filing.policy.tiff_allowed,
    }
    return Page("pecos_documents.html", values)


def _document_row(exchange: Exchange, document: Document) -> DocumentRow:
    filed_with = exchange.filing.applications.get(document.application_id or "")
    return DocumentRow(
        document=document,
        tracking_id=None if filed_with is None else filed_with.web_tracking_id,
        days=None if document.expires is None else days_until(document.expires, exchange.now),
    )


def _credentials(exchange: Exchange, account: Account, associate: Associate) -> Page:
    """One provider's licences and certificates, the next to expire first."""
    with exchange.looking_up():
        held = [one for one in exchange.filing.credentials.values() if one.pac_id == associate.pac_id]
    rows = [CredentialRow(one, days_until(one.expires, exchange.now)) for one in sorted(held, key=_expiry)]
    return Page("pecos_credentials.html", {"associate": associate, "rows": rows})


def _expiry(credential: Credential) -> tuple[date, str]:
    return credential.expires, credential.id


documents = of_associate(_documents)
credentials = of_associate(_credentials)
