"""pytest's side: every story file is collected, once a browser; `conftest.py` takes these hooks.

`--browser`, `--headed`, `--tracing` and `--output` are pytest-playwright's own options.
"""

import shutil
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from scenarios.errors import ExaminerError, StageError, StoryFormatError
from scenarios.playing import Manner, Performance, play
from scenarios.programs import ROOT
from scenarios.reading import read_story
from scenarios.stage import Stage
from scenarios.story import Story
from scenarios.telling import told_in_lines, write_report

BROWSERS = ("chromium", "firefox")
EVERYWHERE = frozenset(
    {"all_well", "page_signs_by_itself", "password_runs_out", "portal_down_and_back", "session_killed_once"}
)
"""Stories that run on every browser also with `--spread`: where browsers differ, or the product must not."""
_TRACES = {"off": "off", "retain-on-failure": "failure", "on": "always"}
_OUTPUT_UNSAID = "test-results"  # pytest-playwright's default; ours is build/scenarios
_STAGE = pytest.StashKey["Stage | StageError"]()
_PERFORMANCES = pytest.StashKey[list[tuple[str, Performance]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--spread",
        action="store_true",
        help="play the stories that no browser makes special on one browser each, drawn by their names",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "StoryFile | None":
    return StoryFile.from_parent(parent, path=file_path) if file_path.suffix == ".toml" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line a performance, with where the failed ones are told."""
    performances = config.stash.get(_PERFORMANCES, [])
    if not performances:
        return
    width = max(len(name) for name, _ in performances)
    terminalreporter.section("stories")
    terminalreporter.line(f"{'story':<{width}}  {'browser':<8}  moments  seconds  result")
    for name, performance in performances:
        played = f"{len(performance.scenes)}/{len(performance.story.moments)}"
        browser = performance.manner.browser
        result = "ok" if performance.ok else f"FAILED: {output_folder(config) / name / browser}"
        terminalreporter.line(
            f"{name:<{width}}  {browser:<8}  {played:>7}  {performance.seconds:7.1f}  {result}",
            red=not performance.ok,
        )
    total = sum(performance.seconds for _, performance in performances)
    terminalreporter.line(f"{len(performances)} performances in {total:.1f} s")


class StoryFile(pytest.File):
    """One story, performed on each browser that `--browser` names, on both without it."""

    def collect(self) -> Iterator["StoryItem"]:
        try:
            story = read_story(self.path)
        except StoryFormatError as error:
            raise self.CollectError(str(error)) from error
        for browser in self._browsers():
            yield StoryItem.from_parent(
                self, name=f"{self.path.stem}[{browser}]", story=story, browser=browser
            )

    def _browsers(self) -> Sequence[str]:
        asked: Sequence[str] = self.config.getoption("--browser") or BROWSERS
        if not self.config.getoption("--spread", default=False) or self.path.stem in EVERYWHERE:
            return asked
        return (asked[zlib.crc32(self.path.stem.encode()) % len(asked)],)


class StoryItem(pytest.Item):
    """One story on one browser."""

    def __init__(self, *, name: str, parent: StoryFile, story: Story, browser: str) -> None:
        super().__init__(name, parent)
        self.story = story
        self.browser = browser

    def runtest(self) -> None:
        if self.browser not in BROWSERS:
            pytest.skip(f"the agent does not drive {self.browser}")
        try:
            self._perform(_stage(self.config))
        except ExaminerError as error:
            pytest.fail(f"{self.story.title}: {error}", pytrace=False)

    def _perform(self, stage: Stage) -> None:
        options, name = self.config.option, self.path.stem
        manner = Manner(self.browser, bool(options.headed), _TRACES[options.tracing])
        performance = play(self.story, stage, manner, name=f"{name}-{self.browser}", beside=self.path.parent)
        self.config.stash.setdefault(_PERFORMANCES, []).append((name, performance))
        folder = output_folder(self.config) / name / self.browser
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier run left would be read as this one's
        if not performance.ok:
            page = write_report(performance, stage.agent, folder, name)
            told = [f"{self.story.title} ({self.browser})", *told_in_lines(performance), f"read {page}"]
            pytest.fail("\n".join(told), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.name}: {self.story.title}"


def output_folder(config: pytest.Config) -> Path:
    """`--output` where it is given, else `build/scenarios` of the checkout."""
    asked = config.getoption("--output")
    return ROOT / "build" / "scenarios" if asked == _OUTPUT_UNSAID else Path(asked).absolute()


def _stage(config: pytest.Config) -> Stage:
    """Set at the first story, struck when pytest ends; one that could not be set is not tried again."""
    if _STAGE not in config.stash:
        try:
            stage = Stage()
        except StageError as error:
            config.stash[_STAGE] = error
        else:
            config.stash[_STAGE] = stage
            config.add_cleanup(stage.close)
    found = config.stash[_STAGE]
    if isinstance(found, StageError):
        raise found
    return found
