"""What goes around every answer: headers, the host it is asked by, and how much may be sent."""

import itertools
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.checking import reached
from agent.model.person import Role
from agent.settings import WebSettings
from agent.web.armour import MOST_BYTES, host_check
from tests.web.conftest import HOST, Ask
from tests.web.entering import Door
from tests.web.entering import door as door

TEMPLATES = Path(__file__).parents[2] / "agent" / "web" / "templates"


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/slots", "/api/v1/slots", "/static/style.css", "/nowhere"]
)
def test_every_answer_binds_the_browser(door: Door, path: str) -> None:
    headers = door.signed_in("pat").get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        **dict.fromkeys(("script-src", "style-src", "img-src", "connect-src", "font-src"), "'self'"),
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    kept = path.startswith("/static/")
    assert ("no-store" in headers.get("cache-control", "")) is not kept


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_what_the_policy_forbids(template: Path) -> None:
    text = template.read_text(encoding="utf-8").lower()
    assert "<style" not in text
    assert " style=" not in text
    assert "javascript:" not in text
    assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])
    assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r"{[{%].*?[%}]}", "", text))


@pytest.mark.parametrize(
    ("listen", "base_url", "host", "ours"),
    [
        ("127.0.0.1:8400", None, "127.0.0.1:8400", True),
        ("127.0.0.1:8400", None, "localhost:8400", True),
        ("127.0.0.1:8400", None, "[::1]:8400", True),
        ("127.0.0.1:8400", None, "evil.example:8400", False),
        ("127.0.0.1:8400", None, "10.0.0.5:8400", False),
        ("127.0.0.1:8400", "https://watch.example.org", "WATCH.example.org", True),
        ("127.0.0.1:8400", "https://watch.example.org", "watch.example.org.evil.example", False),
        ("0.0.0.0:8400", None, "10.0.0.5:8400", True),
        ("0.0.0.0:8400", None, "rebound.example:8400", False),
        ("10.0.0.5:8400", None, "10.0.0.5:8400", True),
        ("127.0.0.1:8400", None, "", False),
        ("127.0.0.1:8400", None, "user@127.0.0.1", True),
        ("127.0.0.1:8400", None, "127.0.0.1@evil.example", False),
        ("127.0.0.1:8400", None, "[::1", False),
    ],
)
def test_only_a_host_that_is_ours_is_answered(
    listen: str, base_url: str | None, host: str, ours: bool
) -> None:
    assert host_check(WebSettings(listen=listen, base_url=base_url))(host) is ours


def test_another_host_learns_nothing_but_what_monitors_read(door: Door) -> None:
    elsewhere = TestClient(door.app, "http://evil.example", follow_redirects=False)
    assert {elsewhere.get(path).status_code for path in ("/", "/sign-in", "/ack/x", "/api/v1/slots")} == {421}
    assert {elsewhere.get(path).status_code for path in ("/metrics", "/healthz")} == {200}


def test_too_much_is_not_read(door: Door) -> None:
    browser = door.browser()
    assert browser.post("/sign-in", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert browser.post("/sign-in", headers={"Content-Length": "-1"}, content=b"").status_code == 413
    assert browser.base_url == HOST


def test_nor_is_too_much_of_an_unsaid_length(ask: Ask) -> None:
    def silence(chunks: int) -> int:
        body = itertools.chain([b'{"rule": "'], itertools.repeat(b"x" * 4096, chunks), [b'", "why": "w"}'])
        return ask(Role.OPERATOR).post("/api/v1/silences", content=body).status_code

    assert silence(1) == 422, "a whole body, and no rule"
    assert silence(MOST_BYTES // 4096 + 1) == 400, "cut off"


@pytest.mark.parametrize(
    ("listen", "base_url", "good"),
    [
        ("127.0.0.1:8400", None, True),
        ("[::1]:8400", None, True),
        ("0.0.0.0:8400", None, False),
        ("10.0.0.5:8400", "http://watch.example.org", False),
        ("10.0.0.5:8400", "https://watch.example.org", True),
    ],
)
def test_check_says_where_passwords_would_travel_in_the_clear(
    listen: str, base_url: str | None, good: bool
) -> None:
    assert reached(WebSettings(listen=listen, base_url=base_url)).good is good
