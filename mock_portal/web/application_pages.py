"""The tabs of an application: Topic View, Fast Track, Error/Warning Check; leaving it, and its receipt."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.checks import check
from mock_portal.filing.checks.findings import DOCUMENTS, FEE, Finding, Severity
from mock_portal.filing.drafts import EDITABLE, TopicState, topic_rows
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import FieldKind, values_of
from mock_portal.filing.forms.outline import Item, documents_due, item_of, outline
from mock_portal.sessions import Session
from mock_portal.web.application_access import edited, not_now, opened, release, viewed
from mock_portal.web.application_context import context_of, documents_of
from mock_portal.web.application_start import REASONS
from mock_portal.web.pecos_labels import STATE_LABELS
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account

_HIDDEN = frozenset({FieldKind.SSN, FieldKind.DIGITS})
_SHOWN_DIGITS = 4
_NOTICES = {
    "saved": "The topic is saved.",
    "deleted": "The entry is deleted.",
    "uploaded": "The document is uploaded.",
    "removed": "The document is removed.",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as the check shows it: where it is, and the address that leads there."""

    finding: Finding
    topic: str
    field: str
    address: str


@dataclass(frozen=True, slots=True)
class Block:
    """A topic of Fast Track: its entries as pairs of label and value."""

    item: Item
    entries: list[list[tuple[str, str]]]


def frame(exchange: Exchange, application: Application) -> dict[str, object]:
    """What every page of an application shows."""
    return {
        "application": application,
        "associate": exchange.world.associates[application.pac_id],
        "sheet": sheet_of(application),
        "reason_text": REASONS[application.reason],
        "state_text": STATE_LABELS[application.state],
        "editable": application.state in EDITABLE,
        "status_message": _NOTICES.get(exchange.query.get("notice", "")),
    }


def topic_view(exchange: Exchange, session: Session, account: Account) -> Page:
    """The topics with their states; also where one continues working on an application."""
    application = opened(exchange, session, account, exchange.query.get("id", ""))
    if isinstance(application, Page):
        return application
    asked = [one for one in application.corrections if one.answered is None]
    values = {
        "rows": topic_rows(application),
        "corrections": [(one, sheet_of(application).topic(one.topic)) for one in asked],
        "documents_state": _documents_state(exchange, application),
        "document_count": len(documents_of(exchange, application)),
    }
    return Page("application_topics.html", frame(exchange, application) | values)


def _documents_state(exchange: Exchange, application: Application) -> TopicState:
    due = {rule.kind for rule in documents_due(application)}
    given = {one.kind for one in documents_of(exchange, application)}
    if not given:
        return TopicState.NOT_STARTED
    return TopicState.COMPLETE if due <= given else TopicState.INCOMPLETE


def fast_track(exchange: Exchange, session: Session, account: Account) -> Page:
    """The whole application on one page, to be printed."""
    application = opened(exchange, session, account, exchange.query.get("id", ""))
    if isinstance(application, Page):
        return application
    values = {
        "blocks": [_block(application, item) for item in outline(application)],
        "documents": documents_of(exchange, application),
    }
    return Page("application_fast_track.html", frame(exchange, application) | values)


def error_check(exchange: Exchange, session: Session, account: Account) -> Page:
    """Error/Warning Check."""
    application = opened(exchange, session, account, exchange.query.get("id", ""))
    if isinstance(application, Page):
        return application
    found = check(application, context_of(exchange, application))
    counts = {one.value: sum(1 for finding in found if finding.severity is one) for one in Severity}
    rows = [_finding_row(application, one) for one in found]
    return Page("application_check.html", frame(exchange, application) | {"rows": rows, "counts": counts})


def receipt(exchange: Exchange, session: Session, account: Account) -> Page:
    """What was submitted, with its Web Tracking ID."""
    application = viewed(exchange, account, exchange.query.get("id", ""))
    if isinstance(application, Page):
        return application
    if application.web_tracking_id is None:
        return not_now(application, "This application was not submitted yet: there is no receipt.")
    values = {
        "signatures": exchange.filing.signatures_of(application),
        "fee": exchange.filing.fee_of(application),
        "submitted": submitted_at(application),
    }
    return Page("application_receipt.html", frame(exchange, application) | values)


def submitted_at(application: Application) -> object:
    """When the present revision was sent off; where the history was set by hand, its first moment."""
    sent = (ApplicationState.PENDING_E_SIGNATURE, ApplicationState.SUBMITTED)
    times = (one.at for one in application.history if one.state in sent)
    return max(times, default=application.history[0].at)


def close(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Save and Exit: what is saved stays, others can open it."""
    application = opened(exchange, session, account, exchange.form.get("id", ""))
    if isinstance(application, Page):
        return application
    release(exchange, application)
    return see(f"/pecos/enrollments.do?assoc={application.pac_id}")


def discard(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Delete a draft, after a question."""
    application = edited(exchange, session, account, exchange.form.get("id", ""))
    if isinstance(application, Page):
        return application
    if application.state is not ApplicationState.DRAFT:
        return not_now(application, "This application was submitted before: it cannot be deleted.")
    if exchange.form.get("step") != "done":
        return Page("application_discard.html", frame(exchange, application))
    with exchange.looking_up():
        release(exchange, application)
        exchange.office.discard(application, exchange.now)
    return see(f"/pecos/enrollments.do?assoc={application.pac_id}")


def _block(application: Application, item: Item) -> Block:
    entries = []
    for values in values_of(application.entries, item.topic.key):
        shown = [(one.label, _shown(one.kind, values.get(one.name, ""))) for one in item.topic.fields
                 if one.asked(values)]  # fmt: skip
        entries.append(shown)
    return Block(item, entries)


def _shown(kind: FieldKind, value: str) -> str:
    if kind is FieldKind.TICK:
        return "Yes" if value else "No"
    if kind in _HIDDEN and len(value) > _SHOWN_DIGITS:
        return "*" * (len(value) - _SHOWN_DIGITS) + value[-_SHOWN_DIGITS:]
    return value


def _finding_row(application: Application, finding: Finding) -> FindingRow:
    if finding.topic == DOCUMENTS:
        address = f"/pecos/supportingDocuments.do?id={application.id}"
        return FindingRow(finding, "Required and/or Supporting Documents", "", address)
    if finding.topic == FEE:
        return FindingRow(finding, "Application Fee", "", "/pecos/feePaymentWelcome.do")
    item = item_of(application, finding.topic)
    topic = item.topic if item is not None else None
    field = topic.field(finding.field) if topic is not None and finding.field is not None else None
    address = f"/pecos/topic.do?id={application.id}&topic={finding.topic}"
    if finding.entry is not None and topic is not None and topic.repeatable:
        address += f"&entry={finding.entry}"
    if finding.field is not None:
        address += f"#{finding.field}"
    return FindingRow(finding, topic.title if topic else finding.topic, field.label if field else "", address)
