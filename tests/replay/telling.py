"""Who is paged of one true incident, and when. The promises:

Who is at the pager takes what asks for it, after `TAKES`. What nobody took goes to the second pager after
`STEP`. What lasts is told again after a day, then after gaps twice as long, up to a week; from three days on
once somebody took it. What got worse is nobody's again. Whoever was paged hears that somebody took it, and
that it is over. What a window explains is told at its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.model.incident import Transition
from tests.replay.truth import DAY, MINUTE, Truth, holding

PAGER, SECOND_PAGER = "pager", "second-pager"
TAKES = 7 * MINUTE
STEP = 30 * MINUTE
AVAILABILITY, NOT_LOOKED = "portal-availability", "not-looked"
EXPLAINED_BY_WINDOWS = frozenset({AVAILABILITY, NOT_LOOKED})

_REMIND, _REMIND_TAKEN, _LONGEST = DAY, 3 * DAY, 7 * DAY


@dataclass(frozen=True)
class Wanted:
    """One page. `life` names the true incident, and which of its openings where it has several."""

    life: str
    channel: str
    rule: str
    subject: str
    transition: Transition
    at: datetime

    def __str__(self) -> str:
        return f"{self.at:%d %H:%M:%S} {self.channel} {self.transition} {self.rule} {self.subject}"


@dataclass(frozen=True)
class Life:
    """From the first page of something to its end, if it ends. `worse` are later, each a page."""

    name: str
    rule: str
    subject: str
    begun: datetime
    over: datetime | None
    how: Transition = Transition.OPENED
    worse: tuple[datetime, ...] = ()


@dataclass
class Telling:
    """Who is told of one life, and when, given who is at the pager."""

    truth: Truth
    life: Life
    told: datetime = field(init=False)
    anew: datetime = field(init=False)
    reminders: int = 0
    stepped: bool = False
    heard_second: bool = False
    takes: datetime | None = None  # when somebody will take it
    taken: bool = False

    def pages(self) -> Iterator[Wanted]:
        life = self.life
        worse = list(life.worse)
        yield from self._rung(life.how, life.begun)
        while True:
            at, what = self._next(worse[0] if worse else None)
            if at >= self.truth.span.end:
                return
            if what is Transition.RESOLVED:
                yield from self._page(what, at, everybody=True)
                return
            if what is Transition.WORSENED:
                worse.pop(0)
                yield from self._rung(what, at)
            elif what is Transition.ACKNOWLEDGED:
                self.taken, self.takes, self.told = True, None, at
                yield from self._page(what, at, everybody=True)
            elif what is Transition.ESCALATED:
                self.stepped = self.heard_second = True
                yield self._wanted(SECOND_PAGER, what, at)
            else:
                self.told, self.reminders = at, self.reminders + 1
                self._answer(at)
                yield from self._page(what, at)

    def _next(self, worse: datetime | None) -> tuple[datetime, Transition]:
        """At one time the first of these."""
        never = self.truth.span.end
        step = None if self.taken or self.stepped else self._put_off(self.anew + STEP)
        coming = (
            (self.life.over, Transition.RESOLVED),
            (worse, Transition.WORSENED),
            (self.takes, Transition.ACKNOWLEDGED),
            (step, Transition.ESCALATED),
            (self._put_off(self.told + self._gap()), Transition.REMINDED),
        )
        return min(((at or never, what) for at, what in coming), key=lambda each: each[0])

    def _rung(self, how: Transition, at: datetime) -> Iterator[Wanted]:
        """It is new, or worse: nobody's, and all begins anew."""
        self.told = self.anew = at
        self.reminders, self.stepped, self.taken = 0, False, False
        self._answer(at)
        yield from self._page(how, at)

    def _answer(self, at: datetime) -> None:
        if not self.taken and not self.truth.is_absent(at):
            self.takes = at + TAKES

    def _gap(self) -> timedelta:
        first_gap = _REMIND_TAKEN if self.taken else _REMIND
        return min(first_gap * (1 << self.reminders), _LONGEST)

    def _put_off(self, at: datetime) -> datetime:
        """What a window explains is told of at its end."""
        if self.life.rule in EXPLAINED_BY_WINDOWS:
            while window := holding(self.truth.announced, at):
                at = window.end
        return at

    def _page(self, what: Transition, at: datetime, *, everybody: bool = False) -> Iterator[Wanted]:
        yield self._wanted(PAGER, what, at)
        if everybody and self.heard_second:
            yield self._wanted(SECOND_PAGER, what, at)

    def _wanted(self, channel: str, what: Transition, at: datetime) -> Wanted:
        return Wanted(self.life.name, channel, self.life.rule, self.life.subject, what, at)
