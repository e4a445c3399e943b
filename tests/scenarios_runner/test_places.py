"""Where a story is played."""

import pytest

from scenarios.places import BROWSERS, EVERYWHERE, SKINS, Place, places
from scenarios.programs import ROOT

ALL = {Place(browser, skin) for browser in BROWSERS for skin in SKINS}


def test_without_spreading_a_story_is_played_on_every_browser_and_skin() -> None:
    assert set(places("tale", BROWSERS, SKINS, spread=False, everywhere=())) == ALL


def test_spread_it_is_played_once_and_always_at_the_same_place() -> None:
    drawn = {name: places(name, BROWSERS, SKINS, spread=True, everywhere=()) for name in map(str, range(64))}
    assert all(len(found) == 1 for found in drawn.values())
    assert {place for found in drawn.values() for place in found} == ALL
    again = {name: places(name, BROWSERS, SKINS, spread=True, everywhere=()) for name in drawn}
    assert again == drawn


def test_of_spread_stories_firefox_plays_one_in_eight_and_each_skin_half() -> None:
    drawn = [places(str(n), BROWSERS, SKINS, spread=True, everywhere=())[0] for n in range(2000)]
    assert sum(place.browser == "firefox" for place in drawn) == pytest.approx(250, abs=40)
    for browser in BROWSERS:
        skins = [place.skin for place in drawn if place.browser == browser]
        assert skins.count(SKINS[0]) == pytest.approx(len(skins) / 2, rel=0.15)


def test_the_shipped_stories_that_are_spread_meet_every_browser_and_skin() -> None:
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.toml")} - EVERYWHERE - {"cast"}
    met = {place for name in shipped for place in places(name, BROWSERS, SKINS, spread=True, everywhere=())}
    assert met == ALL


def test_spread_a_story_about_one_skin_stays_on_it() -> None:
    for name in map(str, range(16)):
        (place,) = places(name, BROWSERS, ("2.0",), spread=True, everywhere=())
        assert place.skin == "2.0"


def test_spread_a_story_of_everywhere_is_played_everywhere() -> None:
    assert set(places("tale", BROWSERS, SKINS, spread=True, everywhere={"tale"})) == ALL


def test_at_least_fifteen_shipped_stories_are_played_everywhere() -> None:
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    assert shipped >= EVERYWHERE
    assert len(EVERYWHERE) >= 15
