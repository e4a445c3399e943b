"""What an application says, to be read before it is signed; numbers that identify are masked."""

from __future__ import annotations

from mock_portal.filing.applications import Application
from mock_portal.filing.checks.findings import DOCUMENTS, FEE
from mock_portal.filing.forms import sheet_of
from mock_portal.filing.forms.nouns import TICKED, Field, FieldKind, Topic, values_of
from mock_portal.filing.forms.outline import outline

_MASKED = frozenset({FieldKind.SSN, FieldKind.ROUTING, FieldKind.DIGITS})
_SHOWN_DIGITS = 4

Lines = list[tuple[str, str]]
"""Labels of fields, and what was filled in."""


def titles(application: Application) -> dict[str, str]:
    """What each topic of the application's form is called, by its key."""
    named = {topic.key: topic.title for topic in sheet_of(application).topics()}
    return named | {DOCUMENTS: "Required and/or Supporting Documents", FEE: "Application Fee"}


def contents(application: Application) -> list[tuple[str, Lines]]:
    """The application's topics in the order of the form, each entry by itself."""
    return [
        (_title(item.topic, number), _lines(item.topic, values))
        for item in outline(application)
        for number, values in enumerate(values_of(application.entries, item.topic.key), start=1)
    ]


def _title(topic: Topic, number: int) -> str:
    return f"{topic.title} {number}" if topic.repeatable else topic.title


def _lines(topic: Topic, values: dict[str, str]) -> Lines:
    return [
        (one.label, _shown(one, values[one.name]))
        for one in topic.fields
        if values.get(one.name) and one.asked(values)
    ]


def _shown(field: Field, value: str) -> str:
    if field.kind is FieldKind.TICK:
        return "Yes" if value == TICKED else "No"
    return f"ends in {value[-_SHOWN_DIGITS:]}" if field.kind in _MASKED else value
