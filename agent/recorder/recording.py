"""A look becomes stored fact: judged, incidents changed and alerts written in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.incidents import COMMON_CAUSES, Rulings, decide, key_of, tick
from agent.model.alert import Alert
from agent.model.evidence import Evidence
from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling
from agent.model.incident import Change, Incident
from agent.model.links import Links
from agent.model.look import Look, LookKind
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.model.route import Recipient
from agent.model.verdict import Verdict
from agent.model.window import Window
from agent.recorder.keeping import keep, new_id
from agent.routing import Routing
from agent.rules import COUNTING_RULES, RULES, WATCH_RULE, blindness, judge, judge_watch
from agent.settings import Settings
from agent.store import Reads, Store, Unit
from agent.windows import covering, stated

_HISTORY = 20  # earlier looks of each kind that rules may count over
_STATED = timedelta(days=4)  # how far back the portal's word on maintenance matters: twenty visits


@dataclass(frozen=True)
class Report:
    """What came of one look."""

    look: Look
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    alerts: tuple[Alert, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Recorder:
    """Writes looks with all that follows from them; `routing` says whom an alert goes to, and when.

    `policies` are by account; `policy` is for every other look. `steps` are who is told next of what nobody
    takes, `windows` when maintenance was announced, `links` where an alert leads its reader.
    """

    store: Store
    routing: Routing
    policy: Policy
    zone: ZoneInfo
    policies: Mapping[str, Policy] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    windows: Sequence[Window] = ()
    links: Links = field(default_factory=Links)

    @classmethod
    def of(cls, settings: Settings, store: Store, channels: Iterable[str]) -> "Recorder":
        """As the settings have it; `channels` are the names of those that are told."""
        return cls(
            store,
            routing_of(settings, channels),
            settings.policy_of(),
            settings.portal.zone,
            {account.name: settings.policy_of(account) for account in settings.accounts},
            settings.steps,
            settings.windows,
            settings.web.links,
        )

    def policy_of(self, account: str | None) -> Policy:
        return self.policies.get(account or "", self.policy)

    def windows_at(self, store: Reads, now: datetime) -> tuple[Window, ...]:
        """Those of the settings, and what the portal's own maintenance page said lately."""
        return (*self.windows, *stated(store.on_maintenance(now - _STATED), str(self.zone)))

    def record(
        self,
        look: Look,
        roster: Roster,
        now: datetime,
        *,
        sealed: bytes | None = None,
        evidence: Sequence[Evidence] = (),
        facts_before: Mapping[str, Facts] | None = None,
        dry_run: bool = False,
    ) -> Report:
        """Store `look` and its consequences, all or nothing; with `dry_run` work them out and keep nothing.

        `facts_before` are the unsealed facts of earlier visits, by the id of the look.
        """
        report = Report(look)
        try:
            with self.store.writing() as unit:
                unit.add_look(look, sealed)
                for record in evidence:
                    unit.add_evidence(record)
                lately = look.started - self.policy_of(roster.account).visit_interval
                history = with_facts(looks_before(unit, look, lately), facts_before or {})
                windows = self.windows_at(unit, now)
                rulings = self._judged(look, history, roster, now, windows)
                if look.kind is LookKind.VISIT:
                    rulings += self._watched(unit, [roster], now, windows)
                window = covering(windows, look.started) or covering(windows, now)
                changes, alerts = self._apply(unit, rulings, now, window)
                findings = tuple(finding for _, ruling in rulings for finding in ruling.findings)
                report = Report(look, findings, changes, alerts, tuple(evidence))
                if dry_run:
                    raise _KeepNothing
        except _KeepNothing:
            pass
        return report

    def watch(self, rosters: Iterable[Roster], now: datetime) -> tuple[Change, ...]:
        """Judge by the clock alone which accounts go unlooked at; all in one transaction."""
        with self.store.writing() as unit:
            windows = self.windows_at(unit, now)
            rulings = self._watched(unit, rosters, now, windows)
            changes, _ = self._apply(unit, rulings, now, covering(windows, now))
        return changes

    def enter(self, rulings: Rulings, now: datetime) -> tuple[Change, ...]:
        """What a part of the agent found by the clock alone, in one transaction."""
        with self.store.writing() as unit:
            changes, _ = self._apply(unit, rulings, now, covering(self.windows_at(unit, now), now))
        return changes

    def tick(self, now: datetime) -> tuple[Change, ...]:
        """What time alone does to every unresolved incident."""
        with self.store.writing() as unit:
            return self.ticked(unit, now)

    def ticked(
        self, unit: Unit, now: datetime, only: Callable[[Incident], bool] = lambda _: True
    ) -> tuple[Change, ...]:
        """What time alone does to the unresolved incidents, or to some: all are judged, for one may hold
        another back.
        """
        passed = tick(
            unit.open_incidents(),
            self.policy,
            now,
            own=self.policies,
            steps=self.steps,
            silences=unit.silences(lasting=now),
            window=covering(self.windows_at(unit, now), now),
        )
        changes = tuple(change for change in passed if only(change.incident))
        keep(unit, changes, self.routing, self.zone, links=self.links)
        return changes

    def _judged(
        self,
        look: Look,
        history: Sequence[Look],
        roster: Roster,
        now: datetime,
        windows: Sequence[Window],
    ) -> list[tuple[str, Ruling]]:
        """Rules that count failures do not see the looks that began in a maintenance window."""
        policy = self.policy_of(roster.account)
        counted = [earlier for earlier in history if not covering(windows, earlier.started)]
        counting = [rule for rule in RULES if rule.name in COUNTING_RULES]
        others = [rule for rule in RULES if rule.name not in COUNTING_RULES]
        return [
            *judge(look, counted, roster, policy, now, counting),
            *judge(look, history, roster, policy, now, others),
        ]

    def _watched(
        self, unit: Unit, rosters: Iterable[Roster], now: datetime, windows: Sequence[Window]
    ) -> list[tuple[str, Ruling]]:
        explained = _common_cause_over(unit, now - 2 * self.policy.visit_interval)
        return [(WATCH_RULE, self._watch(unit, roster, now, windows, explained)) for roster in rosters]

    def _watch(
        self,
        unit: Unit,
        roster: Roster,
        now: datetime,
        windows: Sequence[Window],
        explained: datetime | None,
    ) -> Ruling:
        policy = self.policy_of(roster.account)
        if WATCH_RULE in policy.off:
            return Ruling(else_well=roster.account)
        last_good = unit.last_good_look(roster.account, now)
        if last_good and now - last_good.ended <= blindness(policy):
            return judge_watch(last_good, (), roster, policy, now, windows, explained)
        since = last_good.started if last_good else None
        visits = unit.looks(roster.account, LookKind.VISIT, limit=None, since=since)
        by_now = [visit for visit in visits if visit.started <= now]  # not of a clock that ran ahead
        failed = [visit for visit in by_now if last_good is None or visit.id != last_good.id]
        return judge_watch(last_good, failed, roster, policy, now, windows, explained)

    def _apply(
        self, unit: Unit, rulings: Rulings, now: datetime, window: Window | None
    ) -> tuple[tuple[Change, ...], tuple[Alert, ...]]:
        flap_hours = max(policy.flap_hours for policy in (self.policy, *self.policies.values()))
        changes = decide(
            unit.open_incidents(),
            rulings,
            self.policy,
            now,
            new_id,
            own=self.policies,
            recent=unit.resolved_incidents(since=now - timedelta(hours=flap_hours)),
            steps=self.steps,
            silences=unit.silences(lasting=now),
            window=window,
        )
        return changes, keep(unit, changes, self.routing, self.zone, links=self.links)


