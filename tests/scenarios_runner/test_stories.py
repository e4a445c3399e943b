"""The stories that are shipped: each can be read, and together they cover every rule."""

from collections.abc import Iterator

import pytest

from agent.rules import BACKUP_RULE, RULE_NAMES
from scenarios.collecting import CAST
from scenarios.programs import ROOT
from scenarios.reading import read_by_skin
from scenarios.story import Expect, RequestKind, Story
from scenarios.tables import SILENT, WELL, heard_of

FILES = [path for path in sorted((ROOT / "scenarios").glob("*.toml")) if path.name != CAST]
TOLD_BY_LOOKS = [rule for rule in RULE_NAMES if rule != BACKUP_RULE]
"""Only `run` makes backups and misses them, and a story is of visits: tests/unit/test_daily_backup.py."""
STORIES = {path.stem: next(iter(read_by_skin(path).values())) for path in FILES}


def rules_of(names: tuple[str, ...] | None) -> set[str]:
    return {name.partition(":")[0] for name in names or ()}


def expectations(story: Story) -> Iterator[Expect]:
    return (moment.expect for moment in story.moments)


def fires(story: Story, rule: str) -> bool:
    return any(rule in rules_of(one.alarms) for one in expectations(story))


def stays_silent(story: Story, rule: str) -> bool:
    """Is about the rule, and at some moment expects it to say nothing, or to be over."""
    return rule in story.about and bool({SILENT, WELL} & set(heard_of(story, rule)))


@pytest.mark.parametrize("name", ["all_well", "all_well_at_a_practice"])
def test_all_well_tells_nobody_anything_and_writes_nothing(name: str) -> None:
    for expect in expectations(STORIES[name]):
        assert expect.verdict == {"*": "ok"}
        assert (expect.exit, expect.sent, expect.opened) == (0, (), None)
        assert (expect.requests or {}).get(RequestKind.WRITE) == 0


@pytest.mark.parametrize("rule", TOLD_BY_LOOKS)
def test_every_rule_has_a_story_that_fires_it(rule: str) -> None:
    assert [name for name, story in STORIES.items() if fires(story, rule)]


@pytest.mark.parametrize("rule", TOLD_BY_LOOKS)
def test_every_rule_has_a_story_on_the_other_side_of_its_boundary(rule: str) -> None:
    assert [name for name, story in STORIES.items() if stays_silent(story, rule)]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_names_only_rules_that_there_are(name: str) -> None:
    assert set(STORIES[name].rules) <= set(RULE_NAMES)
    for one in expectations(STORIES[name]):
        named = rules_of(one.not_opened) | rules_of(one.alarms)
        later = rules_of(one.reminded) | rules_of(one.escalated) | rules_of(one.resolved)
        assert named | later <= set(RULE_NAMES)


@pytest.mark.parametrize("name", STORIES)
def test_every_moment_expects_a_verdict_and_an_exit_status(name: str) -> None:
    assert all(one.verdict and one.exit is not None for one in expectations(STORIES[name]))
