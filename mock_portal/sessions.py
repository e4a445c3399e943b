"""Who is at the keyboard: sessions, their idle limit in portal time, and how each one ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.seeded import TokenStream
from mock_portal.world.entities import Entity

_MOST_KEPT = 5_000
"""Sessions remembered, ended ones included: probes open an anonymous one each minute for months."""


class Stage(StrEnum):
    """How far a visitor has come."""

    ANONYMOUS = "anonymous"  # has seen a form, nothing more
    CODE_DUE = "code_due"  # password accepted, code asked for
    RESET_DUE = "reset_due"  # password accepted but expired
    SIGNED_IN = "signed_in"


class Ending(StrEnum):
    """Why a session is over."""

    TIMED_OUT = "timed_out"  # nobody did anything for the idle limit
    KILLED = "killed"  # by a fault or the control port
    SIGNED_OUT = "signed_out"
    REPLACED = "replaced"  # went on under a new id after a step of signing in


class Session(Entity):
    """One browser's session. `id` is the cookie's secret, `tag` its public short name in the request log."""

    id: str
    tag: str
    csrf: str
    stage: Stage
    system: str
    account: str | None
    started: AwareDatetime
    last_active: AwareDatetime
    pages: int = 0
    ended: AwareDatetime | None = None
    ending: Ending | None = None

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.ended is None


LimitOf = Callable[[Session], timedelta]
"""The idle limit that holds for a session just now."""


class Sessions:
    """All sessions by their secret id, oldest first."""

    def __init__(self, tokens: TokenStream, sessions: tuple[Session, ...] = ()) -> None:
        self._tokens = tokens
        self._by_id = {session.id: session for session in sessions}

    def all(self) -> tuple[Session, ...]:
        """Every session remembered, ended ones too."""
        return tuple(self._by_id.values())

    def find(self, session_id: str) -> Session | None:
        """The session with that secret, alive or ended."""
        return self._by_id.get(session_id)

    def start(self, stage: Stage, system: str, account: str | None, now: datetime) -> Session:
        """Open a session under a new id."""
        session = Session(
            id=self._tokens.draw("session"),
            tag=self._tokens.draw("tag", 8),
            csrf=self._tokens.draw("csrf"),
            stage=stage,
            system=system,
            account=account,
            started=now,
            last_active=now,
        )
        self._by_id[session.id] = session
        self._forget_oldest()
        return session

    def step(self, session: Session, stage: Stage, system: str, account: str, now: datetime) -> Session:
        """Go on under a new id, so that an id known before a sign-in step is worth nothing after it."""
        self.end(session, Ending.REPLACED, now)
        return self.start(stage, system, account, now)

    def touch(self, session: Session, now: datetime) -> Session:
        """Note that its visitor asked for something."""
        return self._put(session.model_copy(update={"last_active": now, "pages": session.pages + 1}))

    def end(self, session: Session, ending: Ending, now: datetime) -> Session:
        """End a session that is alive."""
        return self._put(session.model_copy(update={"ended": now, "ending": ending}))

    def end_idle(self, limit_of: LimitOf, now: datetime) -> None:
        """End every session whose idle limit has passed, in the order in which they ran out."""
        due = [
            (one.last_active + limit_of(one), one)
            for one in self._by_id.values()
            if one.alive and one.account
        ]
        for moment, session in sorted(due, key=lambda pair: pair[0]):
            if moment <= now:
                self.end(session, Ending.TIMED_OUT, moment)

    def kill(self, account: str | None, now: datetime) -> int:
        """End every live session of an account, or of all; returns how many."""
        doomed = [
            one
            for one in self._by_id.values()
            if one.alive and one.account and account in (None, one.account)
        ]
        for session in doomed:
            self.end(session, Ending.KILLED, now)
        return len(doomed)

    def _put(self, session: Session) -> Session:
        self._by_id[session.id] = session
        return session

    def _forget_oldest(self) -> None:
        if len(self._by_id) <= _MOST_KEPT:
            return
        spare = next((one.id for one in self._by_id.values() if not (one.alive and one.account)), None)
        del self._by_id[spare or next(iter(self._by_id))]
