"""A first visit of each persona of the portal's cast, against `cast.toml`: no more is opened, and no less."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scenarios.casting import differences, opened_by, read_cast
from scenarios.places import BROWSERS, SKINS, Manner, Place
from scenarios.stage import Stage
from scenarios.story import Story

HERE = Path(__file__).parent
CAST = read_cast(HERE / "cast.toml")
START = {"now": "2026-03-02T09:00:00-05:00", "seed": 7}
PLAIN, TRAIT = "orchard-family", "meadow-pulmonary"

Visit = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def visit(stage: Stage, request: pytest.FixtureRequest) -> Visit:
    """One visit of each of some personas, in a world and with a store of its own."""
    numbers = count()
    browsers: Sequence[str] = request.config.getoption("--browser") or BROWSERS
    skins: Sequence[str] = request.config.getoption("--skin") or SKINS
    manner = Manner(Place(browsers[0], skins[0]))

    def visited(*accounts: str, **told: Any) -> list[dict[str, Any]]:
        begins = {**START, **told.pop("portal", {})}
        plain = {"title": "the cast", "public": True, "moments": [{"at": "+0s"}]}
        expecting = [{"name": name, "expected": "Approved"} for name in accounts]
        story = Story.model_validate({**plain, "accounts": expecting, "portal": begins, **told})
        config = stage.set_for(story, f"cast-{next(numbers)}", HERE, manner)
        now = story.portal.now
        done = stage.agent.visit(config, now, manner.place.browser, manner.trace, accounts=len(accounts))
        stage.inbox.new()
        return list(done.document["visits"])

    return visited


def test_a_visit_of_the_whole_cast_opens_exactly_what_cast_toml_says(visit: Visit) -> None:
    visits = visit(*CAST)
    assert [one["account"] for one in visits] == list(CAST)
    assert list(differences(CAST, opened_by(visits))) == []
    found = {(one["rule"], one["subject"]) for made in visits for one in made["findings"]}
    opened = [(one["rule"], one["subject"]) for made in visits for one in made["incidents"]]
    assert sorted(opened) == sorted(
        found
    )  # one incident for each subject, also of two accounts that share it


def test_a_rule_that_is_switched_off_is_missing_and_nothing_else_changes(visit: Visit) -> None:
    off = {"policy": {"off": ["connection-pending"]}}
    seen = opened_by(visit(PLAIN, TRAIT, settings=off))
    assert list(differences(CAST, seen)) == [f"{TRAIT}: missing connection-pending:information:1"]


def test_a_trait_that_a_plain_account_gets_is_not_expected(visit: Visit) -> None:
    old = {"path": f"/recovery/{PLAIN}", "answers_set": "2023-01-02"}
    seen = opened_by(visit(PLAIN, TRAIT, portal={"set": [old]}))
    (difference,) = differences(CAST, seen)
    assert difference.startswith(f"{PLAIN}: not expected security-questions-old:")
