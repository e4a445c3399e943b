"""A whole run as a QA person starts it: real portal, Vault, agent and browser, on stories made to fail."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mock_portal.cli import main as mock_portal
from scenarios.collecting import StoryItem
from scenarios.places import BROWSERS, SKINS
from scenarios.programs import ROOT
from scenarios.stage import accounts_of

HOOKS = """
from scenarios.collecting import pytest_addoption as pytest_addoption
from scenarios.collecting import pytest_collect_file as pytest_collect_file
from scenarios.collecting import pytest_terminal_summary as pytest_terminal_summary
"""
HEAD = """\
title = "{title}"
accounts = ["orchard-family"]

[portal]
now = 2026-03-02T09:00:00-05:00
"""
WRONG = (
    HEAD.format(title="It is <not> as told").replace(
        "[portal]", 'screens = ["profile", "enrollments"]\n\n[portal]'
    )
    + """
[[moments]]
at = "+0s"
set = [{ path = "/enrollments/I20151025814583", status = "Deactivated" }]
expect = { verdict = "ok", exit = 0, facts = { password = { days_left = 58 } }, requests = { sign_in = 1 } }

[[moments]]
at = "+4h"
set = [{ path = "/enrollments/I20141129119787", status = "Deactivated" }]
expect = { verdict = "ok" }

[[moments]]
at = "+8h"
faults = [{ name = "no-such-fault" }]

[[moments]]
at = "+9h"
"""
)
RIGHT = (
    HEAD.format(title="It is as told")
    + """
[[moments]]
at = "+0s"
faults = [{ name = "refused" }]
expect = { verdict = "portal_down", exit = 3 }
"""
)
NARROW = (
    HEAD.format(title="Only the staff are read").replace("[portal]", 'screens = ["staff"]\n\n[portal]')
    + """
[[moments]]
at = "+0s"
expect = { verdict = "ok", exit = 0, requests = { page = 7 } }
"""
)
MISSPELT = HEAD.format(title="It cannot be read") + '\n[[moments]]\nat = "+0s"\nexpcet = {}\n'


@dataclass(frozen=True)
class Run:
    status: int
    output: str
    folder: Path

    @property
    def told(self) -> Path:
        """The folder of the failed story."""
        return self.folder / "out" / "wrong" / "chromium"


def write(folder: Path, stories: dict[str, str]) -> list[str]:
    """A folder of stories; the arguments with which pytest takes them."""
    (folder / "conftest.py").write_text(HOOKS, encoding="utf-8")
    for name, text in stories.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return ["-c", str(ROOT / "pyproject.toml"), str(folder)]


def run(folder: Path, stories: dict[str, str], *options: str) -> Run:
    command = [sys.executable, "-m", "pytest", *write(folder, stories), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    return Run(done.returncode, done.stdout + done.stderr, folder)


def of_skin(skin: str, story: str) -> str:
    """The same story, about this skin alone."""
    return story.replace("[portal]", f'[portal]\nskin = "{skin}"')


@dataclass(frozen=True)
class Collecting:
    """Runs that end where stories would be played: in this process, since a start takes longer than they."""

    folder: Path
    captured: pytest.CaptureFixture[str]
    stories: list[StoryItem] = field(default_factory=list)
    """That the last run would have played."""

    def run(self, stories: dict[str, str], *options: str) -> Run:
        self.captured.readouterr()
        self.stories.clear()
        arguments = [*write(self.folder, stories), "--capture=no", "--collect-only", "-q", *options]
        status = pytest.main(arguments, plugins=[self])
        return Run(status, "".join(self.captured.readouterr()), self.folder)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.stories.extend(item for item in session.items if isinstance(item, StoryItem))

    def names(self, *options: str) -> list[str]:
        """The names that a run with these options takes."""
        return re.findall(r"\w+\[[\w.-]+\]", self.run({}, *options).output)


@pytest.fixture
def collecting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Collecting:
    return Collecting(tmp_path, capsys)


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Spread, so that no visit reads what no story needs."""
    folder = tmp_path_factory.mktemp("stories")
    options = ["--spread", "--browser", "chromium", "--tracing", "on", "--output", str(folder / "out")]
    told = {"wrong": WRONG, "right": RIGHT, "narrow": NARROW}
    stories = {name: of_skin("classic", story) for name, story in told.items()}
    return run(folder, stories, *options, f"--junitxml={folder / 'junit.xml'}")


def test_one_failed_story_fails_the_run_and_the_others_stand(failed: Run) -> None:
    assert failed.status == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 2 passed" in failed.output


def test_the_terminal_says_what_was_expected_and_what_was_seen_without_a_traceback(failed: Run) -> None:
    assert "It is <not> as told (chromium-classic)" in failed.output
    assert "alert: opened: expected none, seen enrollment-status:critical about I20141129" in failed.output
    assert "moment 3 could not be played: the portal refuses what the story asks" in failed.output
    assert f"read {failed.told / 'story.html'}" in failed.output
    assert "Traceback" not in failed.output


