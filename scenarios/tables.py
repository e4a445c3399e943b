"""What a run shows at its end: a line a performance, and a line a rule and story."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.places import Place
from scenarios.playing import Performance
from scenarios.story import Expect, Story
from scenarios.telling import told_at

Performances = Sequence[tuple[str, Performance]]
"""Each with the name of its story."""

Line = tuple[str, bool]
"""Its text, and whether all is well with it."""

SILENT, WELL = "silent", "well"


def of_performances(performances: Performances, told_in: Callable[[str, Place], Path]) -> Iterator[Line]:
    """Story, where, moments, seconds, result; `told_in` is the folder of a failed one."""
    width = max(len(name) for name, _ in performances)
    where = max(len(str(performance.manner.place)) for _, performance in performances)
    yield f"{'story':<{width}}  {'on':<{where}}  moments  seconds  result", True
    for name, performance in performances:
        place = performance.manner.place
        played = f"{len(performance.scenes)}/{len(performance.story.moments)}"
        result = "ok" if performance.ok else f"FAILED: {told_in(name, place)}"
        line = f"{name:<{width}}  {place!s:<{where}}  {played:>7}  {performance.seconds:7.1f}  {result}"
        yield line, performance.ok
    total = sum(performance.seconds for _, performance in performances)
    yield f"{len(performances)} performances in {total:.1f} s", True


@dataclass(frozen=True)
class _Row:
    rule: str
    story: str
    days: str
    places: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def result(self) -> str:
        return f"FAILED on {', '.join(self.failed)}" if self.failed else "ok"


def of_rules(performances: Performances) -> Iterator[Line]:
    """Rule, story, boundary days, browsers and skins, result: by rule, and within it by story."""
    rows = sorted(_rows(performances), key=lambda row: (row.rule, row.story))
    if not rows:
        return
    rule, story = (max(len(getattr(row, name)) for row in rows) for name in ("rule", "story"))
    days, where = max(len(row.days) for row in rows), max(len(", ".join(row.places)) for row in rows)
    yield f"{'rule':<{rule}}  {'story':<{story}}  {'boundary days':<{days}}  {'on':<{where}}  result", True
    for row in rows:
        on = ", ".join(row.places)
        line = f"{row.rule:<{rule}}  {row.story:<{story}}  {row.days:<{days}}  {on:<{where}}  {row.result}"
        yield line, not row.failed
    yield f"{len({row.rule for row in rows})} rules in {len({row.story for row in rows})} stories", True


def _rows(performances: Performances) -> Iterator[_Row]:
    by_story: dict[str, list[Performance]] = {}
    for name, performance in performances:
        by_story.setdefault(name, []).append(performance)
    for name, played in by_story.items():
        places = tuple(str(one.manner.place) for one in played)
        failed = tuple(str(one.manner.place) for one in played if not one.ok)
        for rule in played[0].story.about:
            yield _Row(rule, name, boundary_days(played[0].story, rule), places, failed)


def boundary_days(story: Story, rule: str) -> str:
    """Each moment's day with what the rule says then: `9 days old silent, 10 days old warning`."""
    told = (
        (moment.day or told_at(moment), heard)
        for moment, heard in zip(story.moments, heard_of(story, rule), strict=True)
    )
    return ", ".join(f"{day} {heard}" for day, heard in told if heard)


def heard_of(story: Story, rule: str) -> Iterator[str]:
    """At each moment a severity, `on call`, `again`, `well` once over, `silent`; nothing where it goes on."""
    open_now = False
    for moment in story.moments:
        told = _told_of(moment.expect, rule)
        if told:
            open_now = told != WELL
            yield told
        else:
            yield "" if open_now else SILENT


def _told_of(expect: Expect, rule: str) -> str:
    ways = (
        (expect.alarms, "told"),
        (expect.escalated, "on call"),
        (expect.reminded, "again"),
        (expect.resolved, WELL),
    )
    for names, said in ways:
        for name, _, severity in (each.partition(":") for each in names or ()):
            if name == rule:
                return said if said != "told" else severity or said
    return ""
