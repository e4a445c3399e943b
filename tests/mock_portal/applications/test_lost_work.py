"""What an ended session keeps of an application, and what it loses."""

from __future__ import annotations

from datetime import timedelta

from mock_portal.filing.applications import Application
from mock_portal.portal import Portal
from mock_portal.world.entities import Account
from tests.mock_portal.applications.walking import PRIVATE_PRACTICE, Walker

LOCATION = PRIVATE_PRACTICE["locations"]


async def test_an_ended_session_keeps_what_was_saved_and_loses_the_rest(
    portal: Portal, walker: Walker, north: Account, draft: Application
) -> None:
    await walker.fill("locations", LOCATION)
    await walker.visitor.get("/pecos/topic.do", id=draft.id, topic="locations", entry="new")
    typed = {**walker.hidden(), **LOCATION, "name": "Oak Street", "action": "save"}
    portal.clock.advance(timedelta(minutes=30))
    await walker.visitor.send("/pecos/topic.do", **typed)
    assert walker.visitor.path == "/pecos/timedOut.do"
    await walker.visitor.sign_in(north)
    page = await walker.visitor.get("/pecos/fastTrack.do", id=draft.id)
    assert LOCATION["name"] in page.text
    assert "Oak Street" not in page.text
