"""Who has no account, or has typed the password and not the code, is not signed in."""

from __future__ import annotations

import pytest

from mock_portal.web.application_routes import ROUTES
from mock_portal.web.routing import Method, Personal
from mock_portal.world.entities import Account
from tests.mock_portal.visitor import Visitor

APPLICATION_PAGES = sorted(
    path for (method, path), route in ROUTES.items() if method == Method.GET and isinstance(route, Personal)
)


@pytest.mark.parametrize("path", ["/pecos/home.do", "/pecos/myAssociates.do", "/IAWeb/myProfile.do"])
async def test_a_password_without_its_code_opens_no_page(visitor: Visitor, north: Account, path: str) -> None:
    await visitor.type_password(north)
    assert visitor.heading == "Multi-Factor Authentication"
    await visitor.get(path)
    assert visitor.path.endswith("/login.do")
    assert visitor.alerts == ["Please sign in."]


@pytest.mark.parametrize("path", APPLICATION_PAGES)
async def test_nobody_without_an_account_reaches_a_page_of_an_application(
    visitor: Visitor, path: str
) -> None:
    await visitor.get(path)
    assert (visitor.heading, visitor.alerts) == ("PECOS Sign In", ["Please sign in."])
