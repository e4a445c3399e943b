"""The Enrollment Record: what is on file about an enrollment, and what is not."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest

from mock_portal.clock import midnight
from mock_portal.filing.filing import Record
from mock_portal.filing.records import Entry, LastBilled, MedicareId, Notice, NoticeKind
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Enrollment, EnrollmentStatus
from tests.mock_portal.pecos.filed import S, enrollment_of, filed
from tests.mock_portal.pecos.shown import details, links, rows
from tests.mock_portal.visitor import Visitor

RECORD = "/pecos/enrollmentRecord.do"
PLACES, HOLDERS = "Practice locations", "Owners and people in control"
NO_PLACE = "<p><strong>No practice location is on file.</strong></p>"
NO_OWNER = "<p><strong>No owner or person in control is on file.</strong></p>"


@pytest.fixture
def group(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north)


@pytest.fixture
def hale(portal: Portal, north: Account) -> Enrollment:
    return enrollment_of(portal, north, 1)


def person(**values: str) -> Entry:
    """Somebody in control, with what is said of them only."""
    return Entry(topic="individual-control", values=values)


async def kirkby(portal: Portal, visitor: Visitor) -> tuple[Enrollment, Enrollment]:
    """The persona whose records have holes, signed in: the one without owners, the one without a place."""
    account = portal.world.accounts["kirkby-cardiac"]
    await visitor.sign_in(account)
    ownerless, homeless = portal.world.enrollments_of(account.associates[0])
    return ownerless, homeless


async def test_the_record_is_reached_from_its_row_and_says_what_the_enrollment_is(
    marta: Visitor, group: Enrollment
) -> None:
    await marta.get("/pecos/enrollments.do", assoc=group.pac_id)
    assert links(marta)["View Record"] == f"{RECORD}?enrollment={group.id}"
    await marta.get(links(marta)["View Record"])
    assert marta.heading == "Enrollment Record"
    shown = details(marta)
    assert shown.pop("Status since") >= f"{group.effective:%m/%d/}"
    assert shown == {
        "Legal Business Name": "North Clinic Physicians LLC", "NPI": shown["NPI"], "Enrollment ID": group.id,
        "Form and State": "855B, OH", "Specialty": "Clinic/Group Practice",
        "Contractor": "CGS Administrators (J15)", "Status": "Approved",
        "Effective": f"{group.effective:%m/%d/%Y}", "Last claim received": "Not on file",
    }  # fmt: skip


async def test_places_owners_numbers_and_reassignments_are_listed(
    portal: Portal, marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    since, name = f"{group.effective:%m/%d/%Y}", "North Clinic Physicians LLC"
    registered = portal.public.nppes.record(portal.world.associates[group.pac_id].npi)
    assert registered is not None
    place = registered.location  # the two agree where nothing was made to differ
    await marta.get(RECORD, enrollment=group.id)
    assert rows(marta, PLACES) == [
        [name, place.address_1, place.city, "OH", place.postal_code, place.telephone_number, since]
    ]
    owner, *officials = rows(marta, HOLDERS)
    assert owner[1:] == ["Owner, Managing employee, Authorized Official", "100%", ""]
    assert ["Marta Whitfield", "Authorized Official", "0%", ""] in officials
    assert rows(marta, "Medicare IDs") == [[group.medicare_id, "Own practice", "OH", since, ""]]
    linked = rows(marta, "Reassignments")
    assert [row[0] for row in linked] == ["Hale, Benedict", "Okonjo-Reyes, Lucia"]
    effective = f"{hale.effective:%m/%d/%Y}"
    assert linked[0][2:] == [hale.id, hale.medicare_id, effective, "", "Reassignment"]


async def test_a_persons_form_has_no_owners(marta: Visitor, hale: Enrollment) -> None:
    page = await marta.get(RECORD, enrollment=hale.id)
    assert "<p><strong>This form has no owners.</strong></p>" in page.text
    assert rows(marta, HOLDERS) == []
    assert details(marta)["Name"] == "Hale, Benedict"


async def test_a_second_line_of_an_address_is_shown_with_the_first_and_a_place_may_lack_things(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    known = {"name": "Annex", "address_1": "1 Elm St", "address_2": "Suite 2", "city": "Dayton"}
    entries = (
        Entry(topic="locations", values=known),
        Entry(topic="locations", values={"since": "02/01/2026"}),
    )
    portal.filing.records[group.id] = Record(enrollment_id=group.id, entries=entries)
    await marta.get(RECORD, enrollment=group.id)
    assert rows(marta, PLACES) == [
        ["Annex", "1 Elm St, Suite 2", "Dayton", "", "", "", ""],
        ["", "", "", "", "", "", "02/01/2026"],
    ]


async def test_what_an_owner_s_record_lacks_is_named_and_numbers_that_identify_never_stand_there(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    whole = {"birth_date": "01/02/1960", "ssn": "900112233", "since": "01/01/2020", "percent": "33.5"}
    entries = (
        person(first_name="Ada", last_name="Whole", authorized="on", delegated="on", **whole),
        person(first_name="Ben", percent="0"),
        Entry(topic="organizational-control", values={"name": "Hole Holdings LLC", "percent": "66.5"}),
    )
    portal.filing.records[group.id] = Record(enrollment_id=group.id, entries=entries)
    page = await marta.get(RECORD, enrollment=group.id)
    assert rows(marta, HOLDERS) == [
        ["Ada Whole", "Owner, Authorized Official, Delegated Official", "33.5%", ""],
        ["Ben", "", "0%", "Last name, Date of birth, Social Security Number, Effective date"],
        ["Hole Holdings LLC", "Owner", "66.5%", "EIN, Effective date"],
    ]
    tin = portal.world.associates[group.pac_id].tin
    assert not [number for number in ("900112233", "01/02/1960", tin) if number in page.text]


async def test_the_records_with_holes_show_them(portal: Portal, visitor: Visitor) -> None:
    ownerless, homeless = await kirkby(portal, visitor)
    page = await visitor.get(RECORD, enrollment=ownerless.id)
    assert (NO_OWNER in page.text, NO_PLACE in page.text) == (True, False)
    assert len(rows(visitor, PLACES)) == 1
    page = await visitor.get(RECORD, enrollment=homeless.id)
    assert (NO_OWNER in page.text, NO_PLACE in page.text) == (False, True)
    assert len(rows(visitor, HOLDERS)) == 2
    assert "<p><strong>There is no reassignment on file.</strong></p>" in page.text


async def test_an_approved_application_fills_a_hole_and_leaves_the_others(
    portal: Portal, visitor: Visitor
) -> None:
    ownerless, _ = await kirkby(portal, visitor)
    two_holes = Record(enrollment_id=ownerless.id, entries=(), lacks=("individual-control", "locations"))
    portal.filing.records[ownerless.id] = two_holes
    found = person(first_name="Ida", last_name="Found", percent="100")
    one = filed(portal, ownerless, S.IN_REVIEW, entries=(found,))
    portal.office.approve(one, portal.clock.now())
    page = await visitor.get(RECORD, enrollment=ownerless.id)
    assert [row[:3] for row in rows(visitor, HOLDERS)] == [["Ida Found", "Owner", "100%"]]
    assert NO_PLACE in page.text


async def test_a_hole_is_made_over_the_control_port(
    portal: Portal, marta: Visitor, control: httpx.AsyncClient, group: Enrollment
) -> None:
    made = {"enrollment_id": group.id, "entries": [], "lacks": ["locations", "individual-control"]}
    assert (await control.post("/records", json=made)).status_code == 201
    page = await marta.get(RECORD, enrollment=group.id)
    assert NO_PLACE in page.text
    assert NO_OWNER in page.text
    await control.patch(f"/records/{group.id}", json={"lacks": []})
    assert NO_PLACE not in (await marta.get(RECORD, enrollment=group.id)).text


async def test_the_day_of_the_last_claim_and_of_the_last_letter_are_shown(
    portal: Portal, marta: Visitor, group: Enrollment
) -> None:
    portal.filing.last_billed[group.id] = LastBilled(enrollment_id=group.id, day=date(2025, 4, 6))
    portal.world.put_enrollment(group.model_copy(update={"status": EnrollmentStatus.DEACTIVATED}))
    letter = Notice(id="N1", enrollment_id=group.id, kind=NoticeKind.DEACTIVATION,
                    sent=midnight(date(2026, 2, 14)), due=date(2026, 1, 31))  # fmt: skip
    await marta.get(RECORD, enrollment=group.id)
    assert details(marta)["Status since"] == "Not on file"
    portal.filing.notices[letter.id] = letter
    await marta.get(RECORD, enrollment=group.id)
    shown = details(marta)
    assert (shown["Last claim received"], shown["Status since"]) == ("04/06/2025", "02/14/2026")


async def test_without_a_number_the_record_says_so(portal: Portal, marta: Visitor, group: Enrollment) -> None:
    portal.world.put_enrollment(group.model_copy(update={"medicare_id": None}))
    page = await marta.get(RECORD, enrollment=group.id)
    assert "<p><strong>No Medicare ID is on file for this enrollment.</strong></p>" in page.text


async def test_a_link_of_another_group_has_its_own_number_and_end(
    portal: Portal, marta: Visitor, group: Enrollment, hale: Enrollment
) -> None:
    (link,) = [one for one in portal.filing.reassignments if one.individual == hale.id]
    ended, began = date(2026, 1, 31), hale.effective + timedelta(days=1)
    portal.filing.reassignments.remove(link)
    portal.filing.reassignments.append(link.model_copy(update={"effective": began, "ended": ended}))
    number = MedicareId(
        number="OH777777", enrollment_id=hale.id, group=group.id, effective=began, ended=ended
    )
    portal.filing.put_medicare_id(number)
    await marta.get(RECORD, enrollment=hale.id)
    (seen,) = rows(marta, "Reassignments")
    assert seen[2:] == [group.id, "OH777777", f"{began:%m/%d/%Y}", "01/31/2026", "Reassignment"]
