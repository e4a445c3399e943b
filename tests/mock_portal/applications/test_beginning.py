"""Who may begin what: the questionnaire, the NPI gate, and what is under way already."""

from __future__ import annotations

import pytest

from mock_portal.filing.applications import Application
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Associate, Enrollment, EnrollmentStatus
from mock_portal.world.npi import with_check_digit
from tests.mock_portal.applications.walking import Walker
from tests.mock_portal.visitor import Visitor

ANSWERS = {
    "form": "855I", "state": "IN", "specialty": "Internal Medicine", "practice": "Private practice only",
}  # fmt: skip


@pytest.fixture
def enrolled(portal: Portal, hale: Associate) -> Enrollment:
    """The practitioner's own 855I in Ohio."""
    return portal.world.enrollments_of(hale.pac_id)[0]


async def test_a_first_application_knows_what_the_portal_knows(draft: Application, hale: Associate) -> None:
    assert [one.topic for one in draft.entries] == ["basic", "personal"]
    personal = draft.entries[1].values
    assert (personal["last_name"], personal["first_name"]) == ("Hale", "Benedict")
    assert (personal["npi"], personal["ssn"]) == (hale.npi, hale.tin)
    assert personal["specialty"] == "Internal Medicine"


async def test_for_whom_is_found_by_npi(walker: Walker, hale: Associate) -> None:
    await walker.visitor.get("/pecos/initialApplication.do", npi=hale.npi)
    assert walker.visitor.heading == "Application Questionnaire"
    assert "Hale, Benedict" in walker.visitor.page.text


@pytest.mark.parametrize("npi", ["", "1234567890", "12345678", with_check_digit("199999999"), "' OR 1=1"])
async def test_without_an_npi_in_nppes_there_is_no_application(walker: Walker, npi: str) -> None:
    page = await walker.visitor.get("/pecos/initialApplication.do", npi=npi)
    assert page.status_code == 400
    assert len(walker.visitor.alerts) == 1


async def test_an_associate_whom_nppes_does_not_know_cannot_begin(
    portal: Portal, walker: Walker, hale: Associate
) -> None:
    portal.world.put_associate(hale.model_copy(update={"npi": with_check_digit("199999999")}))
    page = await walker.visitor.get("/pecos/questionnaire.do", assoc=hale.pac_id)
    assert (page.status_code, walker.visitor.heading) == (409, "NPI Required")


async def test_nobody_begins_for_a_provider_that_is_not_theirs(portal: Portal, walker: Walker) -> None:
    stranger = portal.world.associates[portal.world.accounts["harbor-imaging"].associates[0]]
    enrollment = portal.world.enrollments_of(stranger.pac_id)[0]
    applications = portal.filing.state().applications
    asked = [
        ("initialApplication", {"npi": stranger.npi}),
        ("questionnaire", {"assoc": stranger.pac_id}),
        ("startApplication", {"reason": "initial", "assoc": stranger.pac_id, **ANSWERS}),
        ("startApplication", {"reason": "change", "enrollment": enrollment.id}),
    ]
    for page, fields in asked:
        assert (await walker.visitor.get(f"/pecos/{page}.do", **fields)).status_code == 403
    for page, fields in asked[1:]:
        assert (await walker.visitor.send(f"/pecos/{page}.do", **fields)).status_code == 403
    assert portal.filing.state().applications == applications


@pytest.mark.parametrize(
    ("field", "value"),
    [("form", ""), ("form", "855B"), ("form", "855X"), ("state", ""), ("state", "ZZ"), ("specialty", ""),
     ("specialty", "<b>Surgery</b>"), ("practice", ""), ("practice", "x")],
)  # fmt: skip
async def test_every_question_must_be_answered(
    walker: Walker, hale: Associate, field: str, value: str
) -> None:
    await walker.visitor.get("/pecos/questionnaire.do", assoc=hale.pac_id)
    fields = {"assoc": hale.pac_id, **ANSWERS, field: value}
    page = await walker.visitor.send("/pecos/questionnaire.do", **fields)
    assert (page.status_code, len(walker.visitor.alerts)) == (400, 1)
    page = await walker.visitor.send("/pecos/startApplication.do", reason="initial", **fields)
    assert page.status_code == 400


