"""What the person on call wants to be paged of: the promises of the README, derived from the truth alone.

Nothing here is of the agent's deciding code. The promises:

- The portal is down: after two failed looks in a row, or three of the last five; over after two good probes,
  or one good visit. The third time within six hours it is told as flapping, over after two good hours.
- What a visit reads, and an account that is refused: with the first visit that sees it, until the first that
  does not. One account's sign-in: with the second visit in a row.
- Nobody could look at an account for two rounds: told then, unless the portal, Vault or a window explains it.
- Vault away is told once a visit failed for more than a round and two minutes; till then it is a warning.
- A password is critical on its last day, and worse on the day it runs out.
- Slowness, a page that changed, an enrollment that waits, a fault of ours: no page.
- In announced maintenance nobody is told of the portal; what is still wrong afterwards is told then.

Who is told of each, and how often, is in `telling`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from agent.model.incident import Transition
from agent.model.verdict import Cause
from tests.replay.telling import AVAILABILITY, NOT_LOOKED, Life, Telling, Wanted
from tests.replay.truth import (
    ACCOUNTS,
    DAY,
    HOUR,
    JITTER,
    MINUTE,
    PORTAL_DOWN,
    PROBE_TAKES,
    ROUND,
    VISIT_TAKES,
    Kind,
    Span,
    Trouble,
    holding,
)
from tests.replay.world import Seen, World, enrollment_of, first

_QUIET = 2 * HOUR
_WAITS = 2 * MINUTE  # what a visit may itself wait
_FLAPS = 3  # openings

Look = tuple[datetime, Seen]


def wanted(world: World) -> tuple[Wanted, ...]:
    """Every page of the time that is replayed, in order."""
    pages = (page for life in lives(world) for page in Telling(world.truth, life).pages())
    return tuple(sorted((each for each in pages if each.at < world.truth.span.end), key=lambda each: each.at))


def lives(world: World) -> Iterator[Life]:
    eyes = _Eyes(world)
    for trouble in world.truth.troubles:
        if trouble.kind in _PAGED:
            yield from _PAGED[trouble.kind](eyes, trouble)
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
            rule=AVAILABILITY,
            subject="portal",
            begun=failing[failures - 1] + PROBE_TAKES,
            over=eyes.good_again(failing[-1] + MINUTE),
        )


def _outage(eyes: "_Eyes", trouble: Trouble) -> Iterator[Life]:
    return _down(eyes, trouble, trouble.downs, failures=2)


def _half_down(eyes: "_Eyes", trouble: Trouble) -> Iterator[Life]:
    return _down(eyes, trouble, (trouble.span,), failures=3)


def _flapping(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    """Twice told as any outage; the third is told as flapping, and all later ones are part of it."""
    yield from _down(eyes, trouble, trouble.downs[: _FLAPS - 1], failures=2)
    begun = eyes.failing(trouble.downs[_FLAPS - 1])[1] + PROBE_TAKES
    well = eyes.good_again(trouble.downs[-1].end)
    over = well and well + _QUIET
    yield Life(f"{trouble.number}.{_FLAPS}", AVAILABILITY, "portal", begun, over, Transition.FLAPPING)


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


def _refused(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    return _read(eyes.world, trouble, "account-access", trouble.account or "", trouble.cause)


def _deactivated(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    return _read(eyes.world, trouble, "enrollment-status", enrollment_of(trouble.account or ""), None)


def _read(world: World, trouble: Trouble, rule: str, subject: str, cause: Cause | None) -> Iterator[Life]:
    if shown := _shown(world, trouble, cause):
        yield Life(str(trouble.number), rule, subject, shown[0], _over(world, trouble))


def _sign_in_down(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    shown = _shown(eyes.world, trouble, Cause.THROWN_BACK)
    over, account = _over(eyes.world, trouble), trouble.account or ""
    if len(shown) > 1:
        yield Life(str(trouble.number), AVAILABILITY, account, shown[1], over)


def _password(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    """Critical on the day before the one on which it runs out."""
    assert trouble.runs_out
    last_day = [at for at in _shown(eyes.world, trouble, None) if at >= trouble.runs_out - DAY]
    told = [*last_day[:1], *_shown(eyes.world, trouble, Cause.PASSWORD_EXPIRED)[:1]]
    if told:
        name, over = str(trouble.number), _over(eyes.world, trouble)
        worse, account = tuple(told[1:]), trouble.account or ""
        yield Life(name, "password-expiry", account, told[0], over, Transition.WORSENED, worse)


def _vault(eyes: _Eyes, trouble: Trouble) -> Iterator[Life]:
    worse: list[datetime] = []
    over: list[datetime] = []
    for account in ACCOUNTS:
        visits = eyes.world.looks_of(account)
        failing = [at for at, seen in visits if seen.cause is Cause.VAULT_AWAY and trouble.span.holds(at)]
        worse += [at for at in failing if at - failing[0] > ROUND + _WAITS][:1]
        over += [at for at in (first(visits, trouble.end),) if at]
    if worse:
        ended = min(over) + VISIT_TAKES if over else None
        begun = min(worse) + VISIT_TAKES
        yield Life(str(trouble.number), "agent-fault", "Vault", begun, ended, Transition.WORSENED)


_PAGED: dict[Kind, Callable[[_Eyes, Trouble], Iterator[Life]]] = {
    Kind.OUTAGE: _outage,
    Kind.HALF_DOWN: _half_down,
    Kind.FLAPPING: _flapping,
    Kind.SIGN_IN_DOWN: _sign_in_down,
    Kind.REFUSED: _refused,
    Kind.DEACTIVATED: _deactivated,
    Kind.PASSWORD: _password,
    Kind.VAULT_AWAY: _vault,
}
"""What is true of these is paged; of the other kinds nobody is."""


def _not_looked(eyes: _Eyes, account: str) -> Iterator[Life]:
    """Between two good visits with others between; there, nothing else may explain it."""
    world = eyes.world
    explaining = [
        *world.truth.announced,
        *(each.span for each in world.truth.of(*PORTAL_DOWN, Kind.VAULT_AWAY)),
        *_shut_out(world, account),
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
                yield Life(name, NOT_LOOKED, account, told, at + VISIT_TAKES)
        good, failed = at, []


def _shut_out(world: World, account: str) -> Iterator[Span]:
    """When the portal let nobody in for it, which is paged by itself."""
    for trouble in world.truth.of(Kind.REFUSED, Kind.PASSWORD):
        begun = trouble.runs_out or trouble.begin
        if trouble.account == account and begun < trouble.end:
            yield Span(begun, trouble.end)


def _next_judged(eyes: _Eyes, blind: datetime, visits: Iterable[datetime]) -> datetime:
    """The clock is asked each minute, and with each visit of the account."""
    minutes = (at + PROBE_TAKES for at, _ in eyes.probes if at + PROBE_TAKES > blind)
    return min(
        [next(minutes, eyes.world.truth.span.end), *(v for at in visits if (v := at + VISIT_TAKES) > blind)]
    )
