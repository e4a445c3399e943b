"""The shape of a mail's page: what a reader of HTML is shown of the text."""

from datetime import date
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import html5lib
import pytest

from agent.alerts.digest import Entry, compose_digest
from agent.alerts.html import page
from agent.alerts.message import compose
from agent.model.alert import Alert, Message
from agent.model.finding import Severity
from agent.model.incident import Incident, Transition
from agent.model.links import Links
from tests.alerts.values import MORNING, an_alert, an_incident

NEW_YORK = ZoneInfo("America/New_York")
LINKS = Links(base_url="https://watch.example.org", runbooks="https://wiki.example.org/ops")


def told(incident: Incident, transition: Transition) -> Alert:
    message = compose(incident, transition, MORNING, NEW_YORK, links=LINKS)
    return an_alert().model_copy(update={"message": message, "about": incident, "transition": transition})


def tree(alert: Alert) -> Element:
    found: Element = html5lib.parse(page(alert), namespaceHTMLElements=False)
    return found


def texts(root: Element, tag: str) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(tag)]


@pytest.mark.parametrize("transition", [each for each in Transition if each is not Transition.TEST])
def test_what_is_new_is_a_sentence_and_each_fact_a_row(transition: Transition) -> None:
    root = tree(told(an_incident(), transition))
    rows = dict(zip(texts(root, "dt"), texts(root, "dd"), strict=True))
    assert len(texts(root, "p")) == 1
    assert rows["What"] == "portal password has expired"
    assert rows["Runbook"] == "https://wiki.example.org/ops/password-expiry"
    assert [link.get("href") for link in root.iter("a")] == [
        "https://watch.example.org/incidents/incident-1",
        "https://wiki.example.org/ops/password-expiry",
    ]
    assert (texts(root, "h2"), texts(root, "h3")) == ([], [])


def test_the_runbook_that_comes_with_the_program_is_a_command_to_copy_and_no_link() -> None:
    message = compose(an_incident(), Transition.OPENED, MORNING, NEW_YORK)
    root = tree(an_alert().model_copy(update={"message": message}))
    assert "enrollwatch runbook password-expiry" in texts(root, "code")
    assert list(root.iter("a")) == []


def test_a_digest_has_a_heading_an_account_and_one_an_item() -> None:
    lone = an_incident(account=None, subject="portal", title="the portal was slow")
    entries = [Entry(Transition.OPENED, MORNING, each) for each in (an_incident(), lone)]
    message = compose_digest(date(2026, 3, 2), entries, NEW_YORK)
    root = tree(an_alert().model_copy(update={"message": message, "incident": None, "transition": None}))
    assert texts(root, "h2") == ["north-clinic", "the portal itself"]
    assert texts(root, "h3") == ["opened: portal password has expired", "opened: the portal was slow"]
    assert texts(root, "dt") == ["When", "Due", "Do next", "See"] * 2


def test_the_colour_says_how_bad_it_is_and_green_that_it_is_over() -> None:
    pages = {page(told(an_incident(severity=severity), Transition.OPENED)) for severity in Severity}
    pages.add(page(told(an_incident(), Transition.RESOLVED)))
    colours = {text.split("border-top: 6px solid ")[1].split(";")[0] for text in pages}
    assert len(colours) == 4


def test_a_page_fetches_nothing() -> None:
    text = page(told(an_incident(), Transition.OPENED))
    root = tree(told(an_incident(), Transition.OPENED))
    assert not [element.tag for element in root.iter() if element.tag in ("img", "link", "script", "iframe")]
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("text", ["", "\n", "What:  \n", "   \n  lone", "A:  b", "{title} {0} %s"])
def test_any_text_makes_a_page(text: str) -> None:
    alert = an_alert().model_copy(update={"message": Message(title="{colour}", text=text)})
    assert texts(tree(alert), "h1") == ["{colour}"]
