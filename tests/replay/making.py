"""The truth of a replay, from a seed: what really happens is written down before any agent looks.

True incidents are put where the promises say one thing of them: outages so far apart that they do not flap,
what blinds one account away from what would explain it, hiccups never two looks in a row.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from agent.model.verdict import Cause
from tests.replay.blips import NoPlaceError, blips_among, is_down
from tests.replay.closing import ONCE, STATED, WEEKLY, closings
from tests.replay.plans import Plan
from tests.replay.truth import (
    ACCOUNTS,
    DAY,
    HOUR,
    JITTER,
    MINUTE,
    PORTAL_DOWN,
    PORTAL_ZONE,
    ROUND,
    SECOND,
    Kind,
    Span,
    Trouble,
    Truth,
)
from tests.replay.world import World

_APART = 7 * HOUR  # two outages: the third opening within six hours is flapping
_CLEAR = 5 * HOUR  # what blinds an account, from what would explain it
_SAME_ACCOUNT = 24 * HOUR  # five visits
_TRIES = 400
_ATTEMPTS = 200
_DOWN = (Cause.REFUSED, Cause.TIMED_OUT, Cause.SERVER_ERROR, Cause.RESET, Cause.TRUNCATED, Cause.EMPTY)
_REFUSED = (Cause.BAD_PASSWORD, Cause.LOCKED, Cause.CODE_REFUSED, Cause.CAPTCHA)
_MINUTES = (2, 2, 3, 4, 7, 12, 25, 45, 95, 170)  # how long outages are
_LONG = 9 * HOUR + 30 * MINUTE
_COMMON = PORTAL_DOWN | {Kind.VAULT_AWAY}
_BLINDING = frozenset(
    {Kind.SIGN_IN_DOWN, Kind.REFUSED, Kind.PAGE_CHANGED, Kind.BROWSER_BROKEN, Kind.VAULT_AWAY, Kind.PASSWORD}
)
_ROUNDS: dict[Kind, tuple[int, ...]] = {
    Kind.VAULT_AWAY: (3, 1),
    Kind.SIGN_IN_DOWN: (2, 3),
    Kind.REFUSED: (1, 2, 3, 4),
    Kind.BROWSER_BROKEN: (1, 3, 1),
    Kind.PAGE_CHANGED: (3,),
    Kind.DEACTIVATED: (9, 2, 40),
    Kind.PENDING: (3, 20),
}
"""Through how many rounds of visits those of a kind last, one after the other."""


def made(plan: Plan, seed: int) -> Truth:
    """The same for the same plan and seed. Raises NoPlaceError where the plan asks for more than there is."""
    random = Random(seed)  # noqa: S311 - it must come out the same again
    for _ in range(_ATTEMPTS):
        try:
            return _Maker(plan, seed, random).truth()
        except NoPlaceError:
            continue
    raise NoPlaceError(f"seed {seed}: {plan.days} days do not hold all that the plan asks for")


class _Maker:
    def __init__(self, plan: Plan, seed: int, random: Random) -> None:
        self.plan, self.seed, self.random = plan, seed, random
        self.span = Span(plan.start, plan.start + plan.days * DAY)
        self.absent = tuple(self._nights())
        self.closings = closings(self.span, random)
        self.announced = [span for each in self.closings for span in each.spans]
        self.placed: list[Trouble] = []

    def truth(self) -> Truth:
        makers: dict[Kind, Callable[[int], Trouble]] = {
            Kind.OUTAGE: self._outage,
            Kind.HALF_DOWN: self._half_down,
            Kind.FLAPPING: self._flapping,
            Kind.PASSWORD: self._password,
            Kind.SLOW: lambda _: self._passing(Kind.SLOW),
            Kind.PROBE_FAULT: lambda _: self._passing(Kind.PROBE_FAULT),
        }
        for kind, many in self.plan.troubles.items():
            for nth in range(many):
                self.placed.append(makers[kind](nth) if kind in makers else self._of_rounds(kind, nth))
        bare = Truth(self.seed, self.span, tuple(self.placed), (), self.closings, self.absent, self._visits())
        truth = replace(bare, blips=blips_among(bare, self.plan.blips, self.random))
        _refuse_doubtful(truth)
        return truth

    def _nights(self) -> list[Span]:
        """Some nights nobody is at the pager."""
        days = [
            self.span.begin.astimezone(PORTAL_ZONE).date() + timedelta(days=n) for n in range(self.plan.days)
        ]
        return [
            Span(begin, begin + 9 * HOUR)
            for day in days
            if self.random.random() < 0.4
            for begin in (
                datetime.combine(day, time(21, 40), PORTAL_ZONE).astimezone(self.span.begin.tzinfo),
            )
        ]

    def _visits(self) -> dict[str, tuple[datetime, ...]]:
        rounds = [self.span.begin + n * ROUND for n in range((self.span.end - self.span.begin) // ROUND)]
        return {account: tuple(begin + self._jitter() for begin in rounds) for account in ACCOUNTS}

    def _jitter(self) -> timedelta:
        """Never in the seconds in which a probe is under way."""
        return self.random.randrange(JITTER // MINUTE) * MINUTE + self.random.randint(5, 35) * SECOND

    def _trouble(self, kind: Kind, span: Span, **more: object) -> Trouble:
        return Trouble(len(self.placed) + 1, kind, span, **more)  # type: ignore[arg-type]  # checked by its own

    # what everybody meets

    def _outage(self, nth: int) -> Trouble:
        """The first reaches into a window, the second out of one, the third begins as a stated one ends."""
        span = self._at_a_window(nth) or self._place(lambda: self._outage_at(nth), self._is_apart)
        return self._trouble(Kind.OUTAGE, span, downs=(span,), cause=self.random.choice(_DOWN))

    def _at_a_window(self, nth: int) -> Span | None:
        once, weekly, stated = self.closings
        assert (once.name, weekly.name, stated.name) == (ONCE, WEEKLY, STATED)
        if nth == 0:
            begin = once.downs[0].begin
            return Span(once.spans[0].begin - 20 * MINUTE - self._seconds(), begin + HOUR)
        if nth == 1:
            night = self.random.randrange(len(weekly.spans))
            return Span(weekly.downs[night].begin, weekly.spans[night].end + 25 * MINUTE + self._seconds())
        if nth == 2 and stated.spans[0].end == stated.downs[0].end:
            return Span(stated.spans[0].end, stated.spans[0].end + 12 * MINUTE)
        return None

    def _outage_at(self, nth: int) -> Span:
        is_long = self.plan.long_outage and nth == self.plan.troubles[Kind.OUTAGE] - 1
        lasting = _LONG if is_long else self.random.choice(_MINUTES) * MINUTE
        return self._anywhere(lasting)

    def _half_down(self, nth: int) -> Trouble:
        """Every second probe fails, from its first to its last."""
        probes = self.random.randrange(20, 60, 2)
        span = self._place(lambda: self._between_rounds((probes + 1) * MINUTE), self._is_apart)
        first = span.begin.replace(second=0) + MINUTE
        downs = tuple(Span(first + n * MINUTE, first + n * MINUTE + 30 * SECOND) for n in range(0, probes, 2))
        return self._trouble(
            Kind.HALF_DOWN, Span(first, downs[-1].end), downs=downs, cause=Cause.SERVER_ERROR
        )

    def _flapping(self, nth: int) -> Trouble:
        """Somebody is at the pager, so that it is told to nobody else."""
        lengths = [
            (self.random.randint(2, 5), self.random.randint(9, 18)) for _ in range(self.random.randint(4, 7))
        ]
        whole = sum(down + up for down, up in lengths) * MINUTE

        def is_seen(span: Span) -> bool:
            return self._is_apart(span) and not any(span.meets(night, HOUR) for night in self.absent)

        span = self._place(lambda: self._between_rounds(whole), is_seen)
        downs, at = [], span.begin
        for down, up in lengths:
            downs.append(Span(at, at + down * MINUTE))
            at += (down + up) * MINUTE
        within = Span(span.begin, downs[-1].end)
        return self._trouble(Kind.FLAPPING, within, downs=tuple(downs), cause=self.random.choice(_DOWN))

    def _passing(self, kind: Kind) -> Trouble:
        most = 90 if kind is Kind.SLOW else 30
        lasting = self.random.randint(5, most) * MINUTE
        return self._trouble(kind, self._place(lambda: self._anywhere(lasting), self._is_by_itself))

    def _is_apart(self, span: Span) -> bool:
        """From other outages, from maintenance, and from what blinds accounts."""
        others = (
            *((each, _APART) for each in self._spans(*PORTAL_DOWN)),
            *((each, _CLEAR) for each in self._spans(*_BLINDING)),
            *((each, HOUR) for each in self._spans(Kind.SLOW, Kind.PROBE_FAULT)),
            *((each, HOUR) for each in self.announced),
        )
        return not any(span.meets(other, margin) for other, margin in others)

    def _is_by_itself(self, span: Span) -> bool:
        others = [*self._spans(*PORTAL_DOWN, Kind.SLOW, Kind.PROBE_FAULT), *self.announced]
        return not any(span.meets(other, HOUR) for other in others)

    # what one account meets, and all in their visits

    def _of_rounds(self, kind: Kind, nth: int) -> Trouble:
        rounds = _ROUNDS[kind][nth % len(_ROUNDS[kind])]
        account = None if kind is Kind.VAULT_AWAY else self.random.choice(ACCOUNTS)
        clear = self._is_clear if kind in _BLINDING else self._is_of_its_own

        span = self._place(lambda: self._through(rounds), lambda span: clear(span, account))
        cause = self.random.choice(_REFUSED) if kind is Kind.REFUSED else Cause.SERVER_ERROR
        return self._trouble(kind, span, account=account, cause=cause)

    def _password(self, nth: int) -> Trouble:
        """The first runs out before there is another; the second is changed three days before."""
        account = self.random.choice(ACCOUNTS)
        days = min(15, self.plan.days // 2) + self.random.randrange(max(1, self.plan.days - 20))
        day = self.span.begin.astimezone(PORTAL_ZONE).date() + timedelta(days=days)
        runs_out = datetime.combine(day, time(0), PORTAL_ZONE).astimezone(self.span.begin.tzinfo)
        late = self.random.choice((2, 3)) * ROUND if nth == 0 else -3 * DAY
        blind = Span(runs_out, max(runs_out + late, runs_out))
        if not self._is_clear(blind, account) or self._spans(Kind.PASSWORD, account=account):
            raise NoPlaceError("a password cannot run out on that day")
        span = Span(runs_out - 14 * DAY, runs_out + late)
        cause = Cause.PASSWORD_EXPIRED
        return self._trouble(Kind.PASSWORD, span, account=account, cause=cause, runs_out=runs_out)

    def _is_clear(self, span: Span, account: str | None) -> bool:
        """Nothing else would explain why the account is not looked at."""
        if any(span.meets(other, _CLEAR) for other in (*self.announced, *self._spans(*_COMMON))):
            return False
        mine = self._spans(*_BLINDING, account=account)
        return not any(span.meets(other, _SAME_ACCOUNT) for other in mine)

    def _is_of_its_own(self, span: Span, account: str | None) -> bool:
        others = self._spans(Kind.DEACTIVATED, Kind.PENDING, account=account)
        return not any(span.meets(other, DAY) for other in others)

    # places

    def _place(self, draw: Callable[[], Span], fits: Callable[[Span], bool]) -> Span:
        for _ in range(_TRIES):
            span = draw()
            if span.begin > self.span.begin + _CLEAR and span.end < self.span.end - _CLEAR and fits(span):
                return span
        raise NoPlaceError("there is no room left")

    def _anywhere(self, lasting: timedelta) -> Span:
        minutes = (self.span.end - self.span.begin) // MINUTE
        begin = self.span.begin + self.random.randrange(minutes) * MINUTE + self._seconds()
        return Span(begin, begin + lasting)

    def _between_rounds(self, lasting: timedelta) -> Span:
        """No visit meets it: they come at the beginnings of the rounds."""
        begin = self._round() + JITTER + 3 * MINUTE
        room = (ROUND - JITTER - 10 * MINUTE - lasting) // MINUTE
        begin += self.random.randrange(room) * MINUTE + self._seconds()
        return Span(begin, begin + lasting)

    def _through(self, rounds: int) -> Span:
        """It begins between two rounds, and ends so many rounds later."""
        begin = self._round() + JITTER + self.random.randrange(1, 220) * MINUTE
        last = self._round_after(begin) + (rounds - 1) * ROUND
        return Span(begin, last + JITTER + self.random.randrange(1, 220) * MINUTE)

    def _round(self) -> datetime:
        return self.span.begin + self.random.randrange((self.span.end - self.span.begin) // ROUND) * ROUND

    def _round_after(self, at: datetime) -> datetime:
        return self.span.begin + ((at - self.span.begin) // ROUND + 1) * ROUND

    def _seconds(self) -> timedelta:
        return self.random.randrange(2, 59) * SECOND

    def _spans(self, *kinds: Kind, account: str | None = None) -> list[Span]:
        """Of an account: what meets it, alone or with all. Of a password, only once it has run out."""
        return [
            Span(each.runs_out or each.begin, max(each.end, each.runs_out or each.end))
            for each in self.placed
            if (each.kind in kinds and None in (account, each.account))
            or (each.kind in kinds and each.account == account)
        ]


def _refuse_doubtful(truth: Truth) -> None:
    """Raises NoPlaceError where visits of one account met the portal down twice in a row, or three times in
    five, and it was not one true incident: then the promises have it told, and no incident says so."""
    world = World(truth)
    own = truth.of(Kind.OUTAGE, Kind.SIGN_IN_DOWN)
    for account in ACCOUNTS:
        asked = [
            (at, is_down(seen.cause))
            for at, seen in world.looks_of(account)
            if seen.cause is not Cause.SECRET_ALREADY_REFUSED
        ]
        for number in range(len(asked)):
            down = [at for at, failed in asked[max(0, number - 4) : number + 1] if failed]
            if len(down) > 1 and not any(
                each.span.holds(down[0]) and each.span.holds(down[-1]) for each in own
            ):
                raise NoPlaceError("an account met two outages within five visits")
