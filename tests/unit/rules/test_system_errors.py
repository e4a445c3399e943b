"""system-error-shown and repeated-error: the portal's own errors, once and again and again."""

from datetime import timedelta

import pytest

from agent.model.facts import Facts, MessageFact, PortalFacts
from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.verdict import Cause
from agent.rules import repeated_error, system_error_shown

from ..builders import ACCOUNT, NOW, Book, only, roster, rule_on, visit

SUBJECT = f"{ACCOUNT} SYS-101"


def error(code: str | None = "SYS-101", page: str = "enrollments", *, system: bool = True) -> MessageFact:
    return MessageFact(page=page, code=code, severity="Critical", system=system, text="Marta, call us")


def shown(*messages: MessageFact, ago: int = 0, because: Cause | None = None) -> Look:
    """A visit of so many visits ago; with a cause it is not a good look."""
    facts = Facts(portal=PortalFacts(messages=messages))
    return visit(*([because] if because else []), at=NOW - timedelta(hours=4 * ago), facts=facts)


def test_a_system_error_is_a_warning_for_eus() -> None:
    found = only(rule_on(system_error_shown.judge, shown(error())))
    assert (found.subject, found.severity, found.since) == (SUBJECT, Severity.WARNING, NOW)
    assert found.title == "Portal shows a system error: SYS-101, page enrollments"
    assert found.desk.startswith("EUS help desk, 1-866-484-8049")
    for words in ("private window", "cache", "another browser"):
        assert words in found.next_step


def test_what_the_page_says_is_not_passed_on() -> None:
    assert "Marta" not in only(rule_on(system_error_shown.judge, shown(error()))).model_dump_json()


def test_a_message_about_what_was_typed_is_no_system_error() -> None:
    ruling = rule_on(system_error_shown.judge, shown(error("VAL-001", system=False)))
    assert ruling == Ruling(else_well=ACCOUNT)


def test_one_error_on_several_pages_is_one_finding() -> None:
    looked = shown(error(), error(), error(page="home"), error("SYS-104"))
    first, second = rule_on(system_error_shown.judge, looked).findings
    assert first.title == "Portal shows a system error: SYS-101, page enrollments and 1 more"
    assert second.subject == f"{ACCOUNT} SYS-104"


def test_errors_without_a_code_are_told_apart_by_their_page() -> None:
    found = rule_on(system_error_shown.judge, shown(error(None), error(None, "home"))).findings
    assert [each.subject for each in found] == [f"{ACCOUNT} error on enrollments", f"{ACCOUNT} error on home"]


@pytest.mark.parametrize("not_read", ["portal", "portal.messages"])
def test_only_a_good_look_at_every_message_shows_that_an_error_is_gone(not_read: str) -> None:
    assert rule_on(system_error_shown.judge, shown()) == Ruling(else_well=ACCOUNT)
    assert rule_on(system_error_shown.judge, visit(facts=Facts(not_read=(not_read,)))) == Ruling()
    assert rule_on(system_error_shown.judge, shown(because=Cause.ELEMENT_MISSING)) == Ruling()
    assert rule_on(system_error_shown.judge, visit()) == Ruling()


def test_the_third_look_in_a_row_with_the_same_error_is_critical() -> None:
    found = only(rule_on(repeated_error.judge, shown(error()), shown(error(), ago=1), shown(error(), ago=2)))
    assert (found.subject, found.severity) == (SUBJECT, Severity.CRITICAL)
    assert found.since == NOW - timedelta(hours=8)
    assert found.title == "The same system error in 3 visits in a row: SYS-101"
    assert "technical support" in found.next_step
    assert found.desk.startswith("EUS help desk")


@pytest.mark.parametrize(
    "history",
    [
        (),
        (shown(error(), ago=1),),
        (shown(error(), ago=1), shown(ago=2)),
        (shown(error(), ago=1), shown(error("SYS-104"), ago=2)),
        (shown(error(), ago=1), shown(error(system=False), ago=2)),
        (shown(ago=1), shown(error(), ago=2), shown(error(), ago=3)),
        tuple(shown(error(), ago=ago).model_copy(update={"account": "south-clinic"}) for ago in (1, 2)),
    ],
)
def test_two_looks_another_error_and_another_account_are_not_yet(history: tuple[Look, ...]) -> None:
    ruling = rule_on(repeated_error.judge, shown(error()), *history)
    assert ruling == Ruling(unsure=(SUBJECT,), else_well=ACCOUNT)


def test_a_visit_that_read_nothing_does_not_break_the_row() -> None:
    blind = visit(Cause.SERVER_ERROR, at=NOW - timedelta(hours=2))
    ruling = rule_on(
        repeated_error.judge, shown(error()), blind, shown(error(), ago=1), shown(error(), ago=2)
    )
    assert only(ruling).subject == SUBJECT
    assert rule_on(repeated_error.judge, blind) == Ruling()


def test_the_policy_says_how_many_looks() -> None:
    two = Policy(repeated_error_looks=2)
    assert only(rule_on(repeated_error.judge, shown(error()), shown(error(), ago=1), policy=two)).title
    with pytest.raises(ValueError, match="repeated_error_looks"):
        Policy(repeated_error_looks=5)


def test_an_error_that_is_gone_resolves_and_one_not_looked_for_does_not() -> None:
    book = Book()
    first, second, third = shown(error(), ago=2), shown(error(), ago=1), shown(error())

    def enter(looked: Look, *history: Look) -> None:
        ruling = repeated_error.judge(looked, history, roster(), book.policy, looked.started)
        book.enter([(repeated_error.NAME, ruling)], looked.started)

    enter(third, second, first)
    enter(shown(because=Cause.ELEMENT_MISSING), third, second)
    assert [str(each) for each in book.transitions] == ["opened"]
    enter(shown(), third, second)
    assert [str(each) for each in book.transitions] == ["opened", "resolved"]


def test_an_error_that_goes_on_stays_critical() -> None:
    history = [shown(error(), ago=ago) for ago in (1, 2, 3)]
    assert only(rule_on(repeated_error.judge, shown(error()), *history)).subject == SUBJECT
