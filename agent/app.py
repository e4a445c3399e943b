"""The composition root: the one place that knows every class and wires them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from fnmatch import filter as matching
from typing import NamedTuple

from loguru import logger

from agent.access import AckLinks
from agent.alerts import Channel
from agent.browser import BrowserPool, PageContract, load_contract
from agent.codes import CodeGuard
from agent.delivery import CredentialedChannel, Outbox
from agent.evidence import Safe, prepared
from agent.forecast import Forecast, forecast, still_open
from agent.last_facts import last_facts
from agent.lookups.public_data import PublicLookups
from agent.lookups.reference import host_and_port
from agent.metrics import Metrics
from agent.model.alert import Alert
from agent.model.clock import Clock, machine_clock
from agent.model.errors import SettingsError
from agent.model.incident import Incident
from agent.model.links import Links
from agent.model.roster import Roster
from agent.model.slot import PORTAL as PORTAL
from agent.model.verdict import Verdict
from agent.model.window import Window
from agent.probe import Prober
from agent.recorder import Recorder, Report
from agent.roster import roster_of
from agent.rules import RULE_NAMES
from agent.settings import ChannelKind, ChannelSettings, Settings
from agent.store import Store
from agent.uptime import counted
from agent.vault import VaultClient
from agent.visit import Seen, Visitor, lock_folder


class Delivered(NamedTuple):
    """The reports with what became of their alerts, and every alert that a channel accepted meanwhile."""

    reports: tuple[Report, ...]
    sent: tuple[Alert, ...] = ()


@dataclass(frozen=True)
class App:
    """Everything, wired. Made by `opened`; a test hands in its own parts there."""

    settings: Settings
    store: Store
    vault: VaultClient
    prober: Prober
    visitor: Visitor
    recorder: Recorder
    outbox: Outbox
    metrics: Metrics
    clock: Clock
    rosters: Mapping[str, Roster]

    async def visit_all(self, names: Sequence[str], *, dry_run: bool = False) -> tuple[Report, ...]:
        """One after the other, so that no visit's times are another's load."""
        return tuple([await self.visit(name, dry_run=dry_run) for name in names])

    async def visit(self, name: str, *, dry_run: bool = False) -> Report:
        """Look, judge, store; alerts are written, and sent by `deliver` or the running outbox."""
        account = next(account for account in self.settings.accounts if account.name == name)
        seen = await self.visitor.look(account, self.settings.browser.use[0], keep=not dry_run)
        return await self._record(seen, self.rosters[name], dry_run)

    async def probe(self) -> Report:
        look = await self.prober.look()
        nobody = Roster(account=PORTAL, watched_since=look.started)
        return await self._record(Seen(look), nobody, dry_run=False)

    async def watch(self) -> None:
        """Judge by the clock whether any account goes unlooked at, and whom to remind or to tell next."""
        await asyncio.to_thread(self.recorder.watch, tuple(self.rosters.values()), self.clock())
        changes = await asyncio.to_thread(self.recorder.tick, self.clock())
        for change in changes:
            logger.bind(incident=change.incident.id, told=change.told).info(
                "time passed: {}", change.transition or change.incident.state
            )
        await asyncio.to_thread(self._count_open)

    def windows(self) -> tuple[Window, ...]:
        """When maintenance was announced: in the settings, or by the portal itself."""
        return self.recorder.windows_at(self.store, self.clock())

    def check_health(self) -> None:
        """Raises StoreError where nothing could be recorded any more."""
        with self.store.writing():
            pass

    async def deliver(self, reports: Sequence[Report]) -> Delivered:
        """Send what is due, also what has waited for its hour, and see what became of the reports' alerts."""
        sent = await self.outbox.send_due()
        return Delivered(
            tuple([await asyncio.to_thread(self._with_states, report) for report in reports]), sent
        )

    def unresolved(self, names: Sequence[str], reports: Sequence[Report]) -> tuple[Incident, ...]:
        """Of these accounts: what is stored, and what a dry run would have opened."""
        stored = [incident for name in names for incident in self.store.incidents(account=name)]
        fresh = [
            change.incident
            for report in reports
            for change in report.changes
            if change.incident.account in names and change.incident.resolved is None
        ]
        return (*stored, *fresh)

    def forecast(self, name: str, until: date) -> Forecast:
        """What the last facts lead to from today on, if nothing moves.

        Raises NoFactsError where no visit has read any, SealError or VaultError where they stay sealed.
        """
        now, roster, policy = self.clock(), self.rosters[name], self.recorder.policy_of(name)
        look, history = last_facts(self.store, self.visitor.safe, name, now)
        known = still_open(self.store.open_incidents(), look, history, roster, policy)
        events = forecast(look, history, roster, policy, known, policy.today(now), until)
        return Forecast(account=name, facts_of=look.ended, events=events)

    async def _record(self, seen: Seen, roster: Roster, dry_run: bool) -> Report:
        look = seen.look
        with self.metrics.store_seconds.labels("record").time():
            report = await asyncio.to_thread(
                lambda: self.recorder.record(
                    look,
                    roster,
                    self.clock(),
                    sealed=seen.sealed,
                    evidence=seen.evidence,
                    facts_before=seen.facts_before,
                    dry_run=dry_run,
                )
            )
        _log(report)
        self.metrics.observe(look)
        if not dry_run:
            windows = await asyncio.to_thread(self.windows)
            self.metrics.count(look.kind, counted(look, windows))
            await asyncio.to_thread(self._count_open)
        return report

    def _count_open(self) -> None:
        self.metrics.set_open_incidents([i.finding.severity for i in self.store.open_incidents()])

    def _with_states(self, report: Report) -> Report:
        now = [self.store.alert(alert.key) or alert for alert in report.alerts]
        return replace(report, alerts=tuple(now))


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock = machine_clock,
    vault: VaultClient | None = None,
    pool: BrowserPool | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> AsyncIterator[App]:
    """The app on its real parts. A part that is handed in stays open; the others are closed on leaving.

    Raises SettingsError or StoreError where it cannot start; Vault, browser and portal are first needed
    by a look, and are then a verdict.
    """
    contract = load_contract(settings.portal.contract)
    refuse_unknown_rules(settings)
    for folder in (settings.store.evidence, lock_folder(settings)):
        await asyncio.to_thread(prepared, folder)
    async with AsyncExitStack() as stack:
        store = await asyncio.to_thread(Store.open, settings.store.url)
        stack.callback(store.close)
        rosters = await asyncio.to_thread(_rosters, settings, store, clock)
        if vault is None:
            vault = VaultClient(settings.vault)
            stack.callback(vault.close)
        if pool is None:
            pool = BrowserPool(settings.portal.url, contract, clock, settings.browser.headed)
            await stack.enter_async_context(pool)
        yield _wired(settings, contract, store, vault, pool, channels, clock, rosters)


