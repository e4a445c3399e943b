"""Topics on the pages: what is saved, what is told, what is refused, and who may edit."""

from __future__ import annotations

import pytest

from mock_portal.filing.applications import Application
from mock_portal.filing.drafts import MOST_ENTRIES
from mock_portal.portal import Portal
from mock_portal.sessions import Ending
from mock_portal.world.entities import Account
from tests.mock_portal.applications.walking import PRIVATE_PRACTICE, Walker
from tests.mock_portal.conftest import MORNING
from tests.mock_portal.visitor import Visitor

LOCATION = PRIVATE_PRACTICE["locations"]


def stored(walker: Walker, topic: str) -> list[dict[str, str]]:
    return [one.values for one in walker.application.entries if one.topic == topic]


async def test_what_is_wrong_is_kept_as_typed_and_told_at_its_field(
    walker: Walker, draft: Application
) -> None:
    typed = {**stored(walker, "personal")[0], "birth_date": "5/4/71", "npi": "1234567890"}
    await walker.fill("personal", typed)
    assert stored(walker, "personal") == [typed]
    assert walker.visitor.alerts == [
        "Date of birth: enter a date of the calendar as MM/DD/YYYY.",
        "NPI: enter a valid NPI: ten digits with a right check digit.",
    ]
    assert 'aria-invalid="true" aria-describedby="npi-hint npi-error"' in walker.visitor.page.text
    await walker.visitor.get("/pecos/application.do", id=walker.id)
    row = walker.visitor.page.text.partition("Personal Information</a>")[2].partition("</tr>")[0]
    assert "Incomplete" in row


