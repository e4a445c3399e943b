"""pytest's side: every story file is collected, once a browser and skin; `conftest.py` takes these hooks.

`--browser`, `--headed`, `--tracing` and `--output` are pytest-playwright's own options.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.errors import ExaminerError, StageError, StoryFormatError
from scenarios.places import BROWSERS, EVERYWHERE, SKINS, Manner, Place, places
from scenarios.playing import Performance, play
from scenarios.programs import ROOT
from scenarios.reading import read_by_skin
from scenarios.stage import Stage
from scenarios.story import Story
from scenarios.tables import of_performances, of_rules
from scenarios.telling import told_in_lines, write_report

CAST = "cast.toml"
"""Beside the stories, and none: what each persona's first visit opens; `test_cast.py` reads it."""
_TRACES = {"off": "off", "retain-on-failure": "failure", "on": "always"}
_OUTPUT_UNSAID = "test-results"  # pytest-playwright's default; ours is build/scenarios
_STAGE = pytest.StashKey["Stage | StageError"]()
_PERFORMANCES = pytest.StashKey[list[tuple[str, Performance]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--spread",
        action="store_true",
        help="play the stories that no browser or skin makes special once each, where their names draw, and "
        "let them read the screens that they need",
    )
    parser.addoption("--skin", action="append", choices=SKINS, help="only on this skin of the portal")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "StoryFile | None":
    told = file_path.suffix == ".toml" and file_path.name != CAST
    return StoryFile.from_parent(parent, path=file_path) if told else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A line a performance, with where the failed ones are told; then a line a rule and story."""
    performances = config.stash.get(_PERFORMANCES, [])
    if not performances:
        return
    terminalreporter.section("stories")
    for line, ok in of_performances(
        performances, lambda name, place: output_folder(config) / name / place.folder
    ):
        terminalreporter.line(line, red=not ok)
    terminalreporter.section("rules")
    for line, ok in of_rules(performances):
        terminalreporter.line(line, red=not ok)


class StoryFile(pytest.File):
    """One story, performed on each browser and skin that is asked for, on all of them without.

    Where it is spread its place is drawn among all skins, also where one alone is asked for: runs beside each
    other, one a skin, play everything once.
    """

    def collect(self) -> Iterator["StoryItem"]:
        try:
            told = read_by_skin(self.path)
        except StoryFormatError as error:
            raise self.CollectError(str(error)) from error
        asked = self.config.getoption("--skin", default=None) or SKINS
        spread = bool(self.config.getoption("--spread", default=False))
        for place in places(
            self.path.stem,
            self.config.getoption("--browser") or BROWSERS,
            tuple(told),
            spread=spread,
            everywhere=EVERYWHERE,
        ):
            if place.skin not in asked:
                continue
            name = f"{self.path.stem}[{place}]"
            yield StoryItem.from_parent(self, name=name, story=told[place.skin], place=place, narrow=spread)


class StoryItem(pytest.Item):
    """One story on one browser and skin."""

    def __init__(self, *, name: str, parent: StoryFile, story: Story, place: Place, narrow: bool) -> None:
        super().__init__(name, parent)
        self.story = story
        self.place = place
        self.narrow = narrow

    def runtest(self) -> None:
        if self.place.browser not in BROWSERS:
            pytest.skip(f"the agent does not drive {self.place.browser}")
        try:
            self._perform(stage_of(self.config))
        except ExaminerError as error:
            pytest.fail(f"{self.story.title}: {error}", pytrace=False)

    def _perform(self, stage: Stage) -> None:
        options, name = self.config.option, self.path.stem
        trace = _TRACES[options.tracing]
        manner = Manner(self.place, bool(options.headed), trace, self.narrow)
        performance = play(self.story, stage, manner, name=f"{name}-{self.place}", beside=self.path.parent)
        self.config.stash.setdefault(_PERFORMANCES, []).append((name, performance))
        folder = output_folder(self.config) / name / self.place.folder
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier run left would be read as this one's
        if not performance.ok:
            page = write_report(performance, stage.agent, folder, name)
            told = [f"{self.story.title} ({self.place})", *told_in_lines(performance), f"read {page}"]
            pytest.fail("\n".join(told), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.name}: {self.story.title}"


def output_folder(config: pytest.Config) -> Path:
    """`--output` where it is given, else `build/scenarios` of the checkout."""
    asked = config.getoption("--output")
    return ROOT / "build" / "scenarios" if asked == _OUTPUT_UNSAID else Path(asked).absolute()


def stage_of(config: pytest.Config) -> Stage:
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