def refuse_unknown_rules(settings: Settings) -> None:
    """Raises SettingsError where a rule is switched off, or routed, that there is not."""
    for policy in (settings.policy, *(account.policy for account in settings.accounts)):
        for name in policy.off:
            if name not in RULE_NAMES:
                raise _no_rule(name, "policy.off")
    for number, route in enumerate(settings.routes):
        for pattern in route.rule:
            if not matching(RULE_NAMES, pattern):
                raise _no_rule(pattern, f"routes[{number}].rule")


def _no_rule(name: str, where: str) -> SettingsError:
    close = get_close_matches(name, RULE_NAMES, n=1, cutoff=0.4)
    do = f"did you mean {close[0]!r}?" if close else "see the rules in the README"
    return SettingsError(f"there is no rule {name!r}", where, do)


def _wired(
    settings: Settings,
    contract: PageContract,
    store: Store,
    vault: VaultClient,
    pool: BrowserPool,
    channels: Mapping[str, Channel] | None,
    clock: Clock,
    rosters: Mapping[str, Roster],
) -> App:
    metrics = Metrics()
    references = settings.reference.hosts or (host_and_port(settings.vault.url),)
    prober = Prober(settings.portal, contract, settings.budgets, references, clock)
    if channels is None:
        acks = AckLinks.of(settings, vault)
        channels = {each.name: _channel(each, vault, acks, settings.web.links) for each in settings.channels}
    return App(
        settings=settings,
        store=store,
        vault=vault,
        prober=prober,
        visitor=_visitor(settings, store, vault, pool, prober, rosters),
        recorder=Recorder.of(settings, store, channels),
        outbox=Outbox(store, channels, metrics, clock, settings.portal.zone, settings.fallbacks),
        metrics=metrics,
        clock=clock,
        rosters=rosters,
    )


def _visitor(
    settings: Settings,
    store: Store,
    vault: VaultClient,
    pool: BrowserPool,
    prober: Prober,
    rosters: Mapping[str, Roster],
) -> Visitor:
    """It looks at the same portal as the prober: by the same contract, references and clock."""
    return Visitor(
        settings=settings,
        contract=prober.contract,
        pool=pool,
        vault=vault,
        store=store,
        safe=Safe(settings.store.evidence, vault),
        codes=CodeGuard(store, prober.clock),
        certificate=prober.certificate,
        references=prober.references,
        clock=prober.clock,
        lookups=PublicLookups(settings.public) if settings.public.on else None,
        expected={name: tuple(roster.by_npi) for name, roster in rosters.items()},
    )


def _channel(channel: ChannelSettings, vault: VaultClient, acks: AckLinks | None, links: Links) -> Channel:
    """A log is no place for what lets somebody in: its messages go without links that acknowledge."""
    completed = acks.completed if acks and channel.kind is not ChannelKind.LOG else None
    return CredentialedChannel(channel, lambda path: vault.secret(path).fields, completed, links)


def _rosters(settings: Settings, store: Store, clock: Clock) -> dict[str, Roster]:
    now = clock()
    with store.writing() as unit:
        for account in settings.accounts:
            unit.set_watching(account.name, now)
        return {
            account.name: roster_of(account, unit.watching_since(account.name) or now)
            for account in settings.accounts
        }


def _log(report: Report) -> None:
    """One line a look: its id, verdict, seconds and step seconds."""
    look = report.look
    bound = logger.bind(
        look=look.id,
        kind=look.kind,
        account=look.account,
        browser=look.browser,
        verdict=look.verdict,
        seconds=round((look.ended - look.started).total_seconds(), 3),
        steps={step.name: step.seconds for step in look.steps},
        findings=[finding.rule for finding in report.findings],
        incidents={c.incident.id: str(c.transition) for c in report.changes if c.transition},
    )
    level = "INFO" if look.verdict.good_look else "WARNING"
    bound.log(level, "{} ended: {}", look.kind, look.reason or Verdict.OK)
