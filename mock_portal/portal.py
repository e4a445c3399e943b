"""The whole portal as one thing: clock, world, sessions, faults and log, from a seed or from a snapshot."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import model_validator

from mock_portal.clock import ClockState, PortalClock
from mock_portal.faults.book import ActiveFault, FaultBook
from mock_portal.faults.idle_limit import IdleLimit
from mock_portal.filing.filing import Filing, FilingState
from mock_portal.filing.seeding import seed_filing
from mock_portal.lookups.records import PublicRecords, PublicState, seed_public
from mock_portal.mail import tell_decided
from mock_portal.policy import PasswordPolicy, SessionPolicy
from mock_portal.request_log import RequestLog, RequestRow
from mock_portal.seeded import TokenStream
from mock_portal.sessions import Session, Sessions
from mock_portal.world.access import Access, AccessState
from mock_portal.world.access_seeding import seed_access
from mock_portal.world.entities import Entity, WorldState
from mock_portal.world.registry import World
from mock_portal.world.seeding import build_world


class Start(Entity):
    """From what a world grows."""

    seed: int = 1
    scale: int = 0
    skin: str = "classic"


class PortalState(Entity):
    """Everything there is, as one value that can be kept in a file and put back."""

    version: int = 1
    start: Start
    clock: ClockState
    world: WorldState
    access: AccessState = AccessState()
    filing: FilingState = FilingState()
    public: PublicState | None = None
    tokens_drawn: int
    sessions: tuple[Session, ...]
    faults: tuple[ActiveFault, ...]
    faults_added: int
    requests: tuple[RequestRow, ...]

    @model_validator(mode="after")
    def _access_is_of_this_world(self) -> PortalState:
        names = {one.name for one in self.world.accounts}
        self.access.check_against(names, {one.pac_id for one in self.world.associates})
        return self

    @model_validator(mode="after")
    def _filing_is_of_this_world(self) -> PortalState:
        self.filing.check_against(self.world)
        return self

    @model_validator(mode="after")
    def _public_is_of_this_world(self) -> PortalState:
        """A snapshot may come from anywhere."""
        if self.public is not None:
            self.public.check_fits(self.world)
        return self


class Portal:
    """Holds the parts; `changes` counts what happened, so that a keeper knows when to save."""

    def __init__(self, start: Start, clock: PortalClock) -> None:
        self.clock = clock
        self.faults = FaultBook()
        self.changes = 0
        self._begin(start)

    def _begin(self, start: Start) -> None:
        self.start = start
        now = self.clock.now()
        seeded = build_world(start.seed, start.scale, now)
        self.world = World(seeded)
        self.access = Access(seed_access(start.seed, now, seeded))
        self.access.run_timers(self.world, now)
        self.filing = Filing(seed_filing(seeded, start.seed, now))
        self._open_public(seeded, None)
        self.tokens = TokenStream(start.seed)
        self.sessions = Sessions(self.tokens)
        self.faults.clear()
        self.faults = FaultBook()
        self.requests = RequestLog()
        self.changed()

    def _open_public(self, world: WorldState, state: PublicState | None) -> None:
        """The public records; grown from the seed, and first released, where a state has none."""
        now = self.clock.now()
        self.public = PublicRecords(
            state or seed_public(world, self.start.seed, now), self.world, self.filing
        )
        if state is None:
            self.public.releases.publish(self.world, now)

    def changed(self) -> None:
        """Note that something is not as it was."""
        self.changes += 1

    def reset(self, start: Start, now: datetime | None) -> None:
        """Back to the start, at a moment or at the machine's; the clock runs."""
        self.clock.follow_machine()
        if now is not None:
            self.clock.set(now)
        self._begin(start)

    @property
    def password_policy(self) -> PasswordPolicy:
        """The rules about passwords that hold now."""
        return self.access.password_policy

    def session_policy(self, account: str | None) -> SessionPolicy:
        """The idle limit that holds now for an account."""
        fault = self.faults.standing(IdleLimit, self.clock.now(), account)
        return SessionPolicy() if fault is None else fault.policy(SessionPolicy())

    def run_timers(self) -> None:
        """Do what is due by portal time: sessions run out, requests lapse, access begins, data come out."""
        now = self.clock.now()
        if self.public.releases.publish(self.world, now):
            self.changed()
        self.sessions.end_idle(self._limit, now)
        lapsed = self.access.run_timers(self.world, now)
        for connection in lapsed:
            tell_decided(self.access, self.world, self.start.seed, connection)

    def _limit(self, session: Session) -> timedelta:
        return timedelta(minutes=self.session_policy(session.account).limit_minutes)

    def statuses(self) -> dict[str, str]:
        """Each enrollment's status by its ID."""
        return {one.id: one.status.value for one in self.world.enrollments.values()}

    def snapshot(self) -> PortalState:
        """The present state."""
        return PortalState.model_construct(
            version=1,
            start=self.start,
            clock=self.clock.state,
            world=self.world.state(),
            access=self.access.state(),
            filing=self.filing.state(),
            public=self.public.state(self.world),
            tokens_drawn=self.tokens.drawn,
            sessions=self.sessions.all(),
            faults=self.faults.all(),
            faults_added=self.faults.added,
            requests=self.requests.rows(),
        )

    def restore(self, state: PortalState) -> None:
        """Put a state back, exactly; whom a fault holds is let go."""
        self.start = state.start
        self.clock.state = state.clock
        self.world = World(state.world)
        self.access = Access(state.access)
        self.filing = Filing(state.filing)
        self._open_public(state.world, state.public)
        self.tokens = TokenStream(state.start.seed, state.tokens_drawn)
        self.sessions = Sessions(self.tokens, state.sessions)
        self.faults.clear()
        self.faults = FaultBook(state.faults, state.faults_added)
        self.requests = RequestLog(state.requests)
        self.changed()
