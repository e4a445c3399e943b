"""What keeps timers cheap: dictionaries that note changes, and a table of next turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mock_portal.filing.timetable import Due, Timetable, Turn
from mock_portal.noted import Grouped, Noted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_every_way_to_change_is_noted() -> None:
    seen: list[str] = []
    kept = Noted({"a": "first"}, seen.append)
    kept["b"] = "second"
    kept.update({"c": "third"})
    kept.setdefault("d", "fourth")
    del kept["a"]
    assert kept.pop("b") == "second"
    assert kept.pop("b", "nothing") == "nothing"
    assert seen == ["second", "third", "fourth", "first", "second"]
    assert dict(kept) == {"c": "third", "d": "fourth"}


def test_values_are_found_by_what_they_are_about() -> None:
    kept = Grouped({1: "ant", 2: "bee"}, lambda one: one[0], lambda _: None)
    kept[3] = "ape"
    kept[2] = "auk"
    del kept[1]
    assert kept.of("a") == ["ape", "auk"]
    assert kept.of("b") == []


def test_the_earliest_turn_is_at_hand_and_a_new_one_replaces_the_old() -> None:
    table = Timetable()
    later, sooner = NOON + timedelta(days=2), NOON + timedelta(days=1)
    table.put("x", Due(later, "x", Turn.DECIDE))
    table.put("y", Due(sooner, "y", Turn.REVIEW))
    assert table.earliest() == (sooner, "y", Turn.REVIEW)
    table.put("y", Due(later, "y", Turn.REVIEW))
    assert table.earliest() == (later, "x", Turn.DECIDE)
    table.put("x", None)
    assert table.earliest() == (later, "y", Turn.REVIEW)
    table.put("y", None)
    assert table.earliest() is None


def test_turns_of_one_moment_come_in_the_order_of_their_keys() -> None:
    table = Timetable()
    for key in ("c", "a", "b"):
        table.put(key, Due(NOON, key, Turn.RECEIVE))
    taken = []
    while (due := table.earliest()) is not None:
        taken.append(due.key)
        table.put(due.key, None)
    assert taken == ["a", "b", "c"]