class _KeepNothing(Exception):  # noqa: N818 - it undoes the transaction of a dry run, nothing is wrong
    pass


def routing_of(settings: Settings, channels: Iterable[str]) -> Routing:
    """Who is told, of those in `channels`; one that the settings do not name is for any work."""
    known = {recipient.name: recipient for recipient in settings.recipients}
    recipients = tuple(known.get(name, Recipient(name=name)) for name in channels)
    return Routing(recipients, settings.routed, settings.hours)


def looks_before(store: Reads, look: Look, lately: datetime | None = None) -> list[Look]:
    """What rules weigh a look against, newest first: the account's visits, everybody's, and the probes.

    Where the portal is down all visits since `lately` are among them: they say how many accounts it touches.
    """
    counted = lately if look.verdict is Verdict.PORTAL_DOWN else None
    earlier = {
        found.id: found
        for found in (
            *(store.looks(None, LookKind.VISIT, None, look.started, counted) if counted else ()),
            *(store.looks(look.account, LookKind.VISIT, _HISTORY, look.started) if look.account else ()),
            *store.looks(None, LookKind.VISIT, limit=_HISTORY, before=look.started),
            *store.looks(None, LookKind.PROBE, limit=_HISTORY, before=look.started),
        )
    }
    return sorted(earlier.values(), key=lambda found: found.started, reverse=True)


def _common_cause_over(store: Reads, since: datetime) -> datetime | None:
    """When what was common to all accounts was last over, the portal or the Vault being away."""
    over = (i.resolved for i in store.resolved_incidents(since) if key_of(i) in COMMON_CAUSES)
    return max(filter(None, over), default=None)


def with_facts(looks: Iterable[Look], facts: Mapping[str, Facts]) -> list[Look]:
    """The looks with their unsealed facts, by the id of the look."""
    return [look.model_copy(update={"facts": facts.get(look.id)}) for look in looks]
