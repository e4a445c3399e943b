"""`run`: schedule, probes, visits, outbox and web on one loop, until told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from loguru import logger

from agent.access import AckLinks
from agent.app import App, opened
from agent.due import Grid
from agent.first_numbers import first_numbers
from agent.model.look import LookKind
from agent.model.slot import PORTAL
from agent.packing import whole_packet
from agent.proofs import rounds_of
from agent.run_lock import alone
from agent.schedule import Schedule, Watch
from agent.settings import Settings
from agent.upkeep import upkeep_of
from agent.web import Site, WebServer, application, authenticate

_VISITS_AT_ONCE = 2  # more than one or two contexts a core only slow each other down
_DRAIN = 4.0  # seconds a look gets to end after SIGTERM; the whole stop stays under ten
_LAST_ALERTS = 2.0  # seconds for what these looks had to say; a channel that hangs is tried by the next run
_OUTBOX_PAUSE = 1.0  # seconds between looks for alerts whose next try has come


@dataclass
class Daemon:
    """The unattended agent. `stop` may be set by a signal or a test."""

    app: App
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_VISITS_AT_ONCE))

    async def run(self) -> None:
        """Until `stop` is set; then looks under way get a few seconds, and what is due is sent."""
        schedule = Schedule(self._watches(), self.app.store, self.app.metrics, self.app.clock)
        await schedule.start()
        outbox = asyncio.create_task(
            self.app.outbox.send_until(self.stop, self._news, _OUTBOX_PAUSE), name="outbox"
        )
        rounds = (*rounds_of(self.app), *upkeep_of(self.app))
        beside = [asyncio.create_task(each.until(self.stop), name=each.name) for each in rounds]
        stopped = asyncio.create_task(self.stop.wait(), name="stop")
        await asyncio.wait({outbox, stopped}, return_when=asyncio.FIRST_COMPLETED)
        self.stop.set()
        await schedule.stop(_DRAIN)
        for task in (stopped, *beside):
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_ALERTS):
                await outbox  # one that broke ends the agent, and says why
                await self.app.outbox.send_due()

    def _watches(self) -> list[Watch]:
        """Nobody visits during maintenance; probes go on, for they tell when it is over."""
        plan = self.app.settings.schedule
        probes = Watch(
            Grid(LookKind.PROBE, PORTAL, plan.probe),
            self._probe,
            windows=lambda: self.app.settings.windows,  # not the portal's own word: probes see it come back
            instead=self._minute,
        )
        visits = [
            Watch(
                Grid(LookKind.VISIT, account.name, plan.visit, plan.jitter),
                self._visit(account.name),
                self._places,
                windows=self.app.windows,
            )
            for account in self.app.settings.accounts
        ]
        return [probes, *visits]

    async def _probe(self) -> str:
        report = await self.app.probe()
        await self._minute()
        return report.look.id

    async def _minute(self) -> None:
        """What time alone brings, also where nobody looks."""
        await self.app.watch()
        self._news.set()

    def _visit(self, account: str) -> Callable[[], Awaitable[str]]:
        async def visit() -> str:
            report = await self.app.visit(account)
            self._news.set()
            return report.look.id

        return visit


async def run(settings: Settings) -> None:
    """Raises SettingsError where another agent already runs on this store, or the address is taken."""
    with alone(settings.store.evidence.parent):
        async with _signalled() as stop, opened(settings) as app:
            told = app.outbox.channels
            await asyncio.to_thread(first_numbers, app.metrics, settings, app.store, app.rosters, told)
            web = WebServer(application(_site(app), authenticate), settings.web.listen)
            async with web:
                logger.bind(metrics=f"{web.url}/metrics", portal=settings.portal.url).info("agent running")
                await Daemon(app, stop).run()
        logger.info("agent stopped")


def _site(app: App) -> Site:
    return Site(
        settings=app.settings,
        store=app.store,
        safe=app.visitor.safe,
        recorder=app.recorder,
        metrics=app.metrics,
        clock=app.clock,
        health=app.check_health,
        forecast=app.forecast,
        links=AckLinks.of(app.settings, app.vault),
        pack=lambda incident: whole_packet(app, incident),
        rosters=app.rosters,
    )


@asynccontextmanager
async def _signalled() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