async def test_dashes_in_an_ssn_are_refused_or_stripped_by_a_setting(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    typed = {**stored(walker, "personal")[0], "birth_date": "05/04/1971", "ssn": "900-56-2943"}
    await walker.fill("personal", typed)
    assert walker.visitor.alerts == ["Social Security Number: enter nine digits without dashes or spaces."]
    portal.filing.policy = portal.filing.policy.model_copy(update={"strip_ssn_dashes": True})
    await walker.fill("personal", typed)
    assert stored(walker, "personal")[0]["ssn"] == "900562943"


async def test_locations_are_added_edited_and_deleted(walker: Walker, draft: Application) -> None:
    await walker.fill("locations", LOCATION)
    await walker.fill("locations", {**LOCATION, "name": "Oak Street", "mobile": "on"})
    await walker.fill("locations", {**LOCATION, "name": "Elm and Main"}, entry="0")
    assert [one["name"] for one in stored(walker, "locations")] == ["Elm and Main", "Oak Street"]
    hidden = walker.hidden()
    assert hidden["entry"] == "1"
    await walker.visitor.send("/pecos/topic.do", **hidden | {"entry": "0"}, action="delete")
    assert [one["name"] for one in stored(walker, "locations")] == ["Oak Street"]
    assert "The entry is deleted." in walker.visitor.page.text


async def test_a_page_that_is_out_of_date_changes_nothing_and_keeps_what_was_typed(
    walker: Walker, draft: Application
) -> None:
    await walker.visitor.get("/pecos/topic.do", id=walker.id, topic="adverse")
    old = walker.hidden()
    await walker.fill("adverse", {"answer": "No"})
    page = await walker.visitor.send("/pecos/topic.do", **old, answer="Yes", what="Exclusion", action="save")
    assert page.status_code == 409
    assert stored(walker, "adverse") == [{"answer": "No"}]
    assert 'value="Exclusion"' in page.text
    await walker.visitor.send("/pecos/topic.do", **old, action="delete")
    assert stored(walker, "adverse") == [{"answer": "No"}]


async def test_saving_one_topic_does_not_make_another_ones_page_out_of_date(
    walker: Walker, draft: Application
) -> None:
    await walker.visitor.get("/pecos/topic.do", id=walker.id, topic="adverse")
    hidden = walker.hidden()
    await walker.fill("records", PRIVATE_PRACTICE["records"])
    await walker.visitor.send("/pecos/topic.do", **hidden, answer="No", action="save")
    assert stored(walker, "adverse") == [{"answer": "No"}]


async def test_a_second_page_cannot_save_the_same_thing_twice(walker: Walker, draft: Application) -> None:
    await walker.visitor.get("/pecos/topic.do", id=walker.id, topic="locations", entry="new")
    fields = {**walker.hidden(), **LOCATION, "action": "save"}
    token = walker.visitor.token
    for _ in range(2):
        page = await walker.visitor.client.post("/pecos/topic.do", data={**fields, "csrf_token": token})
    assert page.status_code == 409
    assert len(stored(walker, "locations")) == 1


HOSTILE = [
    ("correspondence", "address_1", "<script>alert(1)</script>"),
    ("correspondence", "address_1", "{{ 7*7 }}"),
    ("correspondence", "address_1", "a" * 71),
    ("correspondence", "address_1", "a" * 257),
    ("correspondence", "address_1", "12 ELM\u202e ST"),
    ("correspondence", "address_1", "12 ELM\u200b ST"),
    ("correspondence", "address_1", "12 ELM\x00 ST"),
    ("correspondence", "address_1", "12 ELM\nST"),
    ("correspondence", "city", "\u041c\u0443\u043d\u0441\u0438"),
    ("correspondence", "zip", "\uff14\uff17\uff13\uff10\uff15"),
    ("correspondence", "state", "XX"),
    ("correspondence", "nothing_like_it", "1"),
    ("adverse", "answer", "Perhaps"),
    ("special-payments", "where", "../../etc/passwd"),
    ("eft", "account_type", "<b>"),
    ("locations", "mobile", "yes"),
]


@pytest.mark.parametrize(("topic", "field", "value"), HOSTILE)
async def test_what_no_form_would_send_is_refused_and_stored_nowhere(
    walker: Walker, draft: Application, topic: str, field: str, value: str
) -> None:
    page = await walker.fill(topic, {**PRIVATE_PRACTICE[topic], field: value})
    assert 400 <= page.status_code < 500
    assert stored(walker, topic) == []
    assert "<script>alert" not in page.text


async def test_a_repeated_field_and_an_empty_form_are_refused(walker: Walker, draft: Application) -> None:
    await walker.visitor.get("/pecos/topic.do", id=walker.id, topic="adverse")
    body = f"csrf_token={walker.visitor.token}&id={walker.id}&topic=adverse&answer=No&answer=Yes"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    page = await walker.visitor.client.post("/pecos/topic.do", content=body, headers=kind)
    assert page.status_code == 400
    assert (await walker.fill("adverse", {})).status_code == 400
    assert stored(walker, "adverse") == []


@pytest.mark.parametrize(
    ("topic", "entry"),
    [("nothing", ""), ("locations", "0"), ("locations", "-1"), ("locations", "1e9"),
     ("locations", "\u0661"), ("reassignments", "new"), ("withdrawal", "")],
)  # fmt: skip
async def test_a_topic_or_entry_that_the_application_has_not_is_not_found(
    walker: Walker, draft: Application, topic: str, entry: str
) -> None:
    page = await walker.visitor.get("/pecos/topic.do", id=walker.id, topic=topic, entry=entry)
    assert page.status_code == 404


async def test_a_topic_has_a_largest_number_of_entries(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    await walker.fill("locations", LOCATION)
    [one] = [entry for entry in walker.application.entries if entry.topic == "locations"]
    others = tuple(entry for entry in walker.application.entries if entry.topic != "locations")
    many = walker.application.model_copy(update={"entries": (*others, *[one] * MOST_ENTRIES)})
    portal.filing.put_application(many)
    assert (await walker.fill("locations", LOCATION)).status_code == 409
    assert len(stored(walker, "locations")) == MOST_ENTRIES


ADDRESSES = ["application", "topic", "fastTrack", "errorCheck", "supportingDocuments", "submission",
             "receipt"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
async def test_nobody_reaches_another_accounts_application(
    portal: Portal, other: Visitor, walker: Walker, draft: Application, address: str
) -> None:
    await other.sign_in(portal.world.accounts["harbor-imaging"])
    page = await other.get(f"/pecos/{address}.do", id=draft.id, topic="adverse")
    assert page.status_code == 403
    assert "AUTH-206" in page.text
    assert "Hale" not in page.text
    stranger = await other.get(f"/pecos/{address}.do", id="A000000000000000")
    assert (stranger.status_code, "AUTH-206" in stranger.text) == (403, True)


WRITES = ["topic", "closeApplication", "discardApplication", "supportingDocuments", "removeDocument",
          "submission"]  # fmt: skip


@pytest.mark.parametrize("address", WRITES)
async def test_nobody_changes_another_accounts_application(
    portal: Portal, other: Visitor, walker: Walker, draft: Application, address: str
) -> None:
    await other.sign_in(portal.world.accounts["harbor-imaging"])
    page = await other.send(f"/pecos/{address}.do", id=draft.id, topic="adverse", answer="No", step="done")
    assert page.status_code == 403
    assert walker.application == draft


async def second_official(portal: Portal, other: Visitor, north: Account) -> None:
    colleague = portal.world.accounts["harbor-imaging"]
    portal.world.put_account(colleague.model_copy(update={"associates": north.associates}))
    await other.sign_in(colleague)


async def test_an_application_that_another_user_has_open_cannot_be_edited(
    portal: Portal, other: Visitor, walker: Walker, draft: Application, north: Account
) -> None:
    await second_official(portal, other, north)
    page = await other.get("/pecos/application.do", id=draft.id)
    assert (page.status_code, other.heading) == (409, "Application Is Open")
    assert "SYS-103" in page.text
    fields = {"id": draft.id, "topic": "adverse", "answer": "No", "action": "save"}
    assert (await other.send("/pecos/topic.do", **fields)).status_code == 409
    assert walker.application == draft


@pytest.mark.parametrize("how", ["exit", "session ends", "sign out"])
async def test_an_application_opens_again_when_the_other_user_has_left(
    portal: Portal, other: Visitor, walker: Walker, draft: Application, north: Account, how: str
) -> None:
    if how == "exit":
        await walker.visitor.send("/pecos/closeApplication.do", id=draft.id)
    elif how == "sign out":
        await walker.visitor.send("/pecos/logout.do")
    else:
        hold = portal.filing.holds[draft.id]
        session = portal.sessions.find(hold.session)
        assert session is not None
        portal.sessions.end(session, Ending.KILLED, MORNING)
    await second_official(portal, other, north)
    await other.get("/pecos/application.do", id=draft.id)
    assert other.heading == "Topic View"


async def test_who_has_an_application_open_survives_a_snapshot(
    portal: Portal, other: Visitor, walker: Walker, draft: Application, north: Account
) -> None:
    portal.restore(portal.snapshot())
    await second_official(portal, other, north)
    assert (await other.get("/pecos/application.do", id=draft.id)).status_code == 409


async def test_a_draft_can_be_deleted_and_only_after_a_question(
    portal: Portal, walker: Walker, draft: Application
) -> None:
    await walker.upload("State license")
    await walker.visitor.get("/pecos/application.do", id=draft.id)
    await walker.visitor.send("/pecos/discardApplication.do", id=draft.id)
    assert walker.visitor.heading == "Delete Application"
    assert draft.id in portal.filing.applications
    await walker.visitor.send("/pecos/discardApplication.do", **walker.hidden())
    assert draft.id not in portal.filing.applications
    portal.filing.state().check_against(portal.world.state())


async def test_fast_track_has_everything_and_hides_the_numbers(walker: Walker, draft: Application) -> None:
    await walker.fill_all({"eft": PRIVATE_PRACTICE["eft"], "locations": LOCATION})
    page = await walker.visitor.get("/pecos/fastTrack.do", id=draft.id)
    assert "Elm Street Practice" in page.text
    assert "***2345" in page.text
    assert "0012345" not in page.text
    assert "900562943" not in page.text