@pytest.mark.parametrize(("place", "form"), [(0, "855A"), (0, "855S"), (0, "588"), (1, "855O")])
async def test_a_form_that_cannot_be_walked_says_so_plainly(
    portal: Portal, walker: Walker, north: Account, place: int, form: str
) -> None:
    pac_id = north.associates[place]
    await walker.visitor.get("/pecos/questionnaire.do", assoc=pac_id)
    page = await walker.visitor.send("/pecos/questionnaire.do", assoc=pac_id, form=form)
    assert page.status_code == 200
    assert f"The CMS-{form} cannot be filled in on this practice portal." in page.text


async def test_an_institutions_enrollment_says_so_too(portal: Portal, visitor: Visitor) -> None:
    granite = portal.world.accounts["granite-hospice"]
    await visitor.sign_in(granite)
    [enrollment] = portal.world.enrollments_of(granite.associates[0])
    page = await visitor.get("/pecos/startApplication.do", enrollment=enrollment.id, reason="change")
    assert page.status_code == 200
    assert "The CMS-855A cannot be filled in" in page.text


async def test_a_second_first_application_of_the_same_kind_is_refused(
    portal: Portal, walker: Walker, hale: Associate, draft: Application
) -> None:
    await walker.visitor.get("/pecos/questionnaire.do", assoc=hale.pac_id)
    page = await walker.visitor.send("/pecos/questionnaire.do", assoc=hale.pac_id, **ANSWERS)
    assert page.status_code == 409
    assert f"/pecos/application.do?id={draft.id}" in page.text
    ohio = ANSWERS | {"state": "OH"}
    await walker.visitor.get("/pecos/questionnaire.do", assoc=hale.pac_id)
    page = await walker.visitor.send("/pecos/questionnaire.do", assoc=hale.pac_id, **ohio)
    assert (page.status_code, walker.visitor.heading) == (409, "Already Enrolled")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("change", EnrollmentStatus.PENDING),
        ("revalidation", EnrollmentStatus.DEACTIVATED),
        ("reactivation", EnrollmentStatus.APPROVED),
        ("reassignment", EnrollmentStatus.WITHDRAWN),
        ("withdrawal", EnrollmentStatus.REVOKED),
    ],
)
async def test_a_reason_must_suit_the_enrollments_status(
    portal: Portal, walker: Walker, enrolled: Enrollment, reason: str, status: EnrollmentStatus
) -> None:
    portal.world.put_enrollment(enrolled.model_copy(update={"status": status}))
    page = await walker.visitor.get("/pecos/startApplication.do", enrollment=enrolled.id, reason=reason)
    assert page.status_code == 409
    assert status.value in page.text


async def test_an_enrollment_that_does_not_exist_looks_like_somebody_elses(walker: Walker) -> None:
    page = await walker.visitor.get("/pecos/startApplication.do", enrollment="X", reason="change")
    assert page.status_code == 403


async def test_a_reason_that_does_not_exist_is_not_found(walker: Walker, enrolled: Enrollment) -> None:
    page = await walker.visitor.get("/pecos/startApplication.do", enrollment=enrolled.id, reason="boredom")
    assert page.status_code == 404


async def test_only_one_application_of_an_enrollment_is_under_way(
    walker: Walker, enrolled: Enrollment
) -> None:
    draft = await walker.begin(enrolled.id, "reassignment")
    page = await walker.visitor.get("/pecos/startApplication.do", enrollment=enrolled.id, reason="withdrawal")
    assert page.status_code == 409
    assert f"/pecos/application.do?id={draft.id}" in page.text
