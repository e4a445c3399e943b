"""Forgotten user ID and password, locked codes, a new authenticator, and a year without a sign-in."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from mock_portal.clock import machine_now
from mock_portal.portal import Portal
from mock_portal.web.ia_recovered import PURPOSES
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import QUESTIONS, chosen_to_ask
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

USER_ID, PASSWORD, UNLOCK, RESET, REVERIFY = (purpose.path for purpose in PURPOSES)
NEW = "fresh@word1"


def proofs(portal: Portal, account: Account) -> dict[str, str]:
    """Everything a first step can ask."""
    return {
        "user_id": account.user_id,
        "password": account.password,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "birth_date": f"{portal.access.recoveries[account.name].birth_date:%m/%d/%Y}",
    }


async def identify(portal: Portal, visitor: Visitor, path: str, account: Account, **other: str) -> None:
    fields = next(purpose.fields for purpose in PURPOSES if purpose.path == path)
    known = proofs(portal, account)
    await visitor.get(path)
    await visitor.send(path, **{name: known[name] for name in fields} | other)


def ticket(visitor: Visitor) -> str:
    found = re.search(r'name="ticket" value="([0-9a-f]+)"', visitor.page.text)
    assert found, visitor.page.text
    return found[1]


async def answer(
    portal: Portal, visitor: Visitor, path: str, account: Account, wrong: str | None = None
) -> None:
    """Answer the three questions on the page."""
    asked = re.findall(r'name="answer_(\d)"', visitor.page.text)
    assert len(asked) == 3
    kept = portal.access.recoveries[account.name].answers
    fields = {f"answer_{place}": wrong or kept[int(place)].answer.upper() for place in asked}
    await visitor.send(path, ticket=ticket(visitor), **fields)


async def test_a_forgotten_user_id_is_shown_and_mailed(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, USER_ID, north)
    assert north.user_id not in visitor.page.text
    await answer(portal, visitor, USER_ID, north)
    assert f"Your User ID is {north.user_id}." in visitor.page.text
    assert (portal.world.mail[-1]["to"], portal.world.mail[-1]["kind"]) == (north.email, "user-id")


async def test_a_forgotten_password_is_replaced_and_the_lock_is_gone(
    portal: Portal, visitor: Visitor
) -> None:
    locked = portal.world.accounts["prairie-dental"]
    await identify(portal, visitor, PASSWORD, locked)
    await answer(portal, visitor, PASSWORD, locked)
    await visitor.send(PASSWORD, ticket=ticket(visitor), new_password=NEW, confirm_password=NEW)
    assert visitor.path == "/IAWeb/login.do"
    assert "Your password has been reset." in visitor.page.text
    await signed_in(visitor, portal.world.accounts["prairie-dental"])
    assert portal.world.accounts["prairie-dental"].password == NEW


async def test_a_new_password_of_a_recovery_keeps_every_rule(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, PASSWORD, north)
    await answer(portal, visitor, PASSWORD, north)
    await visitor.send(PASSWORD, ticket=ticket(visitor), new_password="1marta", confirm_password="other")
    alerts = " ".join(visitor.alerts)
    assert visitor.page.status_code == 400
    for words in (
        "too short",
        "special character",
        "start with a number",
        "first or last name",
        "not the same",
    ):
        assert words in alerts
    assert portal.world.accounts["north-clinic"] == north


async def test_the_password_form_does_not_open_before_the_questions(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, PASSWORD, north)
    await visitor.send(PASSWORD, ticket=ticket(visitor), new_password=NEW, confirm_password=NEW)
    assert visitor.alerts == ["Answer all three questions."]
    assert portal.world.accounts["north-clinic"].password == north.password


async def test_locked_codes_are_unlocked_with_three_answers(portal: Portal, visitor: Visitor) -> None:
    cedar = portal.world.accounts["cedar-surgical"]
    await visitor.type_password(cedar, system="/IAWeb")
    assert visitor.alerts[0].startswith("Multi-factor authentication is locked.")
    await identify(portal, visitor, UNLOCK, cedar)
    await answer(portal, visitor, UNLOCK, cedar)
    assert visitor.heading == "Multi-Factor Authentication Unlocked"
    await signed_in(visitor, cedar)


async def test_three_wrong_rounds_lead_to_the_help_desk_for_good(portal: Portal, visitor: Visitor) -> None:
    cedar = portal.world.accounts["cedar-surgical"]
    await identify(portal, visitor, UNLOCK, cedar)
    for _ in range(2):
        await answer(portal, visitor, UNLOCK, cedar, wrong="wrong")
        assert visitor.alerts == ["The answers do not match what we have on file."]
    await answer(portal, visitor, UNLOCK, cedar, wrong="wrong")
    assert (visitor.page.status_code, visitor.heading) == (403, "Contact the Help Desk")
    assert "1-866-484-8049" in visitor.page.text
    for path in (UNLOCK, RESET, PASSWORD, USER_ID):
        await identify(portal, visitor, path, cedar)
        assert visitor.heading == "Contact the Help Desk"
    assert portal.world.accounts["cedar-surgical"].mfa_locked


async def test_a_right_round_forgets_the_wrong_ones(portal: Portal, visitor: Visitor, north: Account) -> None:
    for _ in range(2):
        await identify(portal, visitor, USER_ID, north)
        for wrong in ("wrong", "wrong", None):
            await answer(portal, visitor, USER_ID, north, wrong=wrong)
        assert visitor.heading == "Your User ID"


async def test_a_new_authenticator_replaces_the_old_one_only_with_its_own_code(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, RESET, north)
    await answer(portal, visitor, RESET, north)
    found = re.search(r'id="key">([A-Z2-7]{32})<', visitor.page.text)
    assert found
    await visitor.send(RESET, ticket=ticket(visitor), code="000000x")
    assert visitor.alerts == ["The verification code you entered is not valid."]
    assert portal.world.accounts["north-clinic"].totp_secret == north.totp_secret
    code = pyotp.TOTP(found[1]).at(machine_now())
    await visitor.send(RESET, ticket=ticket(visitor), code=code)
    assert visitor.heading == "Multi-Factor Authentication Set Up"
    await signed_in(visitor, portal.world.accounts["north-clinic"])
    assert portal.world.accounts["north-clinic"].totp_secret == found[1]


async def test_wrong_passwords_count_here_as_at_sign_in(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    for _ in range(3):
        await identify(portal, visitor, UNLOCK, north, password="wrong")
    assert visitor.alerts[0].startswith("Your account is locked")
    assert portal.world.accounts["north-clinic"].locked


@pytest.mark.parametrize("name", ["marigold-allergy", "cypress-rheuma"])
async def test_up_to_365_days_only_the_password_is_in_the_way(
    portal: Portal, visitor: Visitor, name: str
) -> None:
    account = portal.world.accounts[name]
    await visitor.type_password(account)
    assert visitor.heading == "Reset Your Password"
    assert account.last_sign_in is not None
    portal.clock.set(account.last_sign_in + timedelta(days=365))
    await visitor.type_password(account)
    assert visitor.heading == "Reset Your Password"
    portal.clock.advance(timedelta(days=1))
    await visitor.type_password(account)
    assert visitor.alerts[0].startswith(
        "Your account is locked because nobody signed in for more than 365 days"
    )


async def test_after_366_days_identity_is_verified_and_the_user_id_is_a_new_one(
    portal: Portal, visitor: Visitor
) -> None:
    away = portal.world.accounts["driftwood-geri"]
    await identify(portal, visitor, PASSWORD, away)
    assert visitor.alerts[0].startswith("Your account is locked because nobody signed in")
    await identify(portal, visitor, REVERIFY, away)
    await answer(portal, visitor, REVERIFY, away)
    assert visitor.heading == "Identity Verified"
    back = portal.world.accounts["driftwood-geri"]
    assert back.user_id != away.user_id
    assert back.user_id in visitor.page.text
    assert portal.world.mail[-1]["kind"] == "new-user-id"
    await visitor.type_password(away)
    assert visitor.alerts == ["The User ID or Password you entered is incorrect."]
    await visitor.type_password(back)
    assert visitor.heading == "Reset Your Password"


async def test_who_is_not_away_has_nothing_to_verify(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, REVERIFY, north)
    assert visitor.alerts[0].startswith("This account is in use")
    assert portal.world.accounts["north-clinic"] == north


@pytest.mark.parametrize("path", [purpose.path for purpose in PURPOSES])
@pytest.mark.parametrize("typed", ["x", "' or 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "٣٤"])
async def test_hostile_first_steps_are_refused_and_store_nothing(
    portal: Portal, visitor: Visitor, path: str, typed: str
) -> None:
    fields = next(purpose.fields for purpose in PURPOSES if purpose.path == path)
    before, world = portal.access.state(), portal.world.state()
    await visitor.get(path)
    page = await visitor.send(path, **dict.fromkeys(fields, typed))
    assert page.status_code == 400
    assert visitor.alerts
    assert "<script>alert" not in page.text
    assert (portal.access.state(), portal.world.state().model_dump()) == (before, world.model_dump())


@pytest.mark.parametrize("path", [purpose.path for purpose in PURPOSES])
async def test_every_empty_field_of_a_first_step_is_named(visitor: Visitor, path: str) -> None:
    fields = next(purpose.fields for purpose in PURPOSES if purpose.path == path)
    await visitor.get(path)
    page = await visitor.send(path)
    assert (page.status_code, len(visitor.alerts)) == (400, len(fields))


async def test_a_ticket_is_good_for_one_purpose_one_browser_and_30_minutes(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account
) -> None:
    await identify(portal, visitor, USER_ID, north)
    mine, kept = ticket(visitor), portal.access.recoveries["north-clinic"].answers
    fields = {f"answer_{place}": kept[place].answer for place in range(5)}
    for person, path in ((other, USER_ID), (visitor, PASSWORD)):
        await person.get(path)
        await person.send(path, ticket=mine, **fields)
        assert person.alerts == ["This took too long, or was already done. Begin again."]
    portal.clock.advance(timedelta(minutes=30))
    await visitor.send(USER_ID, ticket=mine, **fields)
    assert visitor.alerts == ["This took too long, or was already done. Begin again."]


async def test_a_ticket_is_spent_once_it_has_given_what_it_was_for(
    portal: Portal, visitor: Visitor, north: Account
) -> None:
    await identify(portal, visitor, USER_ID, north)
    spent = ticket(visitor)
    await answer(portal, visitor, USER_ID, north)
    await visitor.get(USER_ID)
    await visitor.send(USER_ID, ticket=spent)
    assert visitor.alerts == ["This took too long, or was already done. Begin again."]


def test_three_different_questions_of_five_are_asked() -> None:
    rounds = {chosen_to_ask(key) for key in range(200)}
    assert all(len(set(asked)) == 3 and set(asked) <= set(range(5)) for asked in rounds)
    assert len(rounds) == 10
    assert len(QUESTIONS) == len(set(QUESTIONS))
