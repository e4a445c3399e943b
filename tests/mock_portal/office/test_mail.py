"""The mail about applications and enrollments: who writes, to whom, and what it must carry."""

from __future__ import annotations

from datetime import date

import pytest

from mock_portal.filing.applications import Reason
from mock_portal.mail import SENDER
from mock_portal.world.entities import Enrollment
from tests.mock_portal.office.desk import SIGNER, Desk

NORIDIAN = "provider-enrollment@noridian-healthcare-solutions-jf.example"
CONTACT_MAIL = "posy@orchard-family.example"


@pytest.fixture
def achterberg(desk: Desk) -> Enrollment:
    return desk.enrollment("Achterberg, Wendell", "WA")


def only(mail: list[dict[str, str]]) -> dict[str, str]:
    """The one message about Dr. Achterberg; the cast gets mail of its own."""
    mine = [one for one in mail if "Provider: Achterberg, Wendell" in one["body"]]
    assert len(mine) == 1, mail
    return mine[0]


def test_the_signer_is_asked_first_and_by_a_link_that_is_his_own(desk: Desk, achterberg: Enrollment) -> None:
    draft = desk.draft(achterberg, Reason.CHANGE)
    application = desk.portal.office.submit(draft, [SIGNER], desk.now)
    (request,) = desk.portal.filing.signatures_of(application)
    first, second = desk.portal.world.mail[-2:]
    assert [first["kind"], second["kind"]] == ["signature-requested", "submission-acknowledged"]
    assert (first["to"], first["from"]) == (SIGNER.email, SENDER)
    assert f"/pecos/eSignLogin.do?token={request.token}" in first["body"]
    assert "03/22/2026" in first["body"]
    assert request.token not in second["body"]


def test_the_acknowledgement_goes_to_the_contact_person_with_the_tracking_number(
    desk: Desk, achterberg: Enrollment
) -> None:
    application = desk.file(achterberg, Reason.CHANGE)
    told = only(desk.mail("submission-acknowledged"))
    assert (told["to"], told["from"]) == (CONTACT_MAIL, SENDER)
    assert application.web_tracking_id is not None
    assert application.web_tracking_id in told["body"]


def test_the_contractor_acknowledges_apart_with_its_case_number(desk: Desk, achterberg: Enrollment) -> None:
    application = desk.file(achterberg, Reason.CHANGE)
    desk.advance(days=1)
    told = only(desk.mail("application-received"))
    assert (told["to"], told["from"]) == (CONTACT_MAIL, NORIDIAN)
    number = desk.look(application).case_number
    assert number is not None
    assert number in told["body"]


def test_every_message_carries_the_npi_and_the_medicare_id(desk: Desk, achterberg: Enrollment) -> None:
    desk.policy(corrections_asked_share=1.0)
    before = len(desk.portal.world.mail)
    desk.put(achterberg, revalidation_due=date(2026, 4, 30))
    desk.file(achterberg, Reason.REVALIDATION)
    desk.advance(days=150)
    npi = desk.portal.world.associates[achterberg.pac_id].npi
    mine = [one for one in desk.portal.world.mail[before:] if npi in one["body"]]
    assert {one["kind"] for one in mine} >= {
        "signature-requested", "submission-acknowledged", "application-received", "corrections-requested",
        "application-rejected", "enrollment-stayed", "enrollment-deactivated",
    }  # fmt: skip
    assert all(f"PTAN: {achterberg.medicare_id}" in one["body"] for one in mine)


def test_without_a_contact_person_the_beginner_is_written_to(desk: Desk, achterberg: Enrollment) -> None:
    desk.file(achterberg, Reason.CHANGE, entries=())
    account = desk.portal.world.accounts["orchard-family"]
    assert only(desk.mail("submission-acknowledged"))["to"] == account.email


def test_notices_go_to_the_providers_own_people_and_not_to_a_surrogate(desk: Desk) -> None:
    foxglove = desk.put(desk.enrollment("Foxglove Dermatology PC"), revalidation_due=date(2026, 7, 31))
    before = len(desk.portal.world.mail)
    desk.advance(days=200)
    readers = {one["to"] for one in desk.portal.world.mail[before:] if foxglove.id in one["body"]}
    surrogate = desk.portal.world.accounts["continental-billing"]
    assert surrogate.email not in readers
    north = desk.put(desk.enrollment("North Clinic Physicians LLC"), revalidation_due=date(2027, 3, 31))
    desk.advance(days=100)
    told = [one for one in desk.portal.world.mail if north.id in one["body"]]
    own = [desk.portal.world.accounts[name].email for name in ("north-clinic", "north-second")]
    assert {one["to"] for one in told} == set(own)


def test_both_notices_name_the_due_date(desk: Desk, achterberg: Enrollment) -> None:
    desk.put(achterberg, revalidation_due=date(2026, 7, 31))
    desk.advance(days=120)
    mine = desk.told(achterberg, "revalidation-notice")
    assert [one["subject"] for one in mine] == [
        "First notice: revalidation due 07/31/2026", "Second notice: revalidation due 07/31/2026",
    ]  # fmt: skip
    assert {one["from"] for one in mine} == {NORIDIAN}


@pytest.mark.parametrize(
    ("way", "kind", "words"),
    [
        ("deny", "application-denied", ["thirty-five (35) days", "sixty-five (65) days"]),
        ("reject", "application-rejected", ["no appeal"]),
        ("return_", "application-returned", ["unprocessed", "no appeal"]),
    ],
)
def test_a_refusal_says_why_and_what_is_left_to_do(
    desk: Desk, achterberg: Enrollment, way: str, kind: str, words: list[str]
) -> None:
    application = desk.file(achterberg, Reason.CHANGE)
    desk.advance(days=2)
    getattr(desk.portal.office, way)(desk.look(application), desk.now, "the license has lapsed.")
    body = only(desk.mail(kind))["body"]
    assert "the license has lapsed." in body
    for text in words:
        assert text in body


def test_a_deactivation_names_the_fifteen_days_for_a_rebuttal(desk: Desk) -> None:
    desk.advance(days=60)
    granite = desk.enrollment("Granite Hospice Foundation")
    told = [one for one in desk.mail("enrollment-deactivated") if granite.id in one["body"]]
    assert ["fifteen (15) days" in one["body"] for one in told] == [True]


def test_mail_is_dated_when_it_was_due_and_not_when_somebody_looked(
    desk: Desk, achterberg: Enrollment
) -> None:
    application = desk.file(achterberg, Reason.CHANGE)
    desk.advance(days=300)
    told = only(desk.mail("application-approved"))
    assert told["at"] == desk.look(application).history[-1].at.isoformat()
    times = [one["at"] for one in desk.portal.world.mail if one["kind"].startswith("application-")]
    assert times == sorted(times)
