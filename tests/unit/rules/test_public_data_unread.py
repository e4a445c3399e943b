"""public-data-unread: told once a source, worse when it lasts, and nothing else is guessed meanwhile."""

from agent.model.finding import Ruling, Severity
from agent.model.incident import Transition
from agent.model.look import Look
from agent.model.public import Source
from agent.rules import public_data_unread

from ..builders import ACCOUNT, NOW, Book, before, only, rule_on
from .watched import public, seen

JUDGE = public_data_unread.judge
DOWN = {Source.REGISTRY: "The NPI Registry did not answer in 10 seconds (https://r.test): try again later."}
SUBJECT = f"{ACCOUNT} NPI Registry"


def unread(hours_ago: float = 0) -> Look:
    return seen(public=public(registry=None, problems=DOWN), hours_ago=hours_ago)


def test_sources_that_were_read_are_well() -> None:
    assert rule_on(JUDGE, seen(public=public())) == Ruling(else_well=ACCOUNT)


def test_a_source_that_was_not_read_is_information_with_its_reason() -> None:
    found = only(rule_on(JUDGE, unread()))
    assert (found.subject, found.severity, found.since) == (SUBJECT, Severity.INFORMATION, NOW)
    assert found.title == "NPI Registry could not be read"
    assert found.impact.startswith(DOWN[Source.REGISTRY])
    assert found.desk == "your own operations"


def test_each_source_is_a_subject_of_its_own() -> None:
    problems = {**DOWN, Source.ENROLLMENT: "gone"}
    ruling = rule_on(JUDGE, seen(public=public(problems=problems)))
    assert [found.subject for found in ruling.findings] == [SUBJECT, f"{ACCOUNT} Public Provider Enrollment"]


def test_the_third_look_in_a_row_is_a_warning_since_the_first() -> None:
    second = only(rule_on(JUDGE, unread(), unread(4)))
    assert second.severity is Severity.INFORMATION
    third = only(rule_on(JUDGE, unread(), unread(4), unread(8)))
    assert (third.severity, third.since) == (Severity.WARNING, before(hours=8))
    assert third.title == "NPI Registry could not be read, 3 looks in a row"


def test_a_look_that_read_it_begins_the_count_anew_and_one_that_did_not_ask_does_not() -> None:
    between = seen(public=public(), hours_ago=4)
    assert only(rule_on(JUDGE, unread(), between, unread(8), unread(12))).severity is Severity.INFORMATION
    silent = seen(hours_ago=4)
    assert only(rule_on(JUDGE, unread(), silent, unread(8), unread(12))).severity is Severity.WARNING


def test_it_worsens_once_and_is_resolved_when_it_can_be_read_again() -> None:
    book, history = Book(), list[Look]()
    for looked in (unread(16), unread(12), unread(8), unread(4), seen(public=public())):
        book.enter([(public_data_unread.NAME, rule_on(JUDGE, looked, *history))], looked.started)
        history.insert(0, looked)
    assert book.transitions == [Transition.OPENED, Transition.WORSENED, Transition.RESOLVED]


def test_without_public_data_it_says_nothing() -> None:
    assert rule_on(JUDGE, seen()) == Ruling()
