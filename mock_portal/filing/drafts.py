"""A draft while it is filled in: its entries, how far each topic is, and who has it open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mock_portal.filing.applications import Application, ApplicationState
from mock_portal.filing.checks.shapes import entry_problems
from mock_portal.filing.forms.nouns import values_of
from mock_portal.filing.forms.outline import Item, outline
from mock_portal.filing.records import Entry

EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED_FOR_CORRECTIONS})
MOST_ENTRIES = 50
"""Of one topic; our own limit."""


class TopicState(StrEnum):
    """How far a topic is, as the Topic View prints it."""

    NOT_STARTED = "Not started"
    INCOMPLETE = "Incomplete"
    COMPLETE = "Complete"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic of the Topic View with its state."""

    item: Item
    state: TopicState
    entries: int


def topic_rows(application: Application) -> tuple[TopicRow, ...]:
    """Every topic of the application with its state."""
    return tuple(_row(application, item) for item in outline(application))


def _row(application: Application, item: Item) -> TopicRow:
    entries = values_of(application.entries, item.topic.key)
    if not entries:
        return TopicRow(item, TopicState.NOT_STARTED, 0)
    wrong = any(entry_problems(item.topic, values) for values in entries)
    return TopicRow(item, TopicState.INCOMPLETE if wrong else TopicState.COMPLETE, len(entries))


def version_of(application: Application, topic: str | None = None) -> str:
    """A word that changes when the topic's entries do, or any: by it a page out of date is known."""
    mine = [one.model_dump() for one in application.entries if topic in (None, one.topic)]
    told = json.dumps(mine, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def put_entry(
    application: Application, topic: str, number: int | None, values: dict[str, str]
) -> Application:
    """The application with one entry of a topic replaced; null adds one. IndexError for no such entry."""
    mine = values_of(application.entries, topic)
    if number is None:
        mine.append(values)
    else:
        mine[number] = values
    return with_entries(application, topic, mine)


def drop_entry(application: Application, topic: str, number: int) -> Application:
    """The application without one entry of a topic; IndexError for no such entry."""
    mine = values_of(application.entries, topic)
    del mine[number]
    return with_entries(application, topic, mine)


def with_entries(application: Application, topic: str, values: Iterable[dict[str, str]]) -> Application:
    """The application with all entries of a topic replaced."""
    others = [one for one in application.entries if one.topic != topic]
    mine = [Entry(topic=topic, values=one) for one in values]
    return application.model_copy(update={"entries": (*others, *mine)})
