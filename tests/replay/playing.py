"""The agent at work in a replay: all of it that decides, stores and sends is real, its looks are told it.

It runs as `agent.daemon` runs it, on a clock of its own: a probe each minute and what the clock alone brings,
the visits of the settings, both not during maintenance, and after each of them the outbox. Its channels are
webhooks, and whoever is at the pager takes what comes.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

from agent.alerts import build
from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.incident import Transition
from agent.model.look import Look, LookKind, PageTiming, Reason, Step, verdict_of
from agent.model.roster import Roster, RosterEntry
from agent.on_call import OnCall, TooLateError
from agent.recorder import Recorder
from agent.settings import Settings, load
from agent.store import Store
from agent.windows import covering
from tests.alerts.sinks import WebSink, web_sink
from tests.replay.closing import ONCE, WEEKLY
from tests.replay.telling import PAGER, SECOND_PAGER, STEP, TAKES
from tests.replay.truth import ACCOUNTS, DAY, MINUTE, PROBE_TAKES, VISIT_TAKES, Maintenance, Truth
from tests.replay.world import Seen, World
from tests.unit.builders import NPI

Given = ParamSpec("Given")
Result = TypeVar("Result")

DESK = "desk"
"""The channel of all that is no page."""

_PAGES = {"public-pages": 0.4}
_ASKS = frozenset({Transition.OPENED, Transition.WORSENED, Transition.FLAPPING, Transition.REMINDED})


@dataclass(frozen=True)
class Sent:
    """What a receiver accepted, and when by the clock of the replay."""

    channel: str
    rule: str
    subject: str
    severity: str
    transition: Transition
    incident: str
    key: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.at:%d %H:%M:%S} {self.channel} {self.transition} {self.rule} {self.subject}"


@dataclass(frozen=True)
class Changes:
    """What a test alters, to see that the replay notices: keys of `[policy]`, no windows, a receiver that
    refuses one page for good, after it took so many."""

    policy: Mapping[str, int] = field(default_factory=dict)
    windows: bool = True
    refuses: int | None = None


NONE = Changes()


class _Here(ThreadPoolExecutor):
    """Does what it is given at once, in this thread: in a replay nobody else waits meanwhile, and handing it
    over takes longer than doing it."""

    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> "Future[Result]":
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whatever it raises is its caller's
            future.set_exception(error)
        return future


def _nobody_asks(day: int) -> None:
    pass


async def played(
    truth: Truth, folder: Path, changes: Changes = NONE, each_day: Callable[[int], None] = _nobody_asks
) -> tuple[Sent, ...]:
    """Every alert of an incident that a receiver accepted, in order; `each_day` is called as one begins."""
    asyncio.get_running_loop().set_default_executor(_Here())
    async with _receivers() as sinks:
        settings = _settings(folder, truth, sinks, changes)
        with Store.open(f"sqlite:///{folder}/enrollwatch.db") as store:
            return await _Practice(truth, settings, store, sinks, changes.refuses).month(each_day)


@asynccontextmanager
async def _receivers() -> AsyncIterator[dict[str, WebSink]]:
    async with web_sink() as pager, web_sink() as second, web_sink() as desk:
        yield {PAGER: pager, SECOND_PAGER: second, DESK: desk}


class _Practice:
    def __init__(
        self, truth: Truth, settings: Settings, store: Store, sinks: dict[str, WebSink], refuses: int | None
    ) -> None:
        self.truth, self.world, self.sinks, self.refuses = truth, World(truth), sinks, refuses
        self.settings, self.store = settings, store
        self.now = truth.span.begin
        channels = {channel.name: build(channel) for channel in settings.channels}
        self.recorder = Recorder.of(settings, store, channels)
        self.outbox = Outbox(store, channels, Metrics(), lambda: self.now)
        self.on_call = OnCall(self.recorder, "ada", lambda: self.now)
        entries = (RosterEntry(npi=NPI),)
        self.rosters = {
            name: Roster(account=name, watched_since=self.now, entries=entries) for name in ACCOUNTS
        }
        self.sent: list[Sent] = []
        self._ids = map("look-{:06d}".format, count())

    async def month(self, each_day: Callable[[int], None]) -> tuple[Sent, ...]:
        """Each thing at the moment at which it ends."""
        number, day = count(), 0
        agenda = [(at + PROBE_TAKES, next(number), "probe", "") for at in self.truth.minutes()]
        for account, visits in self.truth.visits.items():
            agenda += [(at + VISIT_TAKES, next(number), "visit", account) for at in visits]
        agenda.sort()
        takes: list[tuple[datetime, int, str, str]] = []
        for event in _merged(agenda, takes):
            self.now, _, what, whom = event
            if self.now - self.truth.span.begin >= day * DAY:
                day += 1
                each_day(day)
            if what == "probe":
                self._probe()
            elif what == "visit":
                self._visit(whom)
            else:
                self._take(whom)
            for incident in await self._deliver():
                heappush(takes, (self.now + TAKES, next(number), "take", incident))
        return tuple(self.sent)

    def _probe(self) -> None:
        started = self.now - PROBE_TAKES
        if not covering(self.settings.windows, started):
            nobody = Roster(account="portal", watched_since=started)
            self._record(LookKind.PROBE, None, started, self.world.probe(started), nobody)
        self.recorder.watch(self.rosters.values(), self.now)
        self.recorder.tick(self.now)

    def _visit(self, account: str) -> None:
        started = self.now - VISIT_TAKES
        if covering(self.recorder.windows_at(self.store, started), started):
            return
        self._record(
            LookKind.VISIT, account, started, self.world.visit(account, started), self.rosters[account]
        )

    def _record(
        self, kind: LookKind, account: str | None, started: datetime, seen: Seen, roster: Roster
    ) -> None:
        reasons = (_reason(seen),) if seen.cause else ()
        pages = tuple(PageTiming(name=name, seconds=seconds) for name, seconds in _PAGES.items())
        look = Look(
            id=next(self._ids),
            kind=kind,
            account=account,
            started=started,
            ended=self.now,
            verdict=verdict_of(tuple(reason for reason in reasons if reason)),
            reasons=reasons,
            steps=(Step(name="read", seconds=0.4, pages=pages),),
            facts=seen.facts,
            losses=seen.losses,
        )
        self.recorder.record(look, roster, self.now)

    def _take(self, incident: str) -> None:
        """It may be over by then, or somebody's already."""
        try:
            self.on_call.acknowledge(incident, self.now)
        except TooLateError:
            return

    async def _deliver(self) -> list[str]:
        """Send what is due; the incidents that whoever is at the pager will take."""
        pager = self.sinks[PAGER]
        pager.status = 404 if self.refuses == len(self._pages()) else 200
        await self.outbox.send_due()
        if pager.status == 404 and pager.targets:
            self.refuses = None
        asked = []
        for channel, sink in self.sinks.items():
            for body in _emptied(sink):
                document = json.loads(body)
                if document["incident"] is None:
                    continue
                sent = _sent(channel, document, self.now)
                self.sent.append(sent)
                if channel == PAGER and sent.transition in _ASKS and not self.truth.is_absent(self.now):
                    asked.append(sent.incident)
        return asked

    def _pages(self) -> list[Sent]:
        return [each for each in self.sent if each.channel == PAGER]


