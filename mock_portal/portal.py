"""The whole portal as one thing: clock, world, sessions, faults and log, from a seed or from a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from pydantic import model_validator

from mock_portal.clock import ClockState, PortalClock
from mock_portal.desk.help_desk import HelpDesk, HelpDeskState
from mock_portal.desk.letters import tell_answered
from mock_portal.desk.seeding import seed_desk
from mock_portal.faults.book import ActiveFault, FaultBook
from mock_portal.faults.idle_limit import IdleLimit
from mock_portal.faults.timeline import EVERY_FAULT, Moment, Progress, Timeline
from mock_portal.filing.filing import Filing, FilingState
from mock_portal.filing.office import Office
from mock_portal.filing.seeding import seed_filing
from mock_portal.lookups.records import PublicRecords, PublicState, seed_public
from mock_portal.mail import tell_decided
from mock_portal.outbox import Delivery, Outbox
from mock_portal.policy import PasswordPolicy, SessionPolicy
from mock_portal.request_log import RequestLog, RequestRow
from mock_portal.seeded import TokenStream
from mock_portal.sessions import Session, Sessions
from mock_portal.web.skins import SkinName
from mock_portal.world.access import Access, AccessState
from mock_portal.world.access_seeding import seed_access
from mock_portal.world.entities import Entity, WorldState
from mock_portal.world.registry import World
from mock_portal.world.seeding import build_world


class Start(Entity):
    """From what a world grows."""

    seed: int = 1
    scale: int = 0
    skin: SkinName = SkinName.CLASSIC
    timeline: Timeline = ()


class PortalState(Entity):
    """Everything there is, as one value that can be kept in a file and put back."""

    version: int = 1
    start: Start
    clock: ClockState
    world: WorldState
    access: AccessState = AccessState()
    filing: FilingState = FilingState()
    desk: HelpDeskState = HelpDeskState()
    public: PublicState | None = None
    tokens_drawn: int
    sessions: tuple[Session, ...]
    faults: tuple[ActiveFault, ...]
    faults_added: int
    progress: Progress | None = None
    requests: tuple[RequestRow, ...]
    deliveries: tuple[Delivery, ...] = ()

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
    def _deliveries_are_of_this_mail(self) -> PortalState:
        sent = [one.mail for one in self.deliveries]
        if sent != [one["id"] for one in self.world.mail[: len(sent)]]:
            raise ValueError("deliveries are not of the first messages of the mail, in their order")
        return self

    @model_validator(mode="after")
    def _desk_is_of_this_world(self) -> PortalState:
        self.desk.check_against({one.name for one in self.world.accounts})
        return self

    @model_validator(mode="after")
    def _public_is_of_this_world(self) -> PortalState:
        """A snapshot may come from anywhere."""
        if self.public is not None:
            self.public.check_fits(self.world)
        return self


class Portal:
    """Holds the parts; `changes` counts what happened, so that a keeper knows when to save.

    It grows from a start, or goes on from a kept state, whose clock it takes over. `sends_mail` says
    whether mail also leaves by SMTP, so that `outbox` is kept.
    """

    def __init__(self, origin: Start | PortalState, clock: PortalClock) -> None:
        self.clock = clock
        self.faults = FaultBook()
        self.changes = 0
        self.sends_mail = False
        if isinstance(origin, PortalState):
            self.restore(origin)
        else:
            self._begin(origin)

    def _begin(self, start: Start) -> None:
        self.start = start
        now = self.clock.now()
        seeded = build_world(start.seed, start.scale, now)
        self.world = World(seeded)
        self.access = Access(seed_access(start.seed, now, seeded))
        self.access.run_timers(self.world, now)
        self.filing = Filing(seed_filing(seeded, start.seed, now))
        self.desk = HelpDesk(seed_desk(seeded.accounts, start.seed, now))
        self._open_public(seeded, None)
        self.tokens = TokenStream(start.seed)
        self._open_office()
        self.sessions = Sessions(self.tokens)
        self.faults.clear()
        self.faults = FaultBook()
        self.progress = Progress(began=now)
        self.requests = RequestLog()
        self.outbox = Outbox()
        self.changed()

    def _open_public(self, world: WorldState, state: PublicState | None) -> None:
        """The public records; grown from the seed, and first released, where a state has none."""
        now = self.clock.now()
        self.public = PublicRecords(
            state or seed_public(world, self.start.seed, now), self.world, self.filing
        )
        if state is None:
            self.public.releases.publish(self.world, now)

    def _open_office(self) -> None:
        self.office = Office(self.world, self.filing, self.tokens, self.start.seed, self.clock.now())

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
        """Do what is due by portal time, each row of the timeline among it at its own moment."""
        now = self.clock.now()
        for moment in self.progress.due(self.start.timeline, now):
            due = max(moment.due(self.progress.began), self.progress.began)
            self._run_timers(due)
            self._happen(moment, due)
        self.progress = self.progress.past(now)
        self._run_timers(now)

    def _happen(self, moment: Moment, due: datetime) -> None:
        if moment.clear is not None:
            self.faults.clear(None if moment.clear == EVERY_FAULT else moment.clear)
        if moment.add is not None:
            self.faults.add(moment.add, self.statuses(), due)
        self.changed()

    def _run_timers(self, now: datetime) -> None:
        """Everything that is due, what comes due at the office and all else in one order of time."""
        while (due := self.office.next_due(now)) is not None:
            self._run_others(due)
            self.office.run_timers(due)
            self.changed()
        self._run_others(now)
        self.office.run_timers(now)

    def _run_others(self, now: datetime) -> None:
        """Sessions run out, requests lapse, access begins, data come out."""
        if self.public.releases.publish(self.world, now):
            self.changed()
        self.sessions.end_idle(self._limit, now)
        tell: list[tuple[datetime, Callable[[], object]]] = [
            (one.replies[-1].at, partial(tell_answered, self.world, one)) for one in self.desk.run_timers(now)
        ]
        for one in self.access.run_timers(self.world, now):
            told = partial(tell_decided, self.access, self.world, self.start.seed, one)
            tell.append((one.decided or now, told))
        for _, send in sorted(tell, key=itemgetter(0)):
            send()
            self.changed()

    def _limit(self, session: Session) -> timedelta:
        return timedelta(minutes=self.session_policy(session.account).limit_minutes)

    def follow(self, timeline: Timeline) -> None:
        """Let faults come and go by a plan, counted from the portal's beginning."""
        self.start = self.start.model_copy(update={"timeline": timeline})
        self.changed()

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
            desk=self.desk.state(),
            public=self.public.state(self.world),
            tokens_drawn=self.tokens.drawn,
            sessions=self.sessions.all(),
            faults=self.faults.all(),
            faults_added=self.faults.added,
            progress=self.progress,
            requests=self.requests.rows(),
            deliveries=self.outbox.settled(),
        )

    def restore(self, state: PortalState) -> None:
        """Put a state back, exactly; whom a fault holds is let go."""
        self.start = state.start
        self.clock.state = state.clock
        self.world = World(state.world)
        self.access = Access(state.access)
        self.filing = Filing(state.filing)
        self.desk = HelpDesk(state.desk)
        self._open_public(state.world, state.public)
        self.tokens = TokenStream(state.start.seed, state.tokens_drawn)
        self._open_office()
        self.sessions = Sessions(self.tokens, state.sessions)
        self.faults.clear()
        self.faults = FaultBook(state.faults, state.faults_added)
        self.progress = state.progress or Progress(began=self.clock.now())
        self.requests = RequestLog(state.requests)
        self.outbox = Outbox(state.deliveries)
        self.changed()
