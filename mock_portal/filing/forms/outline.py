"""Which topics an application has, and which of them it must have."""

from __future__ import annotations

from dataclasses import dataclass

from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import KEEPING, DocumentRule, Practice, Section, Topic, values_of
from mock_portal.filing.records import Entry


@dataclass(frozen=True, slots=True)
class Item:
    """A topic as this application needs it."""

    section: Section
    topic: Topic
    required: bool


def outline(application: Application) -> tuple[Item, ...]:
    """The application's topics in the order of the form.

    A change of information has the topics it was begun for. Section 4 of an 855I follows from how the
    practitioner is paid; before that is answered, all of it is shown.
    """
    return tuple(
        Item(section, topic, _is_required(application, topic))
        for section in sheet_of(application).sections
        for topic in section.topics
        if _is_offered(application, topic)
    )


def item_of(application: Application, key: str) -> Item | None:
    """One topic of the application."""
    return next((one for one in outline(application) if one.topic.key == key), None)


def practice_of(entries: tuple[Entry, ...]) -> Practice | None:
    """What was answered to how the practitioner is paid; null where it was not, or for another form."""
    typed = next((one.get("practice", "") for one in values_of(entries, "basic")), "")
    return next((one for one in Practice if one.value == typed), None)


def documents_due(application: Application) -> tuple[DocumentRule, ...]:
    """The documents that must go with the application as it stands."""
    shown = {one.topic.key for one in outline(application)}
    return tuple(
        rule
        for rule in sheet_of(application).documents
        if application.reason in rule.reasons
        and (rule.when is None or (rule.when.topic in shown and _some_entry(application, rule)))
    )


def _some_entry(application: Application, rule: DocumentRule) -> bool:
    return rule.when is not None and any(
        rule.when.holds(values) for values in values_of(application.entries, rule.when.topic)
    )


def _is_offered(application: Application, topic: Topic) -> bool:
    reason = application.reason
    if reason not in topic.offered:
        return False
    if reason is Reason.CHANGE:
        return topic.key in application.topics or topic.key == "contacts"
    if reason not in KEEPING:
        return reason in topic.required or topic.key == "contacts"
    practice = practice_of(application.entries)
    return practice is None or practice in topic.practices


def _is_required(application: Application, topic: Topic) -> bool:
    if application.reason is Reason.CHANGE:
        return topic.key in application.topics
    return application.reason in topic.required
