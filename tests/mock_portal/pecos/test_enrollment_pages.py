"""Associates, enrollments, More Options, reassignments and the Medicare ID report."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mock_portal.filing.applications import Reason
from mock_portal.filing.reassignments import Reassignment
from mock_portal.filing.records import MedicareId
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Enrollment, EnrollmentStatus
from tests.mock_portal.pecos.filed import S, enrollment_of, filed
from tests.mock_portal.pecos.shown import links, rows
from tests.mock_portal.visitor import Visitor


@pytest.fixture
def group(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north)


@pytest.fixture
def hale(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north, 1)


async def test_an_initial_application_begins_at_my_associates(marta: Visitor) -> None:
    await marta.get("/pecos/myAssociates.do")
    assert links(marta)["Create Initial Enrollment Application"] == "/pecos/initialApplication.do"
    assert [row[2] for row in rows(marta, "Individuals")] == ["SSN", "SSN"]
    assert [row[2] for row in rows(marta, "Organizations")] == ["EIN"]


async def test_an_approved_enrollment_far_from_its_date_has_no_revalidate(
    marta: Visitor, group: Enrollment
) -> None:
    await marta.get("/pecos/enrollments.do", assoc=group.pac_id)
    shown = links(marta)
    assert shown["More Options"] == f"/pecos/moreOptions.do?enrollment={group.id}"
    assert shown["View/Manage Reassignment(s)"] == f"/pecos/reassignments.do?enrollment={group.id}"
    assert shown["View Medicare ID Report"] == f"/pecos/medicareIdReport.do?enrollment={group.id}"
    assert not {"Revalidate", "Correct and Resubmit"} & set(shown)


async def test_a_due_enrollment_has_revalidate(portal: Portal, marta: Visitor, group: Enrollment) -> None:
    due = group.model_copy(update={"revalidation_due": date(2026, 5, 31)})
    portal.world.put_enrollment(due)
    await marta.get("/pecos/enrollments.do", assoc=group.pac_id)
    target = f"/pecos/startApplication.do?enrollment={group.id}&reason=revalidation"
    assert links(marta)["Revalidate"] == target


async def test_what_came_back_is_corrected_from_its_row(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    one = filed(portal, group, S.RETURNED_FOR_CORRECTIONS)
    await marta.get("/pecos/enrollments.do", assoc=group.pac_id)
    shown = links(marta)
    assert shown["Correct and Resubmit"] == f"/pecos/application.do?id={one.id}"
    assert shown[one.web_tracking_id or ""] == f"/pecos/applicationStatus.do?id={one.id}"
    assert "More Options" not in shown


async def test_a_draft_is_continued_from_the_enrollments_and_from_more_options(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    draft = filed(portal, group, S.DRAFT)
    for path, field in (("/pecos/enrollments.do", "assoc"), ("/pecos/moreOptions.do", "enrollment")):
        await marta.get(path, **{field: group.pac_id if field == "assoc" else group.id})
        assert links(marta)["Continue working on application"] == f"/pecos/application.do?id={draft.id}"
    assert links(marta)["Delete application"] == f"/pecos/endApplication.do?id={draft.id}"


@pytest.mark.parametrize(
    ("status", "count"), [("Approved", 4), ("Stay", 4), ("Deactivated", 2), ("Opt Out", 1), ("Revoked", 0)]
)
async def test_everything_that_more_options_offers_can_be_begun(
    portal: Portal, marta: Visitor, group: Enrollment, status: str, count: int
) -> None:
    portal.world.put_enrollment(group.model_copy(update={"status": EnrollmentStatus(status)}))
    await marta.get("/pecos/moreOptions.do", enrollment=group.id)
    targets = [one for one in links(marta).values() if one.startswith("/pecos/startApplication.do")]
    assert len(targets) == count
    for target in targets:
        assert (await marta.get(target)).status_code == 200


async def test_more_options_warns_of_a_revalidation_that_comes_too_early(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    early = "returned as unsolicited"
    assert early in (await marta.get("/pecos/moreOptions.do", enrollment=group.id)).text
    portal.world.put_enrollment(group.model_copy(update={"revalidation_due": date(2026, 5, 31)}))
    assert early not in (await marta.get("/pecos/moreOptions.do", enrollment=group.id)).text


async def test_a_reassignment_is_seen_from_both_sides(
    marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    since = f"{hale.effective:%m/%d/%Y}"
    await marta.get("/pecos/reassignments.do", enrollment=hale.id)
    (seen,) = rows(marta, "Groups that this practitioner reassigns to")
    assert seen[2:] == [group.id, "855B", "Approved", hale.medicare_id, since, "", "Reassignment"]
    await marta.get(links(marta)[group.id])
    others = rows(marta, "Practitioners who reassign to this group")
    assert [row[0] for row in others] == ["Hale, Benedict", "Okonjo-Reyes, Lucia"]
    assert others[0][2:] == [hale.id, "855I", "Approved", hale.medicare_id, since, "", "Reassignment"]
    target = f"/pecos/startApplication.do?enrollment={group.id}&reason=reassignment"
    assert links(marta)["Add or End a Reassignment"] == target


async def test_an_ended_reassignment_shows_its_own_number_and_dates(
    portal: Portal, marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    began, ended = date(2020, 1, 1), date(2025, 12, 31)
    portal.filing.reassignments[:] = [
        Reassignment(individual=hale.id, group=group.id, effective=began, ended=ended)
    ]
    number = MedicareId(
        number="OH777777", enrollment_id=hale.id, group=group.id, effective=began, ended=ended
    )
    portal.filing.put_medicare_id(number)
    await marta.get("/pecos/reassignments.do", enrollment=group.id)
    assert rows(marta, "Practitioners who reassign to this group")[0][5:8] == [
        "OH777777", "01/01/2020", "12/31/2025",
    ]  # fmt: skip
    await marta.get("/pecos/medicareIdReport.do", enrollment=hale.id)
    own = [hale.medicare_id, "Own practice", "OH", f"{hale.effective:%m/%d/%Y}", ""]
    given = ["OH777777", "North Clinic Physicians LLC", "OH", "01/01/2020", "12/31/2025"]
    assert rows(marta, "Medicare IDs") == [own, given]


async def test_who_left_a_group_and_came_back_has_a_number_for_each_time(
    portal: Portal, marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    times = (("OH777777", date(2020, 1, 1), date(2025, 12, 31)), ("OH888888", date(2026, 2, 1), None))
    portal.filing.reassignments[:] = [
        Reassignment(individual=hale.id, group=group.id, effective=began, ended=ended)
        for _, began, ended in times
    ]
    for number, began, ended in times:
        portal.filing.put_medicare_id(
            MedicareId(number=number, enrollment_id=hale.id, group=group.id, effective=began, ended=ended)
        )
    await marta.get("/pecos/reassignments.do", enrollment=group.id)
    shown = [row[5:8] for row in rows(marta, "Practitioners who reassign to this group")]
    assert shown == [["OH777777", "01/01/2020", "12/31/2025"], ["OH888888", "02/01/2026", ""]]


async def test_the_number_that_came_with_the_enrollment_is_the_groups(
    portal: Portal, marta: Visitor, hale: Enrollment
) -> None:
    expected = [hale.medicare_id, "North Clinic Physicians LLC", "OH", f"{hale.effective:%m/%d/%Y}", ""]
    await marta.get("/pecos/medicareIdReport.do", enrollment=hale.id)
    assert rows(marta, "Medicare IDs") == [expected]
    # The office puts the same number on file, for no group, before it gives another.
    own = MedicareId(
        number=hale.medicare_id or "", enrollment_id=hale.id, group=None, effective=hale.effective
    )
    portal.filing.put_medicare_id(own)
    await marta.get("/pecos/medicareIdReport.do", enrollment=hale.id)
    assert rows(marta, "Medicare IDs") == [expected]


async def test_the_groups_number_ends_with_the_reassignment(
    portal: Portal, marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    ended = Reassignment(individual=hale.id, group=group.id, ended=date(2025, 12, 31))
    portal.filing.reassignments[:] = [ended]
    await marta.get("/pecos/medicareIdReport.do", enrollment=hale.id)
    assert [row[-1] for row in rows(marta, "Medicare IDs")] == ["12/31/2025"]


async def test_an_enrollment_that_waits_has_an_empty_report(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    portal.world.put_enrollment(
        group.model_copy(update={"medicare_id": None, "status": EnrollmentStatus.PENDING})
    )
    assert "No Medicare ID" in (await marta.get("/pecos/medicareIdReport.do", enrollment=group.id)).text


async def test_a_supplier_in_24_states_has_a_fast_and_whole_page(portal: Portal, visitor: Visitor) -> None:
    supplier = portal.world.accounts["riverbend-dme"]
    for number, one in enumerate(portal.world.enrollments_of(supplier.associates[0])):
        filed(portal, one, S.IN_REVIEW, Reason.CHANGE, key=f"A{number:015d}")
    await visitor.sign_in(supplier)
    page = await visitor.get("/pecos/enrollments.do", assoc=supplier.associates[0])
    assert len(rows(visitor, "Enrollments")) == 24
    spent = re.search(r"app;dur=([\d.]+)", page.headers["server-timing"])
    # Milliseconds; a busy machine takes about ten.
    assert spent is not None
    assert float(spent[1]) < 500


async def test_an_npi_finds_the_enrollments_of_ones_own_associates_only(
    portal: Portal, marta: Visitor, hale: Enrollment
) -> None:
    mine = portal.world.associates[hale.pac_id]
    await marta.get("/pecos/findEnrollments.do", npi=mine.npi)
    assert rows(marta, "Enrollments of Hale, Benedict")[0][:3] == [hale.id, "855I", "OH"]
    supplier = portal.world.accounts["riverbend-dme"]
    other = portal.world.associates[supplier.associates[0]]
    for npi in (other.npi, "1234567893"):
        page = await marta.get("/pecos/findEnrollments.do", npi=npi)
        assert "None of your associates has this NPI." in page.text
        assert other.name not in page.text


@pytest.mark.parametrize("npi", ["", "1234567890", " 1234567893", "abc", "<b>1</b>"])
async def test_what_is_no_npi_is_told_at_its_field(marta: Visitor, npi: str) -> None:
    page = await marta.get("/pecos/findEnrollments.do", npi=npi)
    assert (page.status_code, marta.alerts) == (400, ["Enter a valid NPI: 10 digits, without blanks."])
    assert "<b>1" not in page.text
