"""Signing in with a code that was sent to a back-up method."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_portal.portal import Portal
from mock_portal.sign_in import SENT_CODE_LASTS
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import Backup, BackupKind
from tests.mock_portal.visitor import Visitor

BACKUPS = (
    Backup(kind=BackupKind.EMAIL, target="marta.home@mail.example"),
    Backup(kind=BackupKind.TEXT, target="555-010-0142"),
)


@pytest.fixture
def north(portal: Portal) -> Account:
    recovery = portal.access.recoveries["north-clinic"]
    portal.access.recoveries["north-clinic"] = recovery.model_copy(update={"backups": BACKUPS})
    return portal.world.accounts["north-clinic"]


async def ask_for_code(visitor: Visitor, portal: Portal, account: Account, method: str) -> str:
    """Type the password, have a code sent, and read it where it went."""
    await visitor.type_password(account)
    await visitor.send("/pecos/mfa.do", action="send", method=method)
    found = re.search(r"\b(\d{6})\b", portal.world.mail[-1]["body"])
    assert found
    return found[1]


@pytest.mark.parametrize("method", [0, 1])
async def test_a_code_goes_to_the_chosen_method_and_signs_in(
    portal: Portal, visitor: Visitor, north: Account, method: int
) -> None:
    code = await ask_for_code(visitor, portal, north, str(method))
    assert portal.world.mail[-1]["to"] == BACKUPS[method].target
    assert code not in visitor.page.text
    await visitor.send("/pecos/mfa.do", code=code)
    assert visitor.heading == "PECOS Home"


async def test_the_page_tells_little_of_where_codes_go(visitor: Visitor, north: Account) -> None:
    await visitor.type_password(north)
    assert "E-mail to m***@mail.example" in visitor.page.text
    assert "Text message to ***-***-0142" in visitor.page.text
    assert "marta.home" not in visitor.page.text
    assert "555-010" not in visitor.page.text


async def test_a_sent_code_works_once_and_a_new_one_replaces_it(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    first = await ask_for_code(visitor, portal, north, "0")
    second = await ask_for_code(visitor, portal, north, "0")
    assert first != second
    await visitor.send("/pecos/mfa.do", code=first)
    assert visitor.alerts == ["The verification code you entered is not valid."]
    await visitor.send("/pecos/mfa.do", code=second)
    assert visitor.heading == "PECOS Home"
    await visitor.send("/pecos/logout.do")
    await visitor.type_password(north)
    await visitor.send("/pecos/mfa.do", code=second)
    assert visitor.alerts == ["The verification code you entered is not valid."]


@pytest.mark.parametrize(("late", "heading"), [(1, "PECOS Home"), (0, "Multi-Factor Authentication")])
async def test_a_sent_code_lasts_ten_minutes_of_portal_time(
    portal: Portal, visitor: Visitor, north: Account, late: int, heading: str
) -> None:
    code = await ask_for_code(visitor, portal, north, "0")
    portal.clock.advance(SENT_CODE_LASTS - timedelta(seconds=late))
    await visitor.send("/pecos/mfa.do", code=code)
    assert visitor.heading == heading


@pytest.mark.parametrize("method", ["", "2", "-1", "0 ", "<script>"])
async def test_no_code_is_sent_to_a_method_that_is_not_there(
    portal: Portal, visitor: Visitor, north: Account, method: str
) -> None:
    mails = len(portal.world.mail)
    await visitor.type_password(north)
    await visitor.send("/pecos/mfa.do", action="send", method=method)
    assert visitor.page.status_code == 400
    assert visitor.alerts == ["Select where the code is to go."]
    assert len(portal.world.mail) == mails


async def test_locked_authentication_sends_no_code(portal: Portal, visitor: Visitor, north: Account) -> None:
    await visitor.type_password(north)
    for _ in range(3):
        await visitor.send("/pecos/mfa.do", code="abcdef")
    mails = len(portal.world.mail)
    await visitor.send("/pecos/mfa.do", action="send", method="0")
    assert visitor.alerts[0].startswith("Multi-factor authentication is locked.")
    assert len(portal.world.mail) == mails


async def test_who_has_no_back_up_is_offered_none(portal: Portal, visitor: Visitor, north: Account) -> None:
    recovery = portal.access.recoveries["north-clinic"]
    portal.access.recoveries["north-clinic"] = recovery.model_copy(update={"backups": ()})
    await visitor.type_password(north)
    assert "SEND CODE" not in visitor.page.text
