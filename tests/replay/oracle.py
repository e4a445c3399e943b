"""What the person on call wants to be paged of: the promises of the README, derived from the truth alone.

Nothing here is of the agent's deciding code. The promises:

- The portal is down: after two failed looks in a row, or three of the last five; over after two good probes,
  or one good visit. The third time within six hours it is told as flapping, over after two good hours.
- What a visit reads, and an account that is refused: with the first visit that sees it, until the first that
  does not. One account's sign-in: with the second visit in a row.
- Nobody could look at an account for two rounds: told then, unless the portal or Vault or a window explains it.
- Vault away is told once a visit failed for more than a round and two minutes; till then it is a warning.
- A password is critical on its last day, and worse on the day it runs out.
- Slowness, a page that changed, an enrollment that waits, a fault of ours: no page.
- In announced maintenance nobody is told of the portal; what is still wrong afterwards is told then.
- Who is at the pager takes what asks for it after `TAKES`. What nobody took goes to the second pager after
  `STEP`; what lasts is told again after a day, then after gaps twice as long, up to a week, and from three days
  on once somebody took it. Whoever was paged hears that somebody took it, and that it is over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.model.incident import Transition
from agent.model.verdict import Cause
from tests.replay.truth import (
    ACCOUNTS,
    DAY,
    HOUR,
    JITTER,
    MINUTE,
    PROBE_TAKES,
    ROUND,
    VISIT_TAKES,
    Kind,
    Span,
    Trouble,
    holding,
)
from tests.replay.world import Seen, World, enrollment_of, first

PAGER, SECOND_PAGER = "pager", "second-pager"
TAKES = 7 * MINUTE
STEP = 30 * MINUTE
LIMIT = 3 * MINUTE
"""A page that comes later than so after its moment is missed."""

_REMIND, _REMIND_TAKEN, _LONGEST = DAY, 3 * DAY, 7 * DAY
_QUIET = 2 * HOUR
_WAITS = 2 * MINUTE  # what a visit may itself wait
_FLAPS = 3  # openings

_AVAILABILITY, _NOT_LOOKED = "portal-availability", "not-looked"
_EXPLAINED_BY_WINDOWS = frozenset({_AVAILABILITY, _NOT_LOOKED})

Look = tuple[datetime, Seen]


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


def wanted(world: World) -> tuple[Wanted, ...]:
    """Every page of the time that is replayed, in order."""
    pages = (page for life in lives(world) for page in _Telling(world, life).pages())
    return tuple(sorted((each for each in pages if each.at < world.truth.span.end), key=lambda each: each.at))


def lives(world: World) -> Iterator[Life]:
    eyes = _Eyes(world)
    for trouble in world.truth.troubles:
        match trouble.kind:
            case Kind.OUTAGE:
                yield from _down(eyes, trouble, trouble.downs, failures=2)
            case Kind.HALF_DOWN:
                yield from _down(eyes, trouble, (trouble.span,), failures=3)
            case Kind.FLAPPING:
                yield from _flapping(eyes, trouble)
            case Kind.SIGN_IN_DOWN:
                yield from _sign_in_down(world, trouble)
            case Kind.REFUSED:
                yield from _read(world, trouble, "account-access", trouble.account or "")
            case Kind.DEACTIVATED:
                yield from _read(world, trouble, "enrollment-status", enrollment_of(trouble.account or ""))
            case Kind.PASSWORD:
                yield from _password(world, trouble)
            case Kind.VAULT_AWAY:
                yield from _vault(world, trouble)
    for account in ACCOUNTS:
        yield from _not_looked(eyes, account)


class _Eyes:
    """The looks that are made: a probe a minute, none while maintenance that was known before."""

    def __init__(self, world: World) -> None:
        truth = world.truth
        self.world = world
        self.probes: list[Look] = [
            (at, world.probe(at)) for at in truth.minutes() if not holding(truth.settled, at)
        ]

    def failing(self, down: Span) -> list[datetime]:
        """The probes that fail in it, outside of announced maintenance."""
        announced = self.world.truth.announced
        return [
            at
            for at, seen in self.probes
            if down.holds(at) and not seen.reads and seen.cause and not holding(announced, at)
        ]

    def good_again(self, since: datetime) -> datetime | None:
        """When two good probes in a row are there, or a good visit after one."""
        before = False
        for at, seen in self.probes:
            if at < since:
                continue
            if seen.reads and before:
                return min(filter(None, (at + PROBE_TAKES, self._visit_between(at - MINUTE, at))))
            before = seen.reads
        return None

    def _visit_between(self, begin: datetime, end: datetime) -> datetime | None:
        visits = (at for account in ACCOUNTS if (at := first(self.world.looks_of(account), begin)))
        return min((at + VISIT_TAKES for at in visits if at < end), default=None)


def _down(eyes: _Eyes, trouble: Trouble, downs: Iterable[Span], failures: int) -> Iterator[Life]:
    for number, down in enumerate(downs, 1):
        failing = eyes.failing(down)
        yield Life(
            name=f"{trouble.number}.{number}",
            rule=_AVAILABILITY,
            subject="portal",
            begun=failing[failures - 1] + PROBE_TAKES,
            over=eyes.good_again(failing[-1] + MINUTE),
        )


def _flapping(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    """Twice told as any outage; the third is told as flapping, and all later ones are part of it."""
    yield from _down(eyes, trouble, trouble.downs[: _FLAPS - 1], failures=2)
    begun = eyes.failing(trouble.downs[_FLAPS - 1])[1] + PROBE_TAKES
    well = eyes.good_again(trouble.downs[-1].end)
    over = well and well + _QUIET
    yield Life(f"{trouble.number}.{_FLAPS}", _AVAILABILITY, "portal", begun, over, Transition.FLAPPING)


def _shown(world: World, trouble: Trouble, cause: Cause | None) -> list[datetime]:
    """When visits of its account end that see it: by their cause, or by what they read."""
    visits = world.looks_of(trouble.account or "")
    return [
        at + VISIT_TAKES
        for at, seen in visits
        if trouble.span.holds(at) and (seen.cause is cause if cause else seen.reads)
    ]


def _over(world: World, trouble: Trouble) -> datetime | None:
    at = first(world.looks_of(trouble.account or ""), trouble.end)
    return at and at + VISIT_TAKES


def _read(world: World, trouble: Trouble, rule: str, subject: str) -> Iterator[Life]:
    cause = trouble.cause if trouble.kind is Kind.REFUSED else None
    if shown := _shown(world, trouble, cause):
        yield Life(str(trouble.number), rule, subject, shown[0], _over(world, trouble))


def _sign_in_down(world: World, trouble: Trouble) -> Iterator[Life]:
    shown = _shown(world, trouble, Cause.THROWN_BACK)
    if len(shown) > 1:
        yield Life(
            str(trouble.number), _AVAILABILITY, trouble.account or "", shown[1], _over(world, trouble)
        )


def _password(world: World, trouble: Trouble) -> Iterator[Life]:
    """Critical on the day before the one on which it runs out."""
    assert trouble.runs_out
    last_day = [at for at in _shown(world, trouble, None) if at >= trouble.runs_out - DAY]
    told = [*last_day[:1], *_shown(world, trouble, Cause.PASSWORD_EXPIRED)[:1]]
    if told:
        yield Life(
            str(trouble.number),
            "password-expiry",
            trouble.account or "",
            told[0],
            _over(world, trouble),
            Transition.WORSENED,
            tuple(told[1:]),
        )


def _vault(world: World, trouble: Trouble) -> Iterator[Life]:
    worse: list[datetime] = []
    over: list[datetime] = []
    for account in ACCOUNTS:
        visits = world.looks_of(account)
        failing = [at for at, seen in visits if seen.cause is Cause.VAULT_AWAY and trouble.span.holds(at)]
        worse += [at for at in failing if at - failing[0] > ROUND + _WAITS][:1]
        over += [at for at in (first(visits, trouble.end),) if at]
    if worse:
        ended = min(over) + VISIT_TAKES if over else None
        begun = min(worse) + VISIT_TAKES
        yield Life(str(trouble.number), "agent-fault", "Vault", begun, ended, Transition.WORSENED)


def _not_looked(eyes: _Eyes, account: str) -> Iterator[Life]:
    """Between two good visits with others between; there, nothing else may explain it."""
    world = eyes.world
    explaining = [
        *world.truth.announced,
        *(each.span for each in world.truth.of(*_COMMON)),
    ]
    visits = world.looks_of(account)
    good: datetime | None = None
    failed: list[datetime] = []
    for at, seen in [*visits, (world.truth.span.end + DAY, Seen())]:
        if not seen.reads:
            failed.append(at)
            continue
        if good and failed and not any(each.meets(Span(good, at)) for each in explaining):
            blind = max(good + VISIT_TAKES + 2 * ROUND + JITTER + _WAITS, failed[0] + ROUND)
            told = _next_judged(eyes, blind, failed)
            if told < at:
                name = f"{account} unseen since {good:%d %H:%M}"
                yield Life(name, _NOT_LOOKED, account, told, at + VISIT_TAKES)
        good, failed = at, []


_COMMON = (Kind.OUTAGE, Kind.HALF_DOWN, Kind.FLAPPING, Kind.VAULT_AWAY)


def _next_judged(eyes: _Eyes, blind: datetime, visits: Iterable[datetime]) -> datetime:
    """The clock is asked each minute, and with each visit of the account."""
    minutes = (at + PROBE_TAKES for at, _ in eyes.probes if at + PROBE_TAKES > blind)
    return min([next(minutes, eyes.world.truth.span.end), *(v for at in visits if (v := at + VISIT_TAKES) > blind)])


@dataclass
class _Telling:
    """Who is told of one life, and when, given who is at the pager."""

    world: World
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
            if at >= self.world.truth.span.end:
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
        never = self.world.truth.span.end
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
        if not self.taken and not self.world.truth.is_absent(at):
            self.takes = at + TAKES

    def _gap(self) -> timedelta:
        first_gap = _REMIND_TAKEN if self.taken else _REMIND
        return min(first_gap * 2**self.reminders, _LONGEST)

    def _put_off(self, at: datetime) -> datetime:
        """What a window explains is told of at its end."""
        if self.life.rule in _EXPLAINED_BY_WINDOWS:
            while window := holding(self.world.truth.announced, at):
                at = window.end
        return at

    def _page(self, what: Transition, at: datetime, *, everybody: bool = False) -> Iterator[Wanted]:
        yield self._wanted(PAGER, what, at)
        if everybody and self.heard_second:
            yield self._wanted(SECOND_PAGER, what, at)

    def _wanted(self, channel: str, what: Transition, at: datetime) -> Wanted:
        return Wanted(self.life.name, channel, self.life.rule, self.life.subject, what, at)
