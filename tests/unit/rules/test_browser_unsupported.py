"""browser-unsupported: what the portal says of the browser, and how old it is."""

import pytest

from agent.model.facts import Facts, PortalFacts
from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.rules import browser_unsupported

from ..builders import ACCOUNT, NOW, only, rule_on, visit, well

JUDGE = browser_unsupported.judge


def seen(browser: str | None, version: str | None, *, warned: bool | None = None) -> Look:
    looked = visit(facts=Facts(portal=PortalFacts(browser_warned=warned)))
    return looked.model_copy(update={"browser": browser, "browser_version": version})


@pytest.mark.parametrize("browser", ["chrome", "msedge", "chromium", "firefox"])
def test_the_oldest_version_of_the_policy_is_well_and_the_one_before_is_not(browser: str) -> None:
    assert rule_on(JUDGE, seen(browser, "128.0.6613.2")) == well(f"{ACCOUNT} {browser}")
    found = only(rule_on(JUDGE, seen(browser, "127.9")))
    assert (found.severity, found.subject) == (Severity.WARNING, f"{ACCOUNT} {browser}")
    assert found.title == f"Unsupported browser {browser} 127.9: at least 128 is expected"
    assert (found.desk, found.since) == ("your own operations", NOW)


@pytest.mark.parametrize(
    ("browser", "version", "subject"),
    [("chromium", "156.0", "chromium"), ("epiphany", None, "epiphany"), (None, None, "browser")],
)
def test_the_portal_s_own_word_counts_whatever_the_version(
    browser: str | None, version: str | None, subject: str
) -> None:
    found = only(rule_on(JUDGE, seen(browser, version, warned=True)))
    assert found.subject == f"{ACCOUNT} {subject}"
    assert found.title.endswith("the portal says that it does not support it")


def test_a_portal_that_warns_of_nothing_clears_a_browser_of_unknown_age() -> None:
    assert rule_on(JUDGE, seen("chromium", "?", warned=False)) == well(f"{ACCOUNT} chromium")


@pytest.mark.parametrize(
    "looked",
    [
        seen("chromium", None),
        seen("chromium", "Nightly"),
        seen("chromium", "9" * 40),
        seen("epiphany", "3"),
        seen(None, "12"),
        visit().model_copy(update={"browser": "chromium", "browser_version": "1"}),
    ],
)
def test_what_is_not_known_is_neither(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == Ruling()


def test_the_policy_says_how_old_is_too_old() -> None:
    policy = Policy(oldest_browsers={"firefox": 150})
    assert "at least 150" in only(rule_on(JUDGE, seen("firefox", "149"), policy=policy)).title
    assert rule_on(JUDGE, seen("chromium", "1"), policy=policy) == Ruling()