def test_a_table_at_the_end_has_a_line_for_each_performance(failed: Run) -> None:
    assert re.search(r"^right\s+chromium-classic\s+1/1\s+\d+\.\d\s+ok$", failed.output, re.MULTILINE)
    assert re.search(r"^wrong\s+chromium-classic\s+2/4\s+\d+\.\d\s+FAILED: ", failed.output, re.MULTILINE)


def test_only_the_failed_story_leaves_a_folder_with_all_that_was_seen(failed: Run) -> None:
    assert [path.name for path in (failed.folder / "out").iterdir()] == ["wrong"]
    document = json.loads((failed.told / "moment-2" / "visit.json").read_text())
    assert document["visits"][0]["account"] == "orchard-family"
    assert "sign_in" in {row["kind"] for row in json.loads((failed.told / "requests.json").read_text())}
    assert [path.read_bytes()[:4] for path in failed.told.glob("*/*screenshot.png")] == [b"\x89PNG"] * 2
    assert len(list(failed.told.glob("*/*trace.zip"))) == 2


def test_the_page_tells_the_story_and_needs_nothing_else(failed: Run) -> None:
    page = (failed.told / "story.html").read_text(encoding="utf-8")
    assert page.count('src="data:image/png;base64,') == 2
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert "It is &lt;not&gt; as told" in page
    assert 'class="wrong"><td><span class="no">✗</span>' in page
    assert "+9 h, not played" in page
    assert "Broken off." in page
    assert "/enrollments/I20151025814583: status = Deactivated" in page


def test_the_page_and_its_folder_hold_no_password(failed: Run, capsys: pytest.CaptureFixture[str]) -> None:
    mock_portal(["cast", "--seed", "7", "--json", "--credentials"])
    cast = json.loads(capsys.readouterr().out)
    (person,) = [each for each in cast["accounts"] if each["name"] == "orchard-family"]
    files = [path for path in failed.told.rglob("*") if path.is_file() and path.suffix != ".zip"]
    written = b"".join(path.read_bytes() for path in files)
    for secret in ("user_id", "password", "totp_secret"):
        assert person[secret].encode() not in written


def test_junit_has_a_case_for_each_story_and_browser(failed: Run) -> None:
    cases = ElementTree.parse(failed.folder / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    assert {case.get("name"): case.find("failure") is not None for case in cases} == {
        "narrow[chromium-classic]": False,
        "right[chromium-classic]": False,
        "wrong[chromium-classic]": True,
    }


def test_every_browser_and_skin_is_taken_where_none_is_named_and_options_select(
    collecting: Collecting,
) -> None:
    assert collecting.run({"right": RIGHT, "skinned": of_skin("2.0", RIGHT)}).status == pytest.ExitCode.OK
    everywhere, names = collecting.names(), collecting.names
    of_right = [f"right[{browser}-{skin}]" for browser in BROWSERS for skin in SKINS]
    assert everywhere == [*of_right, "skinned[chromium-2.0]", "skinned[firefox-2.0]"]
    assert names("-k", "right and firefox and classic") == ["right[firefox-classic]"]
    assert names("--browser", "chromium", "--skin", "classic") == ["right[chromium-classic]"]
    spread = names("--spread")
    assert len(spread) == 2
    assert sorted([name for skin in SKINS for name in names("--spread", "--skin", skin)]) == sorted(spread)


def test_a_spread_story_reads_only_the_screens_it_needs_and_what_it_cannot_do_without(failed: Run) -> None:
    """Sign-in takes four requests, sign-out two."""
    assert re.search(r"^narrow\s+chromium-classic\s+1/1\s+\d+\.\d\s+ok$", failed.output, re.MULTILINE)


def test_a_story_that_is_not_spread_reads_every_screen(collecting: Collecting) -> None:
    for options in ((), ("--spread",)):
        assert collecting.run({"narrow": NARROW}, *options).status == pytest.ExitCode.OK
        assert {item.narrow for item in collecting.stories} == {bool(options)}
    story = collecting.stories[0].story
    accounts = {narrow: accounts_of(story, collecting.folder, narrow=narrow) for narrow in (False, True)}
    assert accounts == {
        False: [{"name": "orchard-family"}],
        True: [{"name": "orchard-family", "screens": ("staff",)}],
    }


def test_a_misspelt_key_stops_the_run_with_file_and_line(collecting: Collecting) -> None:
    refused = collecting.run({"misspelt": MISSPELT})
    assert refused.status == pytest.ExitCode.INTERRUPTED
    assert (
        f"{refused.folder / 'misspelt.toml'}:9: unknown key `moments.0.expcet`; did you mean `expect`?"
        in refused.output
    )
    assert "Traceback" not in refused.output
