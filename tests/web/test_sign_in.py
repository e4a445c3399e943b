"""Signing in and out in a browser, another password of one's own, and forms that come from elsewhere."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from loguru import logger
from pydantic import SecretStr

from agent.access.lockout import FREE_BY_NAME
from agent.access.sessions import IDLE
from agent.web import Site, application, authenticate
from agent.web.entrance import local
from tests.web.conftest import At
from tests.web.entering import PASSWORD, Door, hidden
from tests.web.entering import door as door

WRONG = SecretStr("seven small beavers")


def test_a_person_signs_in_goes_on_where_they_were_going_and_signs_out(door: Door) -> None:
    browser = door.browser()
    sent = browser.get("/slots?kind=visit")
    assert sent.headers["location"] == "/sign-in?next=/slots%3Fkind%3Dvisit"
    page = browser.get(sent.headers["location"])
    assert 'name="next" value="/slots?kind=visit"' in page.text
    done = door.sign_in(browser, "pat", PASSWORD, next="/slots?kind=visit")
    assert (done.status_code, done.headers["location"]) == (303, "/slots?kind=visit")
    shown = browser.get("/slots")
    assert ">pat</a>" in shown.text
    out = browser.post("/sign-out", data=hidden(shown))
    assert out.headers["location"] == "/sign-in"
    assert browser.get("/slots").status_code == 303
    assert [who for who, _, _ in (*door.audited("sign-in"), *door.audited("sign-out"))] == ["pat", "pat"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(door: Door) -> None:
    cookie = door.sign_in(door.browser(), "pat", PASSWORD).headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("enrollwatch=")
    assert set(attributes) == {"HttpOnly", "Path=/", "SameSite=lax"}


def test_over_https_the_cookie_is_secure_and_of_this_host_alone(door: Door) -> None:
    web = door.site.settings.web.model_copy(update={"base_url": "https://127.0.0.1:8400"})
    site = replace(door.site, settings=door.site.settings.model_copy(update={"web": web}))
    app = application(site, authenticate)
    browser = TestClient(app, "https://127.0.0.1:8400", follow_redirects=False)
    answer = Door(app, site).sign_in(browser, "pat", PASSWORD)
    assert answer.headers["set-cookie"].startswith("__Host-enrollwatch=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert browser.get("/slots").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(door: Door) -> None:
    browser = door.browser()
    answers = [door.sign_in(browser, name, WRONG) for name in ("pat", "nobody-of-us")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text
    assert "Name or password is wrong." in answers[0].text
    assert browser.get("/slots").status_code == 303


def test_who_tries_too_often_is_told_to_wait_and_for_how_long(door: Door) -> None:
    browser = door.browser()
    for _ in range(FREE_BY_NAME):
        door.sign_in(browser, "pat", WRONG)
    answer = door.sign_in(browser, "pat", PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "61")
    assert "Too many tries" in answer.text


def test_a_sign_in_form_from_elsewhere_signs_nobody_in(door: Door) -> None:
    fields = {"name": "pat", "password": PASSWORD.get_secret_value()}
    assert door.browser().post("/sign-in", data=fields).status_code == 403
    browser = door.browser()
    mine = hidden(browser.get("/sign-in"))
    assert door.browser().post("/sign-in", data=fields | mine).status_code == 403
    assert browser.post("/sign-in", data=fields | mine).status_code == 303


@pytest.mark.parametrize("brought", [{}, {"csrf": ""}, {"csrf": "another"}])
def test_a_form_that_does_not_bring_back_its_token_does_nothing_and_is_on_record(
    door: Door, brought: dict[str, str]
) -> None:
    browser = door.signed_in("pat")
    del browser.headers["X-CSRF-Token"]
    answer = browser.post("/people/sam/disable", data=brought)
    assert answer.status_code == 403
    assert "reload it and try again" in answer.text
    person = door.site.store.person("sam")
    assert person is not None
    assert person.disabled is None
    ((who, of, _),) = door.audited("refused")
    assert (who, of) == ("pat", "POST /people/sam/disable")


def test_the_form_token_is_taken_from_a_field_or_from_a_header(door: Door) -> None:
    by_header = door.signed_in("pat")
    assert by_header.post("/people/sam/disable").status_code == 303
    by_field = door.signed_in("pat")
    fields = hidden(by_field.get("/people"))
    del by_field.headers["X-CSRF-Token"]
    assert by_field.post("/people/sam/enable", data=fields).status_code == 303


def test_a_page_that_renews_itself_does_not_keep_a_session_alive(door: Door, clock: At) -> None:
    browser = door.browser()
    door.sign_in(browser, "pat", PASSWORD)
    begun, step = clock.time, IDLE - timedelta(minutes=1)
    clock.time = begun + step
    assert browser.get("/slots", headers={"X-Live": "yes"}).status_code == 200
    clock.time = begun + 2 * step
    assert browser.get("/slots", headers={"X-Live": "yes"}).status_code == 303
    door.sign_in(browser, "pat", PASSWORD)
    clock.time = begun + 3 * step
    assert browser.get("/slots").status_code == 200
    clock.time = begun + 4 * step
    assert browser.get("/slots").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nb",
        "x",
        "//[",
    ],
)
def test_a_sign_in_leads_to_no_other_place(elsewhere: str) -> None:
    assert local(elsewhere) == "/"


def test_another_password_needs_the_old_one_and_ends_the_other_sessions(door: Door) -> None:
    other, browser = door.signed_in("sam"), door.browser()
    door.sign_in(browser, "sam", PASSWORD)
    fields = {"new": "eleven calm herons", "again": "eleven calm herons"}
    token = hidden(browser.get("/me"))
    wrong = browser.post("/me/password", data=fields | token | {"old": WRONG.get_secret_value()})
    assert (wrong.status_code, "Name or password is wrong" in wrong.text) == (422, True)
    short = browser.post("/me/password", data=token | {"old": "x", "new": "short", "again": "short"})
    assert "shorter than 12" in short.text
    differ = browser.post("/me/password", data=fields | token | {"old": "x", "again": "another one here"})
    assert "differ" in differ.text
    done = browser.post("/me/password", data=fields | token | {"old": PASSWORD.get_secret_value()})
    assert done.status_code == 303
    assert "is changed" in browser.get(done.headers["location"]).text
    assert other.get("/slots").status_code == 303
    assert door.sign_in(door.browser(), "sam", PASSWORD).status_code == 401
    assert door.sign_in(door.browser(), "sam", SecretStr("eleven calm herons")).status_code == 303


def test_who_sends_a_token_is_that_tokens_alone_whatever_cookie_comes_with_it(door: Door) -> None:
    browser = door.signed_in("pat")
    assert browser.get("/slots", headers={"Authorization": "Bearer ew_00000000_x"}).status_code == 303
    assert browser.get("/slots", headers={"Authorization": "Basic cGF0OnB3"}).status_code == 200


def test_before_there_is_anybody_the_page_says_how_to_make_the_first_admin(site: Site) -> None:
    app = application(site, authenticate)
    assert (
        "enrollwatch people add NAME --role admin" in TestClient(app, "http://127.0.0.1").get("/sign-in").text
    )


def test_no_secret_that_was_typed_or_shown_is_in_anything_that_was_written(
    door: Door, tmp_path: Path
) -> None:
    written: list[str] = []
    sink = logger.add(lambda message: written.append(str(message)), level=0, format="{message} {extra}")
    browser = door.browser()
    door.sign_in(browser, "canary-typed-as-a-name", SecretStr("canary-typed-as-a-password"))
    door.sign_in(browser, "pat", PASSWORD)
    shown = browser.get("/people").text
    scope = {"person": "pat", "role": "viewer", "days": "1"} | hidden(browser.get("/people"))
    made = browser.post("/tokens", data=scope).text
    browser.get("/slots", headers={"Authorization": "Bearer canary-sent-as-a-token"})
    browser.get("/ack/canary-in-a-link")
    browser.post("/people", data={"name": "canary-of-a-form", "csrf": "canary-as-form-token"})
    logger.remove(sink)
    token = re.findall(r"ew_[0-9a-f]{8}_([\w-]{43})", made)
    secrets = ["canary", PASSWORD.get_secret_value(), *token, *browser.cookies.values(), *hidden_of(shown)]
    kept = [file.read_bytes() for file in tmp_path.rglob("enrollwatch.db*")]
    assert len(token) == 1
    assert len(kept) >= 2
    for secret in secrets:
        assert not any(secret.encode() in content for content in kept), secret
        assert not any(secret in line for line in written), secret


def hidden_of(html: str) -> set[str]:
    """The form tokens of a page."""
    return set(re.findall(r'name="csrf" (?:value|content)="([^"]+)"', html))
