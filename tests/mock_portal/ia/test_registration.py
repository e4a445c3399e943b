"""Registration: one account a person, then its authenticator, then an invitation."""

from __future__ import annotations

import re

import pyotp
import pytest

from mock_portal.clock import machine_now
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import QUESTIONS
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

PATH = "/IAWeb/register.do"
FORM = {
    "first_name": "Zoë",
    "last_name": "Tarn-Abbey",
    "birth_date": "04/09/1984",
    "email": "zoe@tarn.example",
    "user_id": "ztarn84",
    "new_password": "first@word1",
    "confirm_password": "first@word1",
    **{f"question_{place}": QUESTIONS[place] for place in range(1, 6)},
    **{f"answer_{place}": f"answer {place}" for place in range(1, 6)},
}


async def register(visitor: Visitor, **other: str) -> None:
    await visitor.get(PATH)
    await visitor.send(PATH, **{**FORM, **other})


async def test_a_new_person_registers_sets_up_the_authenticator_and_signs_in(
    portal: Portal, visitor: Visitor
) -> None:
    await register(visitor)
    assert visitor.heading == "Set Up Multi-Factor Authentication"
    key = re.search(r'id="key">([A-Z2-7]{32})<', visitor.page.text)
    ticket = re.search(r'name="ticket" value="([0-9a-f]+)"', visitor.page.text)
    assert key
    assert ticket
    code = pyotp.TOTP(key[1]).at(machine_now())
    await visitor.send("/IAWeb/resetMfa.do", ticket=ticket[1], code=code)
    assert visitor.heading == "Multi-Factor Authentication Set Up"
    account = portal.world.account_of_user("ztarn84")
    assert account
    await signed_in(visitor, account)
    assert (account.roles, account.associates) == ((), ())
    assert "No back-up method." in (await visitor.get("/IAWeb/myProfile.do")).text
    assert portal.world.mail[0]["to"] == "zoe@tarn.example"


@pytest.mark.parametrize(
    "same",
    [
        {"email": "ZOE@tarn.example"},
        {"first_name": "ZOË", "last_name": "tarn-abbey", "birth_date": "04/09/1984"},
    ],
)
async def test_the_same_person_is_refused_a_second_account(
    portal: Portal, visitor: Visitor, same: dict[str, str]
) -> None:
    await register(visitor)
    before = len(portal.world.accounts)
    fresh = {"first_name": "Ann", "birth_date": "05/10/1985", "email": "b@b.example", "user_id": "another1"}
    await register(visitor, **{**fresh, **same})
    assert visitor.page.status_code == 400
    assert visitor.alerts[0].startswith("You already have an account")
    assert len(portal.world.accounts) == before


async def test_a_person_of_the_cast_is_known_too(portal: Portal, visitor: Visitor, north: Account) -> None:
    born = portal.access.recoveries[north.name].birth_date
    await register(visitor, first_name=north.first_name, last_name=north.last_name,
                   birth_date=f"{born:%m/%d/%Y}")  # fmt: skip
    assert visitor.alerts[0].startswith("You already have an account")


async def test_a_namesake_born_on_another_day_is_another_person(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await register(visitor, first_name=north.first_name, last_name=north.last_name)
    assert visitor.heading == "Set Up Multi-Factor Authentication"


@pytest.mark.parametrize(
    ("field", "typed", "alert"),
    [
        ("first_name", "", "Enter the first name."),
        ("last_name", "<script>alert(1)</script>", "Enter a last name of letters"),
        ("birth_date", "1984-04-09", "Enter a date as MM/DD/YYYY."),
        ("birth_date", "02/30/1984", "Enter a date as MM/DD/YYYY."),
        ("birth_date", "٠٤/٠٩/١٩٨٤", "Enter a date as MM/DD/YYYY."),
        ("birth_date", "03/02/2026", "Enter your own date of birth."),
        ("email", "zoe", "Enter an e-mail address like"),
        ("user_id", "short", "Enter a User ID of 6 to 12 letters and digits"),
        ("user_id", "1starts", "Enter a User ID of 6 to 12 letters and digits"),
        ("confirm_password", "other@wo1", "The two passwords are not the same."),
        ("question_2", "", "Select a question."),
        ("question_2", "What is my own question?", "Select a question."),
        ("question_2", QUESTIONS[1], "Select each question only once."),
        ("answer_3", " a ", "Enter an answer of 3 to 60 characters."),
        ("answer_3", "ANSWER1", "Give each question an answer of its own."),
    ],
)
async def test_each_wrong_field_has_its_message_and_nothing_is_stored(
    portal: Portal, visitor: Visitor, field: str, typed: str, alert: str
) -> None:
    before = portal.world.state().model_dump()
    await register(visitor, **{field: typed})
    assert visitor.page.status_code == 400
    assert [text for text in visitor.alerts if text.startswith(alert)] == visitor.alerts
    assert f'aria-describedby="{field}' in visitor.page.text
    assert "<script>alert" not in visitor.page.text
    assert portal.world.state().model_dump() == before


async def test_a_user_id_in_use_is_refused_whatever_its_case(visitor: Visitor, north: Account) -> None:
    await register(visitor, user_id=north.user_id.upper())
    assert visitor.alerts == ["This User ID is taken. Choose another."]


async def test_the_first_password_keeps_the_rules_too(visitor: Visitor) -> None:
    await register(visitor, new_password="1tarn-abbey", confirm_password="1tarn-abbey")
    assert len(visitor.alerts) == 1
    assert "must not start with a number" in visitor.alerts[0]
    assert "must not contain your first or last name" in visitor.alerts[0]
