"""A surrogate fills in the application of a provider that gave access; the signer is somebody else."""

from __future__ import annotations

from mock_portal.filing.forms.nouns import values_of
from mock_portal.portal import Portal
from tests.mock_portal.applications.walking import ADDRESS, Walker
from tests.mock_portal.visitor import Visitor


async def test_a_surrogate_fills_in_and_is_no_signer(portal: Portal, visitor: Visitor) -> None:
    surrogate = portal.world.accounts["continental-billing"]
    await visitor.sign_in(surrogate)
    walker = Walker(portal, visitor)
    enrollment = portal.world.enrollments_of(surrogate.associates[0])[0]
    draft = await walker.begin(enrollment.id, "change", "correspondence")
    await walker.fill("correspondence", ADDRESS)
    assert values_of(walker.application.entries, "correspondence") == [ADDRESS]
    page = await visitor.get("/pecos/submission.do", id=draft.id)
    assert visitor.heading == "Begin Submission"
    assert "Authorized Official" in page.text
    assert surrogate.last_name not in page.text.partition("<main")[2]
