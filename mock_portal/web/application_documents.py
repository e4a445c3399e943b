"""Required and/or Supporting Documents: upload, take from the repository, remove."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mock_portal.clock import portal_date
from mock_portal.exchange import Answer, Exchange, Page, Upload
from mock_portal.filing.applications import Application
from mock_portal.filing.files import file_problem, type_of_content
from mock_portal.filing.forms.outline import documents_due
from mock_portal.filing.records import Document, DocumentKind
from mock_portal.sessions import Session
from mock_portal.web.application_access import edited, not_now, opened
from mock_portal.web.application_context import documents_of
from mock_portal.web.application_pages import frame
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account
from mock_portal.written import parse_day

_MOST_DOCUMENTS = 30


@dataclass(frozen=True, slots=True)
class Needed:
    """A document that the application must have, and whether it does."""

    kind: DocumentKind
    given: bool


def show(exchange: Exchange, session: Session, account: Account) -> Page:
    """What is needed, what is there, and the form to upload."""
    application = opened(exchange, session, account, exchange.query.get("id", ""))
    return application if isinstance(application, Page) else _page(exchange, application, {})


def upload(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Take a file that is what it says, or one from the repository; store nothing of any other."""
    application = edited(exchange, session, account, exchange.form.get("id", ""))
    if isinstance(application, Page):
        return application
    if len(documents_of(exchange, application)) >= _MOST_DOCUMENTS:
        return not_now(application, f"An application can have {_MOST_DOCUMENTS} documents.")
    sent = exchange.upload
    made = _reused(exchange, application) if sent is None else _uploaded(exchange, application, sent)
    if not isinstance(made, Document):
        return _page(exchange, application, made)
    with exchange.looking_up():
        exchange.filing.documents[made.id] = made
    return see(f"/pecos/supportingDocuments.do?id={application.id}&notice=uploaded")


def remove(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Take a document off the application; it stays in the repository."""
    application = edited(exchange, session, account, exchange.form.get("id", ""))
    if isinstance(application, Page):
        return application
    document = exchange.filing.documents.get(exchange.form.get("document", ""))
    if document is None or document.application_id != application.id:
        return not_now(application, "The document is not with this application any more.")
    with exchange.looking_up():
        exchange.filing.documents[document.id] = document.model_copy(update={"application_id": None})
    return see(f"/pecos/supportingDocuments.do?id={application.id}&notice=removed")


def _uploaded(exchange: Exchange, application: Application, sent: Upload) -> Document | dict[str, str]:
    """The document as it is filed; what is wrong, by field, where it is not."""
    form, errors = exchange.form, {}
    kind = next((one for one in DocumentKind if one.value == form.get("kind")), None)
    expires = parse_day(form.get("expires", ""))
    used = sum(one.size for one in documents_of(exchange, application))
    if kind is None:
        errors["kind"] = "Select what the document is."
    if form.get("expires") and expires is None:
        errors["expires"] = "Enter a date of the calendar as MM/DD/YYYY."
    if expires is not None and expires < portal_date(exchange.now):
        errors["expires"] = "The document has expired."
    if problem := file_problem(sent.file_name, sent.content, used, exchange.filing.policy):
        errors["file"] = problem
    file_type = type_of_content(sent.content)
    if errors or kind is None or file_type is None:
        return errors
    return Document(
        id=_new_id(exchange), pac_id=application.pac_id, kind=kind, file_name=sent.file_name,
        file_type=file_type, size=len(sent.content), sha256=hashlib.sha256(sent.content).hexdigest(),
        uploaded=exchange.now, expires=expires, application_id=application.id,
    )  # fmt: skip


def _reused(exchange: Exchange, application: Application) -> Document | dict[str, str]:
    """A copy of a document of the repository, filed with this application."""
    wanted = exchange.form.get("document", "")
    found = next((one for one in _repository(exchange, application) if one.id == wanted), None)
    if found is None:
        return {"file": "Choose a file."}
    used = sum(one.size for one in documents_of(exchange, application))
    if used + found.size > exchange.filing.policy.largest_upload_bytes:
        limit = exchange.filing.policy.largest_upload_bytes
        return {"file": f"The documents of an application may have {limit:,} bytes in total."}
    return found.model_copy(update={"id": _new_id(exchange), "application_id": application.id})


def _repository(exchange: Exchange, application: Application) -> list[Document]:
    """The associate's other documents that have not expired, each file once."""
    given = {one.sha256 for one in documents_of(exchange, application)}
    today = portal_date(exchange.now)
    mine = {
        one.sha256: one
        for one in exchange.filing.documents.values()
        if one.pac_id == application.pac_id
        and one.sha256 not in given
        and (one.expires is None or one.expires >= today)
    }
    return list(mine.values())


def _page(exchange: Exchange, application: Application, errors: dict[str, str]) -> Page:
    given = documents_of(exchange, application)
    kinds = {one.kind for one in given}
    due = dict.fromkeys(rule.kind for rule in documents_due(application))
    policy = exchange.filing.policy
    values = {
        "needed": [Needed(one, one in kinds) for one in due],
        "documents": given,
        "repository": _repository(exchange, application),
        "kinds": [one.value for one in DocumentKind],
        "used": sum(one.size for one in given),
        "limit": policy.largest_upload_bytes,
        "types": "PDF or TIFF" if policy.tiff_allowed else "PDF",
        "errors": errors,
        "typed": exchange.form,
    }
    return Page("application_documents.html", frame(exchange, application) | values, 400 if errors else 200)


def _new_id(exchange: Exchange) -> str:
    return f"D{exchange.tokens.draw('document', 12).upper()}"
