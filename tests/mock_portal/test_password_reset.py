"""An expired password, and how it is reset."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

NEW = "fresh@word1"


@pytest.fixture
def expired(portal: Portal) -> Account:
    return portal.world.accounts["valley-pediatrics"]


async def reset(visitor: Visitor, current: str, new: str, again: str | None = None) -> None:
    await visitor.send(
        "/IAWeb/resetPassword.do",
        current_password=current,
        new_password=new,
        confirm_password=new if again is None else again,
    )


@pytest.mark.parametrize("system", ["/pecos", "/IAWeb"])
async def test_an_expired_password_leads_to_the_reset_page_before_any_code(
    visitor: Visitor, expired: Account, system: str
) -> None:
    await visitor.type_password(expired, system=system)
    assert visitor.heading == "Reset Your Password"
    assert visitor.alerts[0].startswith("Your password has expired.")
    await visitor.get("/pecos/home.do")
    assert visitor.alerts == ["Please sign in."]


async def test_a_reset_password_signs_in_and_the_old_one_does_not(
    portal: Portal, visitor: Visitor, expired: Account
) -> None:
    await visitor.type_password(expired)
    await reset(visitor, expired.password, NEW)
    assert visitor.path == "/pecos/login.do"
    assert "Your password has been reset." in visitor.page.text
    await visitor.type_password(expired)
    assert visitor.alerts == ["The User ID or Password you entered is incorrect."]
    changed = portal.world.accounts["valley-pediatrics"]
    await visitor.sign_in(changed)
    assert visitor.heading == "PECOS Home"


async def test_everything_wrong_with_a_reset_is_told_and_nothing_changes(
    portal: Portal, visitor: Visitor, expired: Account
) -> None:
    await visitor.type_password(expired)
    await reset(visitor, "wrong", "1short", "other")
    assert visitor.page.status_code == 400
    assert "The current password is incorrect." in visitor.alerts
    assert "The two new passwords are not the same." in visitor.alerts
    assert any("too short" in alert for alert in visitor.alerts)
    assert portal.world.accounts["valley-pediatrics"].password == expired.password


async def test_the_60th_day_is_the_first_that_needs_a_reset(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    portal.clock.advance(timedelta(days=54))
    await visitor.type_password(north)
    assert visitor.heading == "Multi-Factor Authentication"
    portal.clock.advance(timedelta(days=1))
    await visitor.type_password(north)
    assert visitor.heading == "Reset Your Password"


async def test_a_signed_in_person_can_change_the_password_too(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await visitor.sign_in(north)
    await visitor.get("/IAWeb/resetPassword.do")
    await reset(visitor, north.password, NEW)
    assert portal.world.accounts["north-clinic"].password == NEW
