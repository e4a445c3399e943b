"""Public data ages: each data set shows the state of its last release until the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from mock_portal.clock import portal_date
from mock_portal.world.entities import Associate, Enrollment, Entity
from mock_portal.world.registry import World

_RELEASE_WEEKDAYS = frozenset({1, 4})
"""Tuesday and Friday, as the catalogue's dates show."""
T = TypeVar("T")


class Rhythm(StrEnum):
    """How often a data set is released, as the catalogue writes it."""

    TWICE_WEEKLY = "R/P3.5D"
    MONTHLY = "R/P1M"
    QUARTERLY = "R/P3M"


def last_release(rhythm: Rhythm, today: date) -> date:
    """The day of the last release, today's included; a release is out from midnight in New York."""
    if rhythm is Rhythm.MONTHLY:
        return today.replace(day=1)
    if rhythm is Rhythm.QUARTERLY:
        return today.replace(month=today.month - (today.month - 1) % 3, day=1)
    days = (today - timedelta(days=back) for back in range(7))
    return next(day for day in days if day.weekday() in _RELEASE_WEEKDAYS)


def covered(rhythm: Rhythm, release: date) -> tuple[date, date]:
    """First and last day that a release is about, as the catalogue's `temporal` has them."""
    if rhythm is Rhythm.MONTHLY:
        return release, (release + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if rhythm is Rhythm.QUARTERLY:
        last = release - timedelta(days=1)
        return last_release(Rhythm.QUARTERLY, last), last
    saturday = release - timedelta(days=(release.weekday() - 5) % 7)
    return saturday - timedelta(days=6), saturday


class ReleaseState(Entity):
    """A release as the difference between what it shows and the present."""

    rhythm: Rhythm
    on: date
    was: tuple[Enrollment, ...] = ()
    """Enrollments that have changed since, as they were."""
    since: tuple[str, ...] = ()
    """IDs of enrollments that did not exist yet."""


class Release:
    """What was published on a day; `cached` keeps what is made from it."""

    def __init__(
        self, on: date, enrollments: Iterable[Enrollment], associates: Mapping[str, Associate]
    ) -> None:
        self.on = on
        self.enrollments = {one.id: one for one in enrollments}
        self.associates = associates
        self._made: dict[str, object] = {}

    def cached(self, name: str, make: Callable[[Release], list[T]]) -> list[T]:
        """The list of that name, made once a release."""
        if name not in self._made:
            self._made[name] = make(self)
        made = self._made[name]
        return made if isinstance(made, list) else []


class Releases:
    """The last release of each rhythm."""

    def __init__(self, world: World, states: Iterable[ReleaseState] = ()) -> None:
        self._last = {state.rhythm: _put_back(world, state) for state in states}
        self._day: date | None = None

    def publish(self, world: World, now: datetime) -> bool:
        """Release what is due, with the world as it stands; also after a clock that was put back."""
        today = portal_date(now)
        if today == self._day:
            return False
        self._day = today
        due = {rhythm: last_release(rhythm, today) for rhythm in Rhythm}
        fresh = [rhythm for rhythm, day in due.items() if self._on(rhythm) != day]
        for rhythm in fresh:
            self._last[rhythm] = Release(due[rhythm], world.enrollments.values(), world.associates)
        return bool(fresh)

    def last(self, rhythm: Rhythm) -> Release:
        """The release that is out; KeyError before anything was published."""
        return self._last[rhythm]

    def states(self, world: World) -> tuple[ReleaseState, ...]:
        """All releases as differences from the present."""
        return tuple(_difference(world, rhythm, release) for rhythm, release in self._last.items())

    def _on(self, rhythm: Rhythm) -> date | None:
        release = self._last.get(rhythm)
        return release.on if release else None


def _difference(world: World, rhythm: Rhythm, release: Release) -> ReleaseState:
    present, shown = world.enrollments, release.enrollments
    return ReleaseState.model_construct(
        rhythm=rhythm,
        on=release.on,
        was=tuple(one for one in shown.values() if present.get(one.id) is not one),
        since=tuple(key for key in present if key not in shown),
    )


def _put_back(world: World, state: ReleaseState) -> Release:
    since = set(state.since)
    shown = {key: one for key, one in world.enrollments.items() if key not in since}
    shown |= {one.id: one for one in state.was}
    return Release(state.on, shown.values(), world.associates)
