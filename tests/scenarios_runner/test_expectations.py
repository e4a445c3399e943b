"""What is expected against what was seen, one judgement at a time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from scenarios.agent import Visits
from scenarios.expectations import Check, compare
from scenarios.seen import Seen, Severities, transitions
from scenarios.story import Expect

FACTS = {"password": {"days_left": 14}, "enrollments": [{"id": "I1", "status": "Approved"}], "not_read": []}


def visit(**changed: Any) -> dict[str, Any]:
    return {
        "account": "north-clinic",
        "verdict": "ok",
        "reason": None,
        "facts": FACTS,
        "findings": [],
        "incidents": [],
        "alerts": [],
        **changed,
    }


def told(transition: str, rule: str = "password-expiry", severity: str = "warning") -> dict[str, Any]:
    """A visit that told something, and whose mail was accepted."""
    return visit(
        findings=[{"rule": rule, "subject": "north-clinic", "severity": severity}],
        incidents=[{"rule": rule, "subject": "north-clinic", "transition": transition}],
        alerts=[{"channel": "ops-mail", "transition": transition, "state": "sent"}],
    )


def seen(
    *visits: dict[str, Any],
    status: int = 0,
    mails: int = 0,
    kinds: tuple[str, ...] = (),
    waited: tuple[str, ...] = (),
) -> Seen:
    """`waited` are titles of what had waited, and is sent beside what the visits tell."""
    told = [
        {"channel": each["channel"], "title": f"WARNING {each['transition']}: x"}
        for made in visits
        for each in made["alerts"]
        if each["state"] == "sent"
    ]
    held = [{"channel": "ops-mail", "title": title} for title in waited]
    return Seen(
        at=datetime(2026, 3, 2, tzinfo=UTC),
        visits=Visits(status, {"visits": list(visits)}, "", 1.0, (*told, *held)),
        transitions=transitions(visits, {}),
        requests=tuple({"kind": kind} for kind in kinds),
        messages=tuple({"channel": "mail"} for _ in range(mails)),
    )


def wrong(what_is_expected: dict[str, Any], what_is_seen: Seen) -> list[Check]:
    return [check for check in compare(Expect(**what_is_expected), what_is_seen) if not check.ok]


def test_what_is_left_out_is_not_judged() -> None:
    assert compare(Expect(), seen(visit(verdict="portal_down"), status=3, kinds=("write",))) == ()


@pytest.mark.parametrize(
    ("expected", "met", "missed"),
    [
        ({"verdict": "ok"}, visit(), visit(verdict="portal_slow")),
        ({"verdict": {"north-clinic": "ok"}}, visit(), visit(account="south-clinic")),
        ({"reason": "HTTP 403"}, visit(reason="refused (http 403)"), visit()),
        ({"facts": {"password": {"days_left": 14}}}, visit(), visit(facts={"password": {"days_left": 15}})),
        ({"facts": {"password": {"days_left": 14}}}, visit(), visit(facts=None)),
        ({"facts": {"enrollments": [{"status": "Approved"}]}}, visit(), visit(facts={"enrollments": []})),
        ({"facts": {"not_read": []}}, visit(), visit(facts={"not_read": ["enrollments"]})),
        ({"facts": {"north-clinic": {"not_read": []}}}, visit(), visit(facts={})),
    ],
)
def test_an_expectation_of_a_visit_is_met_or_missed(
    expected: dict[str, Any], met: dict[str, Any], missed: dict[str, Any]
) -> None:
    assert wrong(expected, seen(met)) == []
    assert len(wrong(expected, seen(missed))) == 1


def test_the_exit_status_and_the_requests_are_counted() -> None:
    expected = {"exit": 0, "requests": {"sign_in": 1, "write": 0}}
    assert wrong(expected, seen(visit(), kinds=("sign_in", "page"))) == []
    missed = wrong(expected, seen(visit(), status=3, kinds=("sign_in", "sign_in", "write")))
    assert [(check.what, check.expected, check.seen) for check in missed] == [
        ("exit", "0", "3"),
        ("requests: sign_in", "1", "2"),
        ("requests: write", "0", "1"),
    ]


@pytest.mark.parametrize("name", ["password-expiry", "password-expiry:warning"])
@pytest.mark.parametrize("transition", ["opened", "worsened", "reminded", "resolved"])
def test_a_named_alert_must_come_and_may_come(transition: str, name: str) -> None:
    assert wrong({transition: [name]}, seen(told(transition), mails=1)) == []
    (missed,) = wrong({transition: [name]}, seen(visit()))
    assert (missed.what, missed.expected, missed.seen) == (transition, name, "nothing")


def test_an_alert_of_another_severity_is_both_missed_and_unexpected() -> None:
    missed = wrong({"opened": ["password-expiry:critical"]}, seen(told("opened"), mails=1))
    assert [check.what for check in missed] == ["opened", "alert: opened"]


def test_an_alert_that_nothing_expects_fails_even_where_nothing_is_judged() -> None:
    (unexpected,) = wrong({}, seen(told("reminded"), mails=1))
    assert unexpected.what == "alert: reminded"
    assert "password-expiry:warning about north-clinic" in unexpected.seen


def test_expecting_only_that_something_was_sent_allows_what_was() -> None:
    assert wrong({"sent": ["ops-mail"]}, seen(told("opened"), mails=1)) == []


def test_a_rule_that_must_not_open_may_resolve() -> None:
    expected = {"not_opened": ["password-expiry"], "resolved": ["password-expiry"]}
    assert wrong(expected, seen(told("resolved"), mails=1)) == []
    assert "not opened" in [check.what for check in wrong(expected, seen(told("opened"), mails=1))]


def test_silence_is_an_expectation() -> None:
    assert wrong({"sent": []}, seen(visit())) == []
    assert "sent" in [check.what for check in wrong({"sent": []}, seen(told("opened"), mails=1))]


def test_what_had_waited_for_this_moment_is_sent_at_it() -> None:
    digest = seen(visit(), mails=1, waited=("DIGEST 2026-03-03: 2 items",))
    assert wrong({"sent": ["ops-mail"], "mail": ["DIGEST 2026-03-03"]}, digest) == []
    assert [check.what for check in wrong({"sent": []}, digest)] == ["sent"]
    assert [check.what for check in wrong({"mail": []}, digest)] == ["mail"]
    assert [check.what for check in wrong({"mail": ["DIGEST 2026-03-04"]}, digest)] == ["mail"]


def test_each_mail_is_named_once() -> None:
    two = seen(visit(), mails=2, waited=("WARNING opened: a", "WARNING opened: b"))
    assert wrong({"mail": ["WARNING opened", "WARNING opened"]}, two) == []
    assert [check.what for check in wrong({"mail": ["WARNING opened"]}, two)] == ["mail"]
    assert [check.what for check in wrong({"mail": ["WARNING opened", "a"]}, two)] == ["mail"]


def test_an_alert_called_sent_must_have_arrived() -> None:
    (missed,) = wrong({"opened": ["password-expiry"]}, seen(told("opened"), mails=0))
    assert missed.what == "mail that arrived"


def test_a_visit_that_could_not_start_is_not_taken_for_a_good_one() -> None:
    error = {"error": {"what": "no such account", "where": "arguments", "do": "name another"}}
    broken = Seen(datetime(2026, 3, 2, tzinfo=UTC), Visits(2, error, "", 0.1), (), (), ())
    assert len(wrong({}, broken)) == 1
    assert wrong({"exit": 2}, broken) == []
    assert len(wrong({"exit": 2, "verdict": "ok"}, broken)) == 1


def test_a_resolved_incident_keeps_the_severity_it_was_last_found_with() -> None:
    severities: Severities = {}
    transitions([told("opened", severity="critical")], severities)
    (resolved,) = transitions([{**told("resolved"), "findings": []}], severities)
    assert str(resolved) == "password-expiry:critical"
