"""Plays one story on one browser and skin."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scenarios.errors import ExaminerError
from scenarios.expectations import Check, compare
from scenarios.places import Manner
from scenarios.seen import Seen, Severities, transitions
from scenarios.stage import Stage
from scenarios.story import Moment, Password, Stoppable, Story
from scenarios.vault import INSTEAD


@dataclass(frozen=True)
class Scene:
    """A moment that was played."""

    number: int
    moment: Moment
    seen: Seen
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True)
class Performance:
    """All moments played; `broken_off` says why there are fewer than the story has."""

    story: Story
    manner: Manner
    config: Path
    scenes: tuple[Scene, ...]
    seconds: float
    broken_off: ExaminerError | None = None

    @property
    def ok(self) -> bool:
        return self.broken_off is None and all(scene.ok for scene in self.scenes)


def play(story: Story, stage: Stage, manner: Manner, *, name: str, beside: Path) -> Performance:
    """All moments in order, also after one went wrong: what follows often says why.

    `name` is unique to this performance; `beside` is the folder that the story's files are in.
    """
    begun = time.monotonic()
    config = stage.set_for(story, name, beside, manner)
    scenes: list[Scene] = []
    broken_off: ExaminerError | None = None
    play_one = _Play(story, stage, manner, config)
    try:
        for number, moment in enumerate(story.moments, start=1):
            seen = play_one.moment(moment)
            scenes.append(Scene(number, moment, seen, compare(moment.expect, seen)))
    except ExaminerError as error:
        broken_off = error
    return Performance(story, manner, config, tuple(scenes), time.monotonic() - begun, broken_off)


class _Play:
    """What is carried from one moment of a story to the next."""

    def __init__(self, story: Story, stage: Stage, manner: Manner, config: Path) -> None:
        self._story = story
        self._stage = stage
        self._manner = manner
        self._config = config
        self._passwords: dict[str, Password] = {}
        self._severities: Severities = {}

    def moment(self, moment: Moment) -> Seen:
        """Change the world, do what the person on call does, look, and gather what came of it."""
        stage = self._stage
        at = moment.time(self._story.portal.now)
        self._change_world(moment, at)
        for rule in moment.ack:
            stage.agent.take(self._config, rule, at)
        for quiet in moment.silence:
            stage.agent.silence(self._config, quiet, at)
        logged = len(stage.portal.requests())
        visits = stage.agent.visit(
            self._config,
            at,
            self._manner.place.browser,
            self._manner.trace,
            accounts=len(self._story.accounts),
        )
        told = transitions(visits.document.get("visits", []), self._severities)
        return Seen(at, visits, told, stage.portal.requests()[logged:], stage.inbox.new())

    def _change_world(self, moment: Moment, at: datetime) -> None:
        portal, vault = self._stage.portal, self._stage.vault
        portal.set_clock(at)
        portal.alter(moment)
        if moment.clear_faults:
            portal.clear_faults()
        for fault in moment.faults:
            portal.add(fault)
        if moment.password:
            self._passwords |= moment.password
            for name in (name for name, password in moment.password.items() if password is Password.RENEWED):
                portal.set_password(name, INSTEAD[Password.RENEWED])
            vault.hold(self._story.portal.seed, self._passwords)
        if Stoppable.VAULT in moment.stop:
            vault.seal()
        if Stoppable.VAULT in moment.start:
            vault.unseal()
