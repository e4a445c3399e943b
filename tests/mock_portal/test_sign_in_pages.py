"""Signing in over HTTP, as a browser would."""

from __future__ import annotations

import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor


@pytest.mark.parametrize(("system", "home"), [("/pecos", "PECOS Home"), ("/IAWeb", "I&A Home")])
async def test_a_password_and_a_code_lead_to_the_home_page_of_the_system_signed_in_to(
    visitor: Visitor, north: Account, system: str, home: str
) -> None:
    await visitor.type_password(north, system=system)
    assert visitor.heading == "Multi-Factor Authentication"
    await visitor.type_code(north, system)
    assert (visitor.heading, visitor.path) == (home, f"{system}/home.do")


async def test_one_sign_in_opens_both_systems(visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    await visitor.get("/IAWeb/myProfile.do")
    assert visitor.heading == "My Profile"


async def test_my_profile_shows_the_days_left_in_the_password_row(visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    await visitor.get("/IAWeb/myProfile.do")
    assert '<th scope="row">Days until your password expires</th><td>55</td>' in visitor.page.text
    assert '<th scope="row">Password last changed</th><td>02/25/2026</td>' in visitor.page.text


async def test_a_wrong_password_is_told_and_the_third_locks_the_account(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    for _ in range(2):
        await visitor.type_password(north, "wrong")
        assert visitor.alerts == ["The User ID or Password you entered is incorrect."]
    await visitor.type_password(north, "wrong")
    assert visitor.alerts[0].startswith("Your account is locked after 3 failed attempts.")
    await visitor.type_password(north)
    assert visitor.alerts[0].startswith("Your account is locked")
    assert portal.world.accounts["north-clinic"].locked


async def test_an_unknown_user_is_told_the_same_as_a_wrong_password(visitor: Visitor) -> None:
    await visitor.get("/pecos/login.do")
    await visitor.send("/pecos/login.do", user_id="nobody", password="x")
    assert visitor.alerts == ["The User ID or Password you entered is incorrect."]


async def test_the_third_wrong_code_locks_multi_factor_authentication(
    visitor: Visitor, north: Account
) -> None:
    await visitor.type_password(north)
    for _ in range(2):
        await visitor.send("/pecos/mfa.do", code="abcdef")
        assert visitor.alerts == ["The verification code you entered is not valid."]
    await visitor.send("/pecos/mfa.do", code="abcdef")
    assert visitor.alerts[0].startswith("Multi-factor authentication is locked.")
    await visitor.type_code(north)
    assert visitor.heading == "Multi-Factor Authentication"


async def test_cancel_on_the_code_page_goes_back_to_sign_in(visitor: Visitor, north: Account) -> None:
    await visitor.type_password(north)
    await visitor.send("/pecos/mfa.do", action="cancel", code="")
    assert visitor.path == "/pecos/login.do"
    await visitor.get("/pecos/mfa.do")
    assert visitor.alerts == ["Please sign in."]


async def test_a_page_without_a_session_asks_to_sign_in(visitor: Visitor) -> None:
    await visitor.get("/pecos/myAssociates.do")
    assert (visitor.heading, visitor.alerts) == ("PECOS Sign In", ["Please sign in."])


async def test_signing_out_ends_the_session(visitor: Visitor, north: Account) -> None:
    await visitor.sign_in(north)
    await visitor.send("/pecos/logout.do")
    assert (visitor.heading, visitor.path) == ("You Have Signed Out", "/pecos/signedOut.do")
    assert "PORTALSESSION" not in visitor.client.cookies
    await visitor.get("/pecos/home.do")
    assert visitor.alerts == ["Please sign in."]


async def test_the_session_cookie_is_unreadable_for_scripts_and_has_no_expiry(
    visitor: Visitor, north: Account
) -> None:
    page = await visitor.get("/pecos/login.do")
    cookie = page.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "expires" not in cookie
    assert "max-age" not in cookie


async def test_the_session_id_changes_with_each_step_of_signing_in(visitor: Visitor, north: Account) -> None:
    seen = set()
    await visitor.get("/pecos/login.do")
    seen.add(visitor.client.cookies["PORTALSESSION"])
    await visitor.type_password(north)
    seen.add(visitor.client.cookies["PORTALSESSION"])
    await visitor.type_code(north)
    seen.add(visitor.client.cookies["PORTALSESSION"])
    assert len(seen) == 3


async def test_a_form_without_its_token_changes_nothing(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.get("/pecos/login.do")
    page = await visitor.client.post("/pecos/login.do", data={"user_id": north.user_id, "password": "wrong"})
    assert page.status_code == 403
    assert portal.world.accounts["north-clinic"].failed_passwords == 0


async def test_empty_fields_are_named_one_by_one(visitor: Visitor) -> None:
    await visitor.get("/pecos/login.do")
    await visitor.send("/pecos/login.do", user_id="", password="")
    assert visitor.alerts == ["Enter your User ID.", "Enter your Password."]
    assert 'aria-describedby="user_id-error"' in visitor.page.text
