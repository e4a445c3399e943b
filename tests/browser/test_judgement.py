"""What may leave, decided on the request alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.browser import judge
from agent.browser.contract import load_contract
from agent.browser.guard import Guard, Judgement
from agent.model.clock import machine_clock

PORTAL = "https://portal.example:8441"
WRITES = ("/IAWeb/login.do", "/IAWeb/mfa.do")


@pytest.mark.parametrize(
    ("method", "url", "judgement"),
    [
        ("GET", f"{PORTAL}/pecos/home.do?x=1", Judgement.ALLOWED),
        ("HEAD", f"{PORTAL}/", Judgement.ALLOWED),
        ("POST", f"{PORTAL}/IAWeb/login.do?from=x", Judgement.ALLOWED),
        ("GET", "data:image/png;base64,AAAA", Judgement.ALLOWED),
        ("POST", f"{PORTAL}/pecos/manageSignatures.do", Judgement.WRITE),
        ("POST", f"{PORTAL}/IAWeb/login.do/", Judgement.WRITE),
        ("POST", f"{PORTAL}/iaweb/LOGIN.do", Judgement.WRITE),
        ("PUT", f"{PORTAL}/IAWeb/login.do", Judgement.WRITE),
        ("DELETE", f"{PORTAL}/IAWeb/mfa.do", Judgement.WRITE),
        ("GET", "https://portal.example/pecos/home.do", Judgement.OTHER_HOST),
        ("GET", "http://portal.example:8441/pecos/home.do", Judgement.OTHER_HOST),
        ("GET", "https://portal.example.evil.example:8441/", Judgement.OTHER_HOST),
        ("GET", "https://portal.example:8441@evil.example/", Judgement.OTHER_HOST),
        ("POST", "https://evil.example:8441/IAWeb/login.do", Judgement.OTHER_HOST),
        ("GET", "file:///etc/passwd", Judgement.OTHER_HOST),
        ("POST", "https://portal.example:99999/IAWeb/login.do", Judgement.OTHER_HOST),
        ("GET", "//[", Judgement.OTHER_HOST),
    ],
)
def test_a_request_is_judged_by_method_and_whole_address(method: str, url: str, judgement: Judgement) -> None:
    assert judge(method, url, PORTAL, WRITES) is judgement


def test_the_usual_port_may_be_left_out() -> None:
    assert judge("GET", "https://a.example:443/x", "https://a.example", ()) is Judgement.ALLOWED


@given(st.text(alphabet="POSTUDELHAGXpost", min_size=1, max_size=8), st.sampled_from(WRITES))
def test_no_method_but_post_ever_writes(method: str, path: str) -> None:
    allowed = judge(method, PORTAL + path, PORTAL, WRITES) is Judgement.ALLOWED
    assert allowed is (method in {"GET", "HEAD", "POST"})


def test_a_form_to_an_address_that_there_is_not_is_recorded_and_no_fault_of_ours() -> None:
    """Firefox leaves its page in place."""
    guard = Guard(PORTAL, load_contract("classic"), machine_clock)
    guard.sent_by_page([("POST", "https://127.0.0.1:99999/x"), ("GET", "//[")], 0)
    assert [(one.method, one.host, one.write) for one in guard.blocked] == [
        ("POST", "unreadable", True),
        ("GET", "unreadable", False),
    ]
