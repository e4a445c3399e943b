"""A story file is read whole, and a mistake in it names file, line and key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scenarios.errors import StoryFormatError
from scenarios.places import SKINS
from scenarios.reading import read_by_skin
from scenarios.story import EVERY, Story

START = """\
title = "A story"
accounts = ["north-clinic"]

[portal]
now = 2026-03-02T09:00:00-05:00
"""


def written(folder: Path, moments: str, start: str = START) -> Path:
    path = folder / "tale.toml"
    path.write_text(start + moments, encoding="utf-8")
    return path


def read(path: Path) -> Story:
    """As it is told on the first skin."""
    return next(iter(read_by_skin(path).values()))


def refusal(path: Path) -> str:
    with pytest.raises(StoryFormatError) as caught:
        read_by_skin(path)
    return str(caught.value)


def test_the_story_of_the_contract_is_read(tmp_path: Path) -> None:
    story = read(
        written(
            tmp_path,
            """\
set = [{ path = "/accounts/north-clinic", password_changed = "2026-03-02" }]

[[moments]]
at = "+46d"
expect = { verdict = "ok", exit = 0, opened = ["password-expiry:information"] }

[[moments]]
at = "+59d"
faults = [{ name = "slow", path = "/pecos/*", seconds = 1 }]
expect = { exit = 1, sent = ["ops-mail"], not_opened = ["session-timeout"] }
""",
        )
    )
    first, second = story.moments
    assert story.portal.set[0].rest == {"password_changed": "2026-03-02"}
    assert first.expect.verdict == {EVERY: "ok"}
    assert first.time(story.portal.now) - story.portal.now == timedelta(days=46)
    assert second.faults[0].rest == {"path": "/pecos/*", "seconds": 1}
    assert second.expect.sent == ("ops-mail",)


@pytest.mark.parametrize(
    ("at", "meant"),
    [
        ('"+30s"', timedelta(seconds=30)),
        ('"+1.5h"', timedelta(minutes=90)),
        ('"+8h+10m"', timedelta(hours=8, minutes=10)),
    ],
)
def test_a_span_counts_from_the_portals_start(tmp_path: Path, at: str, meant: timedelta) -> None:
    story = read(written(tmp_path, f"[[moments]]\nat = {at}\n"))
    assert story.moments[0].time(story.portal.now) == story.portal.now + meant


def test_a_moment_can_say_its_time_outright(tmp_path: Path) -> None:
    story = read(written(tmp_path, "[[moments]]\nat = 2026-05-01T14:00:00Z\n"))
    assert story.moments[0].time(story.portal.now) == datetime(2026, 5, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moments", "line", "key", "hint"),
    [
        ('[[moments]]\nat = "+1d"\nexpcet = {}\n', 8, "moments.0.expcet", "did you mean `expect`?"),
        (
            '[[moments]]\nat = "+1d"\nexpect = { verdcit = "ok" }\n',
            8,
            "moments.0.expect.verdcit",
            "`verdict`",
        ),
        (
            '[[moments]]\nat = "+1d"\n\n[[moments]]\nat = "+2d"\n[moments.expect]\nexit = 0\nopend = []\n',
            13,
            "moments.1.expect.opend",
            "did you mean `opened`?",
        ),
        ('sede = 7\n[[moments]]\nat = "+1d"\n', 6, "portal.sede", "did you mean `seed`?"),
        (
            '[[moments]]\nat = "+1d"\nexpect = { requests = { writes = 0 } }\n',
            8,
            "moments.0.expect.requests.writes",
            "write",
        ),
    ],
)
def test_an_unknown_key_names_file_line_and_the_right_spelling(
    tmp_path: Path, moments: str, line: int, key: str, hint: str
) -> None:
    path = written(tmp_path, moments)
    said = refusal(path)
    assert said.startswith(f"{path}:{line}: ")
    assert key in said
    assert hint in said


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        ('[[moments]]\nat = "tomorrow"\n', "tale.toml:7: `moments.0.at`: 'tomorrow' is no time"),
        ("[[moments]]\nat = 2026-05-01T14:00:00\n", "tale.toml:7: `moments.0.at`: has no zone"),
        ("[[moments]]\nclear_faults = true\n", "tale.toml:6: `moments.0.at` is missing"),
        ('[[moments]]\nat = "+2d"\n[[moments]]\nat = "+1d"\n', "moment 2 is at a time that has passed"),
        ('[[moments]]\nat = "+1d"\nexpect = { verdict = { south = "ok" } }\n', "south: not an account"),
        (
            '[[moments]]\nat = "+1d"\nexpect = { opened = ["password-expiry:bad"] }\n',
            "moments.0.expect.opened",
        ),
        ("[[moments]\n", "not TOML"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_sentence(tmp_path: Path, moments: str, said: str) -> None:
    assert said in refusal(written(tmp_path, moments))


def test_a_story_without_moments_is_refused(tmp_path: Path) -> None:
    assert "`moments` is missing" in refusal(written(tmp_path, ""))


BY_SKIN = """\
[[moments]]
at = "+1d"
faults = [{ name = "slow", path = { classic = "/pecos/home.do", "2.0" = "/app/dashboard" } }]
expect = { reason = "dashboard" }
"""


def test_a_table_by_skin_says_to_each_skin_its_own(tmp_path: Path) -> None:
    told = read_by_skin(written(tmp_path, BY_SKIN))
    assert {skin: story.moments[0].faults[0].rest["path"] for skin, story in told.items()} == {
        "classic": "/pecos/home.do",
        "2.0": "/app/dashboard",
    }
    assert told["2.0"].moments[0].expect.reason == {EVERY: "dashboard"}


def test_a_story_is_for_every_skin_unless_it_names_its_own(tmp_path: Path) -> None:
    assert tuple(read_by_skin(written(tmp_path, '[[moments]]\nat = "+1d"\n'))) == SKINS
    assert tuple(read_by_skin(written(tmp_path, 'skin = "2.0"\n[[moments]]\nat = "+1d"\n'))) == ("2.0",)


def test_what_a_table_by_skin_leaves_out_is_told_with_its_line(tmp_path: Path) -> None:
    faults = 'faults = [{ name = "slow", path = { classic = "/pecos/*" } }]\n'
    said = refusal(written(tmp_path, f'[[moments]]\nat = "+1d"\n{faults}'))
    assert said == f"{tmp_path / 'tale.toml'}:8: `moments.0.faults.0.path` says nothing for the skin 2.0"


def test_a_skin_that_there_is_not_is_refused(tmp_path: Path) -> None:
    assert "portal.skin" in refusal(written(tmp_path, 'skin = "3.0"\n[[moments]]\nat = "+1d"\n'))


def test_a_story_is_about_the_rules_that_it_names_or_those_that_it_expects_to_fire(tmp_path: Path) -> None:
    moments = """[[moments]]
at = "+1d"
expect = { opened = ["password-expiry:warning"], resolved = ["session-timeout"] }
[[moments]]
at = "+2d"
expect = { worsened = ["password-expiry:critical", "fee-requested"] }
"""
    assert read(written(tmp_path, moments)).about == ("password-expiry", "fee-requested")
    named = read(written(tmp_path, moments, f'rules = ["connection-pending"]\n{START}'))
    assert named.about == ("connection-pending",)


SILENCED = """\

[[moments]]
at = "+1h"
ack = ["portal-availability"]
silence = [{ rule = "portal-*", lasting = "4h", why = "known" }]
"""


def test_what_the_person_on_call_does_is_read(tmp_path: Path) -> None:
    (moment,) = read(written(tmp_path, SILENCED)).moments
    assert moment.ack == ("portal-availability",)
    assert [(quiet.rule, quiet.lasting, quiet.why) for quiet in moment.silence] == [
        ("portal-*", "4h", "known")
    ]


def test_a_misspelt_key_of_a_silence_is_named_with_its_line(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, SILENCED.replace("lasting", "lastin")))
    assert "did you mean `lasting`?" in said
    assert "tale.toml:10" in said
