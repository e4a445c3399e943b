"""Personas whose sign-in ends elsewhere than at the home page."""

from __future__ import annotations

import re

import pyotp
import pytest

from mock_portal.clock import machine_now
from mock_portal.portal import Portal
from mock_portal.sign_in import CODE_STEP
from mock_portal.web.ia_recovered import PURPOSES
from tests.mock_portal.ia.test_recovery import answer, identify, ticket
from tests.mock_portal.visitor import Visitor

RESET = next(one.path for one in PURPOSES if one.path.endswith("resetMfa.do"))


@pytest.mark.parametrize("system", ["/pecos", "/IAWeb"])
async def test_who_never_set_up_a_second_factor_is_sent_to_do_so(
    portal: Portal, visitor: Visitor, system: str
) -> None:
    ironwood = portal.world.accounts["ironwood-trauma"]
    await visitor.type_password(ironwood, system=system)
    assert visitor.heading == "Set Up Multi-Factor Authentication"
    assert f'href="{RESET}"' in visitor.page.text
    await visitor.get(f"{system}/mfa.do")
    assert visitor.path == f"{system}/login.do"


async def test_once_it_is_set_up_the_new_code_signs_in(portal: Portal, visitor: Visitor) -> None:
    ironwood = portal.world.accounts["ironwood-trauma"]
    await identify(portal, visitor, RESET, ironwood)
    await answer(portal, visitor, RESET, ironwood)
    secret = re.search(r"[A-Z2-7]{32}", visitor.page.text)
    assert secret
    code = pyotp.TOTP(secret[0]).at(machine_now())
    await visitor.send(RESET, ticket=ticket(visitor), code=code)
    fresh = portal.world.accounts["ironwood-trauma"]
    assert fresh.mfa_set_up
    assert fresh.totp_secret == secret[0]
    await visitor.type_password(fresh)
    await visitor.send("/pecos/mfa.do", code=pyotp.TOTP(fresh.totp_secret).at(machine_now() + CODE_STEP))
    assert visitor.path == "/pecos/home.do"


async def test_a_colleague_sees_the_enrollments_of_the_practice(portal: Portal, visitor: Visitor) -> None:
    desk = portal.world.accounts["kingfisher-desk"]
    await visitor.sign_in(desk)
    await visitor.get("/pecos/myAssociates.do")
    assert "Kingfisher ENT PC" in visitor.page.text


async def test_a_surrogate_with_half_its_access_sees_the_organization_only(
    portal: Portal, visitor: Visitor
) -> None:
    kestrel = portal.world.accounts["kestrel-support"]
    await visitor.sign_in(kestrel)
    await visitor.get("/pecos/myAssociates.do")
    assert "Pinecrest Rehab LLC" in visitor.page.text
    assert "Brandt" not in visitor.page.text
