"""A failed story, told: lines for the terminal, and a folder with everything and one page to read."""

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scenarios.agent import Agent
from scenarios.errors import StageError
from scenarios.playing import Performance, Scene
from scenarios.story import Addition, Fault, Moment, Patch, Start

_SUFFIX = {"screenshot": ".png", "trace": ".zip", "elements": ".json"}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Picture:
    """A screenshot of one visit, as a data URI; where it could not be opened, `problem` says why."""

    account: str
    file: str
    uri: str
    problem: str = ""


def told_in_lines(performance: Performance) -> Iterator[str]:
    """Only what went wrong: the moment, then one line a difference."""
    for scene in performance.scenes:
        wrong = [check for check in scene.checks if not check.ok]
        if wrong:
            yield f"moment {scene.number}, {told_at(scene.moment)}:"
        yield from (f"  {check.what}: expected {check.expected}, seen {check.seen}" for check in wrong)
    if performance.broken_off:
        yield f"moment {len(performance.scenes) + 1} could not be played: {performance.broken_off}"


def write_report(performance: Performance, agent: Agent, folder: Path, name: str) -> Path:
    """Visit JSON and evidence by moment, the portal's requests, and the page, whose path is returned."""
    folder.mkdir(parents=True)
    pictures: dict[int, list[Picture]] = {}
    for scene in performance.scenes:
        place = folder / f"moment-{scene.number}"
        place.mkdir()
        _write(place / "visit.json", scene.seen.visits.document)
        _write(place / "mails.json", scene.seen.messages)
        pictures[scene.number] = list(_evidence(scene, performance, agent, place))
    _write(folder / "requests.json", [row for scene in performance.scenes for row in scene.seen.requests])
    shutil.copy(performance.config, folder / "enrollwatch.toml")
    page = folder / "story.html"
    html = _PAGES.get_template("story.html.j2").render(
        name=name,
        performance=performance,
        story=performance.story,
        pictures=pictures,
        told_at=told_at,
        deeds=deeds,
        before=list(alterations(performance.story.portal)),
        log_lines=log_lines,
    )
    page.write_text(html, encoding="utf-8")
    return page


def told_at(moment: Moment) -> str:
    """When, as a person says it: since the story began where it was said so."""
    if not hasattr(moment.at, "total_seconds"):
        return str(moment.at)
    seconds = int(moment.at.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return "+" + " ".join(parts) if parts else "at the start"


def alterations(told: Start | Moment) -> Iterator[str]:
    """What is changed, new and gone at the portal."""
    yield from (f"{patch.path}: {_fields(patch)}" for patch in told.set)
    yield from (f"new at {addition.path}: {_fields(addition)}" for addition in told.add)
    yield from (f"{path} is gone" for path in told.remove)


def deeds(moment: Moment) -> Iterator[str]:
    """What the moment did to the world before anybody looked."""
    yield from alterations(moment)
    if moment.clear_faults:
        yield "all faults end"
    yield from (f"fault {fault.name} {_fields(fault)}".strip() for fault in moment.faults)
    yield from (
        f"Vault holds the {password} password of {name}" for name, password in moment.password.items()
    )
    yield from (f"{part} stops" for part in moment.stop)
    yield from (f"{part} starts" for part in moment.start)
    yield from (f"somebody takes {rule}" for rule in moment.ack)
    yield from (f"silence for {quiet.lasting}: {quiet.why}" for quiet in moment.silence)


def log_lines(log: str) -> list[tuple[str, str]]:
    """Each line with its level in lower case, as far as it names one."""
    levels = ("critical", "error", "warning")
    lines = log.splitlines()
    return [
        (next((level for level in levels if level in line[:160].casefold()), "info"), line) for line in lines
    ]


def _fields(thing: Patch | Addition | Fault) -> str:
    return ", ".join(f"{name} = {value}" for name, value in thing.rest.items())


def _evidence(scene: Scene, performance: Performance, agent: Agent, place: Path) -> Iterator[Picture]:
    for visit in scene.seen.documents:
        for number, piece in enumerate(visit["evidence"], start=1):
            file = place / f"{visit['account']}-{number}-{piece['kind']}{_SUFFIX.get(piece['kind'], '')}"
            picture = _opened(visit["account"], piece, file, performance.config, agent)
            if picture.problem or piece["kind"] == "screenshot":
                yield picture


def _opened(account: str, piece: Mapping[str, Any], file: Path, config: Path, agent: Agent) -> Picture:
    shown = f"{file.parent.name}/{file.name}"
    try:
        agent.open_evidence(config, piece["id"], file)
    except StageError as error:
        return Picture(account, shown, "", str(error))
    return Picture(account, shown, "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode())


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
