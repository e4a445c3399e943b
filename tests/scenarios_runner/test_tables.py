"""What a run shows at its end."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenarios.errors import StageError
from scenarios.places import Manner, Place
from scenarios.playing import Performance
from scenarios.story import Story
from scenarios.tables import boundary_days, of_performances, of_rules

RULE = "password-expiry"
CLASSIC, TWO = Place("chromium", "classic"), Place("firefox", "2.0")


def story(*moments: dict[str, Any], **more: Any) -> Story:
    told = [{"at": f"+{number}d", **moment} for number, moment in enumerate(moments)]
    begins = {"now": datetime(2026, 3, 2, tzinfo=UTC)}
    return Story.model_validate(
        {"title": "t", "accounts": ["a"], "portal": begins, "moments": told, **more},
    )


def played(told: Story, place: Place, *, well: bool = True) -> Performance:
    broken = None if well else StageError("it fell", "here", "get up")
    return Performance(told, Manner(place), Path("config"), (), 2.0, broken)


def expecting(**names: list[str]) -> dict[str, Any]:
    return {"expect": names}


def test_boundary_days_say_when_a_rule_is_silent_when_it_fires_and_how_loudly() -> None:
    told = story(
        {"day": "15 left"},
        {"day": "14 left", **expecting(opened=[f"{RULE}:information"])},
        {"day": "12 left"},
        {"day": "7 left", **expecting(worsened=[f"{RULE}:warning"])},
        expecting(escalated=[RULE]),
        expecting(reminded=[RULE]),
        expecting(resolved=[RULE]),
        expecting(flapping=[f"{RULE}:critical"]),
    )
    assert boundary_days(told, RULE) == (
        "15 left silent, 14 left information, 7 left warning, +4 d on call, +5 d again, +6 d well,"
        " +7 d critical"
    )


def test_a_rule_that_a_story_only_names_is_silent_in_it() -> None:
    assert boundary_days(story(expecting(opened=["other-rule"])), RULE) == "at the start silent"


def test_a_line_a_rule_and_story_with_where_it_was_played_and_the_result() -> None:
    fires = story(expecting(opened=[RULE, "fee-requested:critical"]))
    lines = list(
        of_rules(
            [
                ("one", played(fires, CLASSIC)),
                ("one", played(fires, TWO, well=False)),
                ("two", played(story({}, rules=[RULE]), CLASSIC)),
            ]
        )
    )
    heading, *rows, total = [" ".join(line.split()) for line, _ in lines]
    assert heading == "rule story boundary days on result"
    assert rows == [
        "fee-requested one at the start critical chromium-classic, firefox-2.0 FAILED on firefox-2.0",
        "password-expiry one at the start told chromium-classic, firefox-2.0 FAILED on firefox-2.0",
        "password-expiry two at the start silent chromium-classic ok",
    ]
    assert [ok for _, ok in lines] == [True, False, False, True, True]
    assert total == "2 rules in 2 stories"


def test_a_line_a_performance_says_where_the_failed_one_is_told() -> None:
    told = story({})
    lines = of_performances(
        [("one", played(told, CLASSIC)), ("one", played(told, TWO, well=False))],
        lambda name, place: Path("out") / name / str(place),
    )
    assert [" ".join(line.split()) for line, _ in lines] == [
        "story on moments seconds result",
        "one chromium-classic 0/1 2.0 ok",
        "one firefox-2.0 0/1 2.0 FAILED: out/one/firefox-2.0",
        "2 performances in 4.0 s",
    ]


def test_without_a_rule_there_is_no_table_of_rules() -> None:
    assert list(of_rules([("one", played(story({}), CLASSIC))])) == []