def _merged(
    agenda: list[tuple[datetime, int, str, str]], takes: list[tuple[datetime, int, str, str]]
) -> Iterator[tuple[datetime, int, str, str]]:
    """The agenda in order, with what is put among the takes on the way."""
    for event in agenda:
        while takes and takes[0] < event:
            yield heappop(takes)
        yield event


def _emptied(sink: WebSink) -> list[bytes]:
    taken, sink.bodies, sink.headers, sink.targets = sink.bodies, [], [], []
    return taken


def _sent(channel: str, document: dict[str, object], now: datetime) -> Sent:
    about = document["about"]
    assert isinstance(about, dict)
    return Sent(
        channel,
        about["rule"],
        about["subject"],
        about["severity"],
        Transition(str(document["transition"])),
        str(document["incident"]),
        str(document["key"]),
        now,
    )


def _reason(seen: Seen) -> Reason:
    assert seen.cause
    return Reason(
        cause=seen.cause, what=f"saw {seen.cause}", where="home", do="look", maintenance_until=seen.back_at
    )


def _settings(folder: Path, truth: Truth, sinks: Mapping[str, WebSink], changes: Changes) -> Settings:
    """As an operator would write them; all policy is the default but for what is changed."""
    for name in ("role-id", "secret-id"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o600)
    file = folder / "enrollwatch.toml"
    file.write_text("\n".join(_lines(truth, sinks, changes)))
    return load(file, {})


def _lines(truth: Truth, sinks: Mapping[str, WebSink], changes: Changes) -> Iterator[str]:
    yield '[portal]\nurl = "http://127.0.0.1:9"\n[vault]\nurl = "http://127.0.0.1:9"'
    yield 'role_id_file = "role-id"\nsecret_id_file = "secret-id"'
    yield "[policy]"
    yield from (f"{name} = {value}" for name, value in changes.policy.items())
    for name in ACCOUNTS:
        yield f'[[accounts]]\nname = "{name}"\nvault_path = "portal/{name}"'
    for name, sink in sinks.items():
        yield f'[[channels]]\nname = "{name}"\nkind = "webhook"\nurl = "http://127.0.0.1:{sink.port}/"'
    yield f'[[routes]]\nseverity = "critical"\nchannels = ["{PAGER}"]\n[[routes]]\nchannels = ["{DESK}"]'
    yield f'[[on_call]]\nafter = "{STEP // MINUTE}m"\nchannels = ["{SECOND_PAGER}"]'
    if changes.windows:
        yield from (_window(each) for each in truth.maintenance if not each.stated)


def _window(maintenance: Maintenance) -> str:
    first = maintenance.spans[0]
    head = f'[[windows]]\nname = "{maintenance.name}"\nwhy = "announced"\n'
    if maintenance.name == ONCE:
        return f'{head}once = {{ start = "{first.begin.isoformat()}", end = "{first.end.isoformat()}" }}'
    assert maintenance.name == WEEKLY
    lasting = (first.end - first.begin) // timedelta(hours=1)
    return f'{head}weekly = {{ days = ["sat"], at = "22:00", lasting = "{lasting}h" }}'
