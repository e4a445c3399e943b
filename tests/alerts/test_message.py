"""The words of an alert."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.alerts.message import compose, moment, spell
from agent.alerts.plain import plain
from agent.model.finding import Severity
from agent.model.incident import IncidentState, Transition
from agent.model.links import Links
from agent.rules.desks import EUS
from tests.alerts.values import MORNING, an_incident

NEW_YORK = ZoneInfo("America/New_York")
LATER = MORNING + timedelta(hours=2, minutes=10)
ESCALATED = "Escalated, step 0 on call: critical for 2 h 10 min, and nobody has taken it."
TAKE = "enrollwatch incidents ack incident-1"


def test_the_title_carries_severity_transition_subject_verdict_and_what() -> None:
    message = compose(an_incident(), Transition.OPENED, MORNING, NEW_YORK)
    assert message.title == "CRITICAL opened: north-clinic — account problem: portal password has expired"


def test_the_title_of_what_was_read_well_names_no_fault() -> None:
    due = an_incident(rule="revalidation", title="revalidation is due in 7 days")
    message = compose(due, Transition.OPENED, MORNING, NEW_YORK)
    assert message.title == "CRITICAL opened: north-clinic — revalidation is due in 7 days"


def test_an_alert_links_the_incident_and_the_runbook_where_the_settings_say_where_they_are() -> None:
    links = Links(base_url="https://watch.example.org", runbooks="https://wiki.example.org/ops")
    message = compose(an_incident(), Transition.OPENED, MORNING, NEW_YORK, links=links)
    assert message.text.splitlines()[-2:] == [
        "Evidence:  https://watch.example.org/incidents/incident-1",
        "Runbook:   https://wiki.example.org/ops/password-expiry",
    ]


def test_where_nobody_says_where_runbooks_are_it_links_our_own_page() -> None:
    links = Links(base_url="https://watch.example.org")
    assert dict(links.of(an_incident(rule="not-looked"))) == {
        "Evidence": "https://watch.example.org/incidents/incident-1",
        "Runbook": "https://watch.example.org/runbooks/not-looked",
    }


def test_where_nobody_says_how_to_reach_our_pages_it_names_the_command_that_shows_the_runbook() -> None:
    links = Links()
    assert dict(links.of(an_incident(rule="not-looked"))) == {"Runbook": "enrollwatch runbook not-looked"}
    assert links.runbook_of("x; reboot\n`id`").split() == [
        "enrollwatch",
        "runbook",
        "x%3B%20reboot%0A%60id%60",
    ]


@pytest.mark.parametrize(
    ("own", "host", "root"),
    [
        ("https://wiki.example.org/ops", "wiki.example.org", "/ops/"),
        (None, "watch.example.org", "/runbooks/"),
    ],
)
def test_no_name_of_an_incident_or_rule_leads_a_link_elsewhere(own: str | None, host: str, root: str) -> None:
    strange = an_incident(rule="../..//thief.example.net?x=#y z").model_copy(
        update={"id": "@thief.example\n"}
    )
    links = Links(base_url="https://watch.example.org", runbooks=own)
    expected = {"Evidence": ("watch.example.org", "/incidents/"), "Runbook": (host, root)}
    for label, address in links.of(strange):
        parts = urlsplit(address)
        assert parts.netloc == expected[label][0]
        assert (parts.query, parts.fragment, parts.path.count("/")) == ("", "", 2)
        assert parts.path.startswith(expected[label][1])


def test_the_text_answers_what_since_when_what_it_costs_what_to_do_and_whom_to_ring() -> None:
    message = compose(an_incident(), Transition.OPENED, MORNING, NEW_YORK)
    assert message.text.splitlines() == [
        "New, critical.",
        "",
        "What:      portal password has expired",
        "Whose:     north-clinic",
        "Since:     2026-03-02 09:00 EST (2026-03-02 14:00 UTC)",
        "Due:       2026-03-02 12:00 EST (2026-03-02 17:00 UTC)",
        "It costs:  Sign-in is blocked until it is changed.",
        "Do next:   Change it in I&A.",
        "Ring:      EUS help desk",
        "Take it:   enrollwatch incidents ack incident-1",
        "See:       enrollwatch incidents show incident-1",
        "Runbook:   enrollwatch runbook password-expiry",
    ]


def test_an_alert_composed_later_than_the_finding_says_whether_the_desk_is_open_by_then() -> None:
    evening = MORNING + timedelta(hours=11)
    incident = an_incident(desk=EUS.line(MORNING))
    at_once = compose(incident, Transition.OPENED, MORNING, NEW_YORK).text
    reminder = compose(incident, Transition.REMINDED, evening, NEW_YORK).text
    assert "Eastern: open now, until 7 pm Eastern\n" in at_once
    assert "Eastern: closed now, opens Tue 2026-03-03 7 am Eastern\n" in reminder


def test_without_a_due_date_there_is_no_due_line() -> None:
    assert "Due:" not in compose(an_incident(due=None), Transition.OPENED, MORNING, NEW_YORK).text


def test_a_resolution_says_how_long_it_took_and_asks_for_nothing() -> None:
    message = compose(an_incident(), Transition.RESOLVED, LATER, NEW_YORK)
    assert message.title.startswith("CRITICAL resolved: north-clinic")
    assert message.text.startswith("Well again: resolved after 2 h 10 min.\n")
    assert "Do next:" not in message.text


@pytest.mark.parametrize(
    ("transition", "previous", "headline"),
    [
        (Transition.WORSENED, Severity.WARNING, "Worse: now critical, was warning."),
        (Transition.WORSENED, Severity.CRITICAL, "Worse: now critical."),
        (Transition.WORSENED, None, "Worse: now critical."),
        (Transition.REMINDED, None, "Reminder: critical for 2 h 10 min, and nobody has taken it."),
        (Transition.ESCALATED, None, ESCALATED),
        (
            Transition.FLAPPING,
            None,
            "It comes and goes: not told each time from now on, only once it has stayed well.",
        ),
        (Transition.ACKNOWLEDGED, None, "Somebody has taken it, after 2 h 10 min."),
    ],
)
def test_the_first_line_says_what_is_new(
    transition: Transition, previous: Severity | None, headline: str
) -> None:
    text = compose(an_incident(), transition, LATER, NEW_YORK, previous=previous).text
    assert text.splitlines()[0] == headline


def test_an_escalation_names_the_step_that_was_reached() -> None:
    incident = an_incident().model_copy(update={"step": 2})
    text = compose(incident, Transition.ESCALATED, LATER, NEW_YORK).text
    assert text.startswith("Escalated, step 2 on call: critical for 2 h 10 min, and nobody has taken it.\n")
    assert TAKE in text


def test_what_somebody_has_taken_names_them_and_asks_nobody_else() -> None:
    taken = an_incident().model_copy(update={"state": IncidentState.ACKNOWLEDGED, "taken_by": "pat"})
    reminder = compose(taken, Transition.REMINDED, LATER, NEW_YORK).text
    assert reminder.startswith("Reminder: critical for 2 h 10 min, and pat has taken it.\n")
    assert TAKE not in reminder
    taking = compose(taken, Transition.ACKNOWLEDGED, LATER, NEW_YORK, why="on the phone\nwith EUS").text
    assert taking.startswith("pat has taken it, after 2 h 10 min.\n\nWhy:       on the phone with EUS\n")
    assert TAKE not in taking


def test_what_a_person_closed_is_not_told_as_well_again() -> None:
    message = compose(an_incident(), Transition.RESOLVED, LATER, NEW_YORK, by="pat", why="a drill")
    assert message.text.startswith(
        "Closed by pat, after 2 h 10 min; it is told anew if it is found again.\n\nWhy:       a drill\n"
    )
    assert TAKE not in message.text


def test_a_reader_in_utc_sees_each_time_once() -> None:
    assert moment(MORNING, ZoneInfo("UTC")) == "2026-03-02 14:00 UTC"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(hours=24), "1 d 0 h"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
    ],
)
def test_a_length_of_time_is_told_in_two_units_at_most(length: timedelta, words: str) -> None:
    assert spell(length) == words


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("one\r\ntwo\x00\x1b[31m\u2028three", "one two [31m three"),
        ("\u202egnp.exe\u202c \u2066x\u2069 a\u200bb", "gnp.exe x ab"),
        ("<script>go()</script>", "\u2039script\u203ago()\u2039/script\u203a"),
        ("half \ud800 character", "half character"),
        ("Zoë O'Hara & Söhne", "Zoë O'Hara & Söhne"),
    ],
)
def test_hostile_text_becomes_one_harmless_line(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_the_portal_says_the_message_keeps_its_shape(subject: str, what: str) -> None:
    incident = an_incident(subject=subject, title=what, impact=what, next_step=what, desk=what)
    message = compose(incident, Transition.OPENED, MORNING, NEW_YORK)
    assert len(message.title) <= 80
    assert message.title.isprintable()
    lines = message.text.splitlines()
    assert len(lines) == 12
    assert all(line.isprintable() for line in lines)
    assert not set("<>") & set(message.text)
