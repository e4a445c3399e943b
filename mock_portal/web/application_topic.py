"""One topic of an application: its fields; where it can be given several times, its entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_portal.exchange import Answer, Exchange, Page
from mock_portal.filing.applications import Application
from mock_portal.filing.checks.shapes import entry_problems
from mock_portal.filing.drafts import EDITABLE, MOST_ENTRIES, drop_entry, put_entry, version_of
from mock_portal.filing.forms.nouns import Field, Topic, values_of
from mock_portal.filing.forms.outline import Item, item_of
from mock_portal.filing.forms.typed import choices_of, longest_of, read_values, refusal
from mock_portal.sessions import Session
from mock_portal.web.application_access import edited, not_now, opened
from mock_portal.web.application_pages import frame
from mock_portal.web.messages import message
from mock_portal.web.sign_in_pages import see
from mock_portal.world.entities import Account

_NEW = "new"
_CARRIED = frozenset({"csrf_token", "id", "topic", "entry", "version", "action"})
_STALE = (
    "This topic was changed since you opened the page, and nothing was saved. "
    "What you typed is still below: compare it with the application, then save again."
)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as the page shows it."""

    field: Field
    value: str
    error: str | None
    longest: int
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an application a page is: `number` is null for a new entry, `listed` for the list of them."""

    application: Application
    item: Item
    number: int | None
    listed: bool

    @property
    def topic(self) -> Topic:
        """The topic."""
        return self.item.topic

    @property
    def values(self) -> dict[str, str]:
        """The entry as stored; empty for a new one."""
        mine = values_of(self.application.entries, self.topic.key)
        return {} if self.number is None else mine[self.number]

    @property
    def entry(self) -> str:
        """The entry as the page's fields name it."""
        return _NEW if self.number is None else str(self.number)


def show(exchange: Exchange, session: Session, account: Account) -> Page:
    """The topic's fields with what is stored, or the list of its entries."""
    application = opened(exchange, session, account, exchange.query.get("id", ""))
    place = application if isinstance(application, Page) else _place(application, exchange.query)
    if isinstance(place, Page):
        return place
    if place.listed:
        return _list_page(exchange, place)
    stored = place.number is not None
    problems = entry_problems(place.topic, place.values) if stored else {}
    return _form_page(exchange, place, place.values, {name: text for name, (_, text) in problems.items()})


def save(exchange: Exchange, session: Session, account: Account) -> Answer:
    """Save an entry as it was typed, or delete it; a page that is out of date changes nothing."""
    form = exchange.form
    application = edited(exchange, session, account, form.get("id", ""))
    place = application if isinstance(application, Page) else _place(application, form)
    if isinstance(place, Page):
        return place
    topic = place.topic
    if form.keys() - _CARRIED - {one.name for one in topic.fields} or place.listed:
        return message("Request Not Accepted", "The form has a field that this topic has not.", status=400)
    if form.get("action") == "delete":
        return _delete(exchange, place)
    typed = read_values(topic, dict(form), strip_dashes=exchange.filing.policy.strip_ssn_dashes)
    refused = _refusals(place, typed)
    if refused:
        return _form_page(exchange, place, typed, refused, status=400)
    if form.get("version") != version_of(place.application, topic.key):
        return _form_page(exchange, place, typed, {}, status=409, alerts=[_STALE])
    if place.number is None and len(values_of(place.application.entries, topic.key)) >= MOST_ENTRIES:
        return not_now(place.application, f"A topic can have {MOST_ENTRIES} entries.")
    with exchange.looking_up():
        exchange.office.save(put_entry(place.application, topic.key, place.number, typed))
    return see(_address_after(place, typed))


def _refusals(place: Place, typed: dict[str, str]) -> dict[str, str]:
    if not typed:
        return {place.topic.fields[0].name: "Nothing was filled in."}
    found = (
        (one.name, refusal(one, typed.get(one.name, ""), place.values.get(one.name, "")))
        for one in place.topic.fields
    )
    return {name: text for name, text in found if text is not None}


def _address_after(place: Place, saved: dict[str, str]) -> str:
    """Back to the topics; to the fields where something in them is wrong; to the list of several entries."""
    application, topic = place.application, place.topic
    here = f"/pecos/topic.do?id={application.id}&topic={topic.key}"
    if entry_problems(topic, saved):
        count = len(values_of(application.entries, topic.key))
        entry = f"&entry={count if place.number is None else place.number}" if topic.repeatable else ""
        return f"{here}{entry}&notice=saved"
    back = here if topic.repeatable else f"/pecos/application.do?id={application.id}"
    return f"{back}&notice=saved"


def _delete(exchange: Exchange, place: Place) -> Answer:
    application, topic = place.application, place.topic
    stale = exchange.form.get("version") != version_of(application, topic.key)
    if place.number is None or stale:
        return not_now(application, "The entry is not as it was when the page was shown.")
    with exchange.looking_up():
        exchange.office.save(drop_entry(application, topic.key, place.number))
    if topic.repeatable:
        return see(f"/pecos/topic.do?id={application.id}&topic={topic.key}&notice=deleted")
    return see(f"/pecos/application.do?id={application.id}&notice=deleted")


def _place(application: Application, sent: Mapping[str, str]) -> Place | Page:
    item = item_of(application, sent.get("topic", ""))
    if item is None:
        return _missing(application)
    count, entry = len(values_of(application.entries, item.topic.key)), sent.get("entry", "")
    if not item.topic.repeatable:
        return Place(application, item, 0 if count else None, listed=False)
    if entry in ("", _NEW):
        return Place(application, item, None, listed=entry == "")
    if not (entry.isascii() and entry.isdigit() and len(entry) <= len(str(MOST_ENTRIES))):
        return _missing(application)
    return Place(application, item, int(entry), listed=False) if int(entry) < count else _missing(application)


def _missing(application: Application) -> Page:
    return message(
        "Topic Not Found",
        "This application has no such topic or entry.",
        status=404,
        links=(("Back to the application", f"/pecos/application.do?id={application.id}"),),
    )


def _list_page(exchange: Exchange, place: Place) -> Page:
    topic = place.topic
    mine = values_of(place.application.entries, topic.key)
    rows = [
        (number, ", ".join(one for name in topic.summary if (one := values.get(name))) or "(empty)",
         len(entry_problems(topic, values)))
        for number, values in enumerate(mine)
    ]  # fmt: skip
    values = {
        "item": place.item, "rows": rows, "version": version_of(place.application, topic.key),
        "full": len(rows) >= MOST_ENTRIES,
    }  # fmt: skip
    return Page("application_entries.html", frame(exchange, place.application) | values)


def _form_page(
    exchange: Exchange, place: Place, values: Mapping[str, str], errors: dict[str, str], status: int = 200,
    alerts: list[str] | None = None,
) -> Page:  # fmt: skip
    shown = {
        "item": place.item,
        "entry": place.entry,
        "stored": place.number is not None,
        "fields": [_view(one, values.get(one.name, ""), errors.get(one.name)) for one in place.topic.fields],
        "version": version_of(place.application, place.topic.key),
        "alerts": alerts or [],
        "locked": place.application.state not in EDITABLE,
        "wrong": len(errors),
    }
    return Page("application_topic.html", frame(exchange, place.application) | shown, status)


def _view(field: Field, value: str, error: str | None) -> FieldView:
    choices = choices_of(field) or ()
    kept = (value,) if choices and value and value not in choices and error is None else ()
    return FieldView(field, value, error, longest_of(field), (*kept, *choices))
