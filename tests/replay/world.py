"""What each look of a replay sees, by the truth alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from agent.model.facts import Facts
from agent.model.look import SessionLoss
from agent.model.verdict import Cause
from tests.replay.truth import (
    ACCOUNTS,
    PORTAL_DOWN,
    PORTAL_ZONE,
    Blip,
    BlipKind,
    Kind,
    Span,
    Trouble,
    Truth,
    holding,
)
from tests.unit.builders import NPI, enrollment, facts

_PASSWORD_LIVES = 60  # days
_CAUSE_OF = {
    BlipKind.FAILED_PROBE: Cause.TIMED_OUT,
    BlipKind.SLOW_PROBE: Cause.SLOW,
    BlipKind.SLOW_VISIT: Cause.SLOW,
    BlipKind.SESSION_LOST: Cause.SESSION_LOST,
    BlipKind.FAILED_VISIT: Cause.THROWN_BACK,
}
_BLIND = {
    Kind.SIGN_IN_DOWN: Cause.THROWN_BACK,
    Kind.PAGE_CHANGED: Cause.ELEMENT_MISSING,
}
_STATUS = {Kind.DEACTIVATED: "Deactivated", Kind.PENDING: "Pending"}


@dataclass(frozen=True)
class Seen:
    """What one look sees: `cause` is null where all is well; `back_at` is what the maintenance page says."""

    cause: Cause | None = None
    back_at: datetime | None = None
    facts: Facts | None = None
    losses: tuple[SessionLoss, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether a visit read everything."""
        return self.cause in (None, Cause.SLOW, Cause.SESSION_LOST)


@dataclass(frozen=True)
class World:
    truth: Truth

    def probe(self, at: datetime) -> Seen:
        if away := self._away(at):
            return away
        if self._meets(at, Kind.PROBE_FAULT):
            return Seen(Cause.NO_REFERENCE)
        blip = self._blips.get((None, at))
        if blip:
            return Seen(_CAUSE_OF[blip.kind])
        return Seen(Cause.SLOW) if self._meets(at, Kind.SLOW) else Seen()

    def visit(self, account: str, at: datetime) -> Seen:
        return self.visits[account][at]

    @cached_property
    def visits(self) -> dict[str, dict[datetime, Seen]]:
        """What each visit sees, by account and due time, in order."""
        return {account: self._visits_of(account) for account in ACCOUNTS}

    def looks_of(self, account: str) -> list[tuple[datetime, Seen]]:
        """The visits that are made, for none is during announced maintenance."""
        seen = self.visits[account].items()
        return [(at, each) for at, each in seen if not holding(self.truth.announced, at)]

    @cached_property
    def _blips(self) -> dict[tuple[str | None, datetime], Blip]:
        return {(blip.account, blip.at): blip for blip in self.truth.blips}

    @cached_property
    def _downs(self) -> list[tuple[Span, Trouble]]:
        return [(span, each) for each in self.truth.of(*PORTAL_DOWN) for span in each.downs]

    @cached_property
    def _closed(self) -> list[tuple[Span, datetime | None]]:
        """When the portal is away for maintenance, with what its page says."""
        return [
            (down, each.spans[0].end if each.stated else None)
            for each in self.truth.maintenance
            for down in each.downs
        ]

    def _meets(self, at: datetime, kind: Kind, account: str | None = None) -> Trouble | None:
        return next((each for each in self.truth.of(kind, account=account) if each.span.holds(at)), None)

    def _away(self, at: datetime) -> Seen | None:
        """That the portal does not answer anybody, if so."""
        for down, back_at in self._closed:
            if down.holds(at):
                return Seen(Cause.MAINTENANCE, back_at) if back_at else Seen(Cause.REFUSED)
        return next((Seen(each.cause) for down, each in self._downs if down.holds(at)), None)

    def _visits_of(self, account: str) -> dict[datetime, Seen]:
        """A secret that was refused is not typed again until there is another."""
        seen: dict[datetime, Seen] = {}
        refused: set[int] = set()
        for at in self.truth.visits[account]:
            seen[at] = self._visit(account, at, refused)
        return seen

    def _visit(self, account: str, at: datetime, refused: set[int]) -> Seen:
        if self._meets(at, Kind.VAULT_AWAY):
            return Seen(Cause.VAULT_AWAY)
        if self._meets(at, Kind.BROWSER_BROKEN, account):
            return Seen(Cause.BROWSER)
        refusal = self._refusal(account, at)
        if refusal and refusal.number in refused:
            return Seen(Cause.SECRET_ALREADY_REFUSED)
        if away := self._away(at):
            return away
        if refusal:
            if not holding(self.truth.announced, at):
                refused.add(refusal.number)
            return Seen(refusal.cause)
        for kind, cause in _BLIND.items():
            if self._meets(at, kind, account):
                return Seen(cause)
        return self._read(account, at)

    def _refusal(self, account: str, at: datetime) -> Trouble | None:
        password = self._meets(at, Kind.PASSWORD, account)
        if password and password.runs_out and at >= password.runs_out:
            return password
        return self._meets(at, Kind.REFUSED, account)

    def _read(self, account: str, at: datetime) -> Seen:
        blip = self._blips.get((account, at))
        if blip and blip.kind is BlipKind.FAILED_VISIT:
            return Seen(_CAUSE_OF[blip.kind])
        slow = Cause.SLOW if self._meets(at, Kind.SLOW) else None
        lost = blip is not None and blip.kind is BlipKind.SESSION_LOST
        return Seen(
            cause=_CAUSE_OF[blip.kind] if blip else slow,
            facts=self._facts(account, at),
            losses=(SessionLoss(at=at, page="home", idle=240, age=300),) if lost else (),
        )

    def _facts(self, account: str, at: datetime) -> Facts:
        troubles = self.truth.of(*_STATUS, account=account)
        wrong = next((_STATUS[each.kind] for each in troubles if each.span.holds(at)), "Approved")
        rows = [enrollment(wrong, identifier=enrollment_of(account), npi=NPI)]
        left = _PASSWORD_LIVES - (_day(at) - self._password_set(account, at)).days
        return facts(days_left=left, limit_minutes=30, enrollments=rows)

    def _password_set(self, account: str, at: datetime) -> date:
        """The day, at the portal, on which the password of then was chosen."""
        for trouble in self.truth.of(Kind.PASSWORD, account=account):
            if at >= trouble.end:
                return _day(trouble.end)
            assert trouble.runs_out
            return _day(trouble.runs_out) - timedelta(days=_PASSWORD_LIVES)
        return _day(self.truth.span.begin)


def enrollment_of(account: str) -> str:
    return f"I20031105{ACCOUNTS.index(account):06d}"


def _day(at: datetime) -> date:
    return at.astimezone(PORTAL_ZONE).date()


def first(looks: Iterable[tuple[datetime, Seen]], since: datetime) -> datetime | None:
    """When the first of these looks that reads everything begins, at `since` or later."""
    return next((at for at, seen in looks if at >= since and seen.reads), None)
