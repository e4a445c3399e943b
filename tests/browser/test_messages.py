"""What the portal says on its pages: its own errors, errors of what was typed, its view of the browser."""

import pytest

from agent.browser import load_contract
from agent.browser.asking import Sight
from agent.browser.messages import Heard
from agent.model.facts import MessageFact

SYSTEM = "SYS-101: Error in Processing Contact System Administrator"
PLAIN = "There was an error in processing your information, please contact system administrator."
ENTRY = "VAL-004 (Critical): Enter a valid NPI: 10 digits, without blanks."
WARNED = "Unsupported browser. This system does not support Opera 100."


def sight(alerts: tuple[str, ...] = (), paragraphs: tuple[str, ...] = ()) -> Sight:
    return Sight((), (), alerts, paragraphs, "en", garbled=False)


def heard(*sights: Sight, skin: str = "classic") -> Heard:
    hearing = Heard(load_contract(skin).messages)
    for number, one in enumerate(sights):
        hearing.hear(f"page-{number}", one)
    return hearing


@pytest.mark.parametrize("skin", ["classic", "2.0"])
def test_a_message_has_its_code_its_severity_and_whose_error_it_is(skin: str) -> None:
    messages = heard(sight((SYSTEM, ENTRY), (PLAIN, "Welcome.")), skin=skin).facts.messages
    assert [(one.code, one.severity, one.system) for one in messages] == [
        ("SYS-101", None, True),
        ("VAL-004", "Critical", False),
        (None, None, True),
    ]
    assert messages[0] == MessageFact(page="page-0", code="SYS-101", system=True, text=SYSTEM)


def test_a_message_is_kept_once_for_each_page_that_shows_it() -> None:
    messages = heard(sight((SYSTEM,), (SYSTEM,)), sight((SYSTEM,))).facts.messages
    assert [one.page for one in messages] == ["page-0", "page-1"]


def test_a_browser_that_is_not_supported_is_told_whichever_page_said_so() -> None:
    assert heard().facts.browser_warned is None
    assert heard(sight()).facts.browser_warned is False
    assert heard(sight(), sight(paragraphs=(WARNED,)), sight()).facts.browser_warned is True
