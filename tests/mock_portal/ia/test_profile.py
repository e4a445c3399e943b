"""My Profile, security questions, back-up methods, the menu and Help."""

from __future__ import annotations

import re

import pytest

from mock_portal.portal import Portal
from mock_portal.web.routes import ROUTES
from mock_portal.web.routing import Personal
from mock_portal.world.entities import Account
from mock_portal.world.security_questions import QUESTIONS
from tests.mock_portal.ia.conftest import signed_in
from tests.mock_portal.visitor import Visitor

PROFILE, METHODS, SECURITY = (
    f"/IAWeb/{name}.do" for name in ("myProfile", "mfaMethods", "securityQuestions")
)
ANSWERS = {
    **{f"question_{place}": QUESTIONS[place + 1] for place in range(1, 6)},
    **{f"answer_{place}": f"new answer {place}" for place in range(1, 6)},
}


def row(visitor: Visitor, header: str) -> str:
    found = re.search(rf'<th scope="row">{header}</th><td>(.*?)</td>', visitor.page.text)
    assert found, header
    return found[1]


async def test_the_profile_shows_the_age_of_the_questions(portal: Portal, visitor: Visitor) -> None:
    await signed_in(visitor, portal.world.accounts["hawthorne-urology"])
    await visitor.get(PROFILE)
    assert row(visitor, "Age of your security questions") == "800 days"
    assert row(visitor, "Days until your password expires") == "55"


async def test_a_missing_backup_is_said_and_a_present_one_is_named(
    portal: Portal, visitor: Visitor, other: Visitor, north: Account
) -> None:
    await signed_in(visitor, portal.world.accounts["larkspur-podiatry"])
    assert "No back-up method." in (await visitor.get(PROFILE)).text
    await signed_in(other, north)
    assert f"E-mail to {north.email} (back-up)" in (await other.get(PROFILE)).text


async def test_a_backup_is_added_and_removed(portal: Portal, visitor: Visitor) -> None:
    await signed_in(visitor, portal.world.accounts["larkspur-podiatry"])
    await visitor.send(METHODS, kind="Text message", target="555-010-0199")
    assert "555-010-0199" in (await visitor.get(PROFILE)).text
    await visitor.get(METHODS)
    await visitor.send(METHODS, remove="Text message:555-010-0199")
    assert portal.access.recoveries["larkspur-podiatry"].backups == ()


@pytest.mark.parametrize(
    ("fields", "alert"),
    [
        ({}, "Select a method."),
        ({"kind": "Fax", "target": "555-010-0199"}, "Select a method."),
        ({"kind": "Voice call", "target": "0000"}, "Enter a telephone number like 555-010-0199."),
        (
            {"kind": "Text message", "target": "\u0665\u0665\u0665-010-0199"},
            "Enter a telephone number like 555-010-0199.",
        ),
        ({"kind": "E-mail", "target": "<b>@x"}, "Enter an e-mail address like name@practice.example."),
        ({"remove": "E-mail:nobody"}, "There is no such back-up method."),
    ],
)
async def test_a_backup_that_cannot_work_is_refused(
    portal: Portal, visitor: Visitor, north: Account, fields: dict[str, str], alert: str
) -> None:
    await signed_in(visitor, north)
    before = portal.access.state()
    page = await visitor.send(METHODS, **fields)
    assert (page.status_code, visitor.alerts) == (400, [alert])
    assert portal.access.state() == before


async def test_new_security_questions_are_young_and_need_the_password(
    portal: Portal, visitor: Visitor
) -> None:
    account = portal.world.accounts["hawthorne-urology"]
    await signed_in(visitor, account)
    await visitor.send(SECURITY, current_password="wrong", **ANSWERS)
    assert (visitor.page.status_code, visitor.alerts) == (400, ["The current password is incorrect."])
    assert portal.access.recoveries[account.name].age_days(portal.clock.now()) == 800
    await visitor.send(SECURITY, current_password=account.password, **ANSWERS)
    assert "Your security questions are changed." in visitor.page.text
    assert row(visitor, "Age of your security questions") == "0 days"
    assert portal.access.recoveries[account.name].answers[0].answer == "new answer 1"


async def test_a_changed_password_is_told_by_mail(portal: Portal, visitor: Visitor, north: Account) -> None:
    await signed_in(visitor, north)
    await visitor.get("/IAWeb/resetPassword.do")
    await visitor.send("/IAWeb/resetPassword.do", current_password=north.password,
                       new_password="fresh@word1", confirm_password="fresh@word1")  # fmt: skip
    assert (portal.world.mail[0]["kind"], portal.world.mail[0]["to"]) == ("password-changed", north.email)
    assert "fresh@word1" not in str(portal.world.mail)


PAGES = sorted(path for (method, path), route in ROUTES.items()
               if method == "GET" and path.startswith("/IAWeb/"))  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_help_is_one_link_away_and_every_field_has_its_label(
    portal: Portal, visitor: Visitor, meadow: Account, path: str
) -> None:
    if isinstance(ROUTES["GET", path], Personal):
        await (visitor.type_password(meadow, system="/IAWeb") if path.endswith("mfa.do")
               else signed_in(visitor, meadow))  # fmt: skip
    fields = {"provider": meadow.associates[0], "employer": meadow.employer}
    page = await visitor.get(path, **fields)
    assert re.findall(r'<a href="/(?:IAWeb|pecos)/help.do">Help</a>', page.text)
    drawn = re.findall(r'<(?:input|select) id="([^"]+)"', page.text)
    labelled = re.findall(r'<label (?:class="\w+" )?for="([^"]+)"', page.text)
    assert sorted(drawn) == sorted(labelled)
    assert page.text.count("<h1>") == 1
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


async def test_the_menu_leads_to_connections_and_staff(visitor: Visitor, north: Account) -> None:
    await signed_in(visitor, north)
    for name, path in (("My Connections", "myConnections"), ("My Staff", "myStaff")):
        assert f'<a href="/IAWeb/{path}.do">{name}</a>' in visitor.page.text
        await visitor.get(f"/IAWeb/{path}.do")
        assert visitor.heading == name
