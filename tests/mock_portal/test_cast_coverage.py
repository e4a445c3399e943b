"""The cast shows every state there is, and both sides of every day that counts."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from mock_portal.clock import PortalClock
from mock_portal.filing.applications import ApplicationState, Reason
from mock_portal.filing.records import FeeState, NoticeKind, SignatureMethod
from mock_portal.portal import Portal, Start
from mock_portal.web.pecos_revalidations import Response
from mock_portal.world.connections import ConnectionState
from mock_portal.world.entities import EnrollmentStatus, Form
from mock_portal.world.seeding import LATER
from tests.mock_portal.cast_facts import facts_of
from tests.mock_portal.conftest import MORNING


def _days(pattern: str, *days: int) -> list[str]:
    return [pattern.format(one) for one in days]


NEEDED: dict[str, list[str]] = {
    "password life": [*_days("password {} left", 15, 14, 8, 7, 2, 1, 0), *_days("password {} old", 60, 75)],
    "account idle": _days("idle {}", 300, 301, 350, 351, 364, 365, 366),
    "locked, MFA": ["password locked", "MFA locked", "MFA missing", "MFA set up", "no back-up"],
    "security questions": _days("questions {} old", 90, 800),
    "connections": [
        *_days("request Pending {}", 1, 10, 11, 25, 26, 29), "request Auto-rejected 30",
        "request Auto-rejected 31", *(f"request {one.value} {days}" for one, days in (
            (ConnectionState.REJECTED, 20), (ConnectionState.REMOVED, 400), (ConnectionState.APPROVED, 26),
        )),
        "only the organization is given", "only the individual is given", "surrogate with half its access",
    ],
    "staff": [
        "invitation Invited 28", "invitation Invited 29", "invitation Expired 30", "invitation Void 5",
        "invitation Active 200", "Authorized Official and Authorized Official",
        "Authorized Official and Staff End User", "Access Manager and Authorized Official",
    ],
    "forms": [one.value for one in Form],
    "enrollment states": [f"enrollment {one.value}" for one in EnrollmentStatus],
    "application states": [f"application {one.value}" for one in ApplicationState],
    "revalidation states": [
        f"revalidation {one.value}" for one in Response
        if one not in (Response.IN_PROGRESS, Response.SIGNATURE, Response.CORRECTIONS)
    ],
    "revalidation due": _days(
        "855B due in {}", 185, 184, 181, 180, 91, 90, 61, 60, 31, 30, 15, 14, 8, 7, 2, 1, 0, -1
    ),
    "DMEPOS": ["855S due in 90", f"{Reason.REVALIDATION.value} approved"],
    "letters": [f"letter {one.value}" for one in NoticeKind],
    "stay": _days("stay ends in {}", 30, 11, 1),
    "signature": [*_days("signature asked {} ago", 0, 6, 7, 14, 15, 19), "rejected after pending_e_signature",
                  f"signed {SignatureMethod.UPLOAD.value}"],
    "corrections": [*_days("answer in {}", 30, 16, 15, 8, 7, 4, 3, 2, 1), "corrected, revision 2",
                    "rejected after returned_for_corrections"],
    "processing": _days("waits {}", 15, 16, 45, 46, 50, 51),
    "drafts": _days("draft {}", 20, 75),
    "fees": [*(f"fee {one.value}" for one in FeeState), *_days("fee due in {}", 30, 1)],
    "rebuttals": _days("deactivated {} ago", 14, 15, 16),
    "appeals": _days("denied {} ago", 10, 34, 35, 36, 64, 65, 66),
    "licences": [*_days("State license runs out in {}", 91, 90, 61, 60, 31, 30, 0, -1),
                 "Board certificate runs out in 60", "DEA registration runs out in 30"],
    "certificates": _days("certificate runs out in {}", 31, 30, 15, 14, 8, 7, -1),
    "documents": [*_days("document runs out in {}", 20, -10), "no voided check"],
    "moves not reported": _days("moved {} ago", 20, 27, 30, 31),
    "names not reported": _days("renamed {} ago", 75, 85, 90, 91),
    "NPPES only": ["NPPES only, registered lately", "NPPES only, untouched for years"],
    "reassignments": ["link Reassignment", "link Physician Assistant", "no link", "link ended"],
    "Medicare IDs": ["several numbers, one ended"],
    "records": ["record without individual-control", "record without locations"],
    "no billing": _days("billed {} ago", 330, 364),
}  # fmt: skip
"""By theme: labels of cast_facts, each to be found with some persona."""
_OTHER_SIDES = {
    *("juneberry-derm", "juneberry-second", "kingfisher-desk", "linden-clerk", "osprey-services"),
    *("north-second", "orchard-second", "riverbend-second"),
}
"""Who is there so that somebody else's case has its other side, or that nothing is amiss with it."""


@pytest.fixture(scope="module")
def facts() -> dict[str, set[str]]:
    clock = PortalClock()
    clock.set(MORNING, frozen=True)
    portal = Portal(Start(seed=7), clock)
    return {name: facts_of(portal, name) for name in portal.world.accounts}


def union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


@pytest.mark.parametrize("theme", NEEDED)
def test_every_state_and_day_of_a_theme_is_with_some_persona(facts: dict[str, set[str]], theme: str) -> None:
    assert set(NEEDED[theme]) - union(facts.values()) == set()


@pytest.mark.parametrize("name", [one.name for one in LATER if one.name not in _OTHER_SIDES])
def test_each_persona_shows_something_that_no_other_does(facts: dict[str, set[str]], name: str) -> None:
    others = union(found for other, found in facts.items() if other != name)
    assert union(set(labels) for labels in NEEDED.values()) & facts[name] - others


def test_only_strangers_are_unknown_to_pecos_or_to_nppes(facts: dict[str, set[str]]) -> None:
    assert "not in NPPES" not in union(facts.values())
    strangers = {name for name, found in facts.items() if any("NPPES only" in one for one in found)}
    assert strangers == {"gorse-newcomer", "hollins-veteran"}
