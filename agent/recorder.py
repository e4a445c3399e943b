"""A look becomes stored fact: judged, incidents changed and alerts written in one transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.alerts import compose
from agent.incidents import Rulings, decide
from agent.model.alert import Alert
from agent.model.evidence import Evidence
from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling
from agent.model.incident import Change, Transition
from agent.model.look import Look, LookKind
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules import WATCH_RULE, judge, judge_watch
from agent.store import Reads, Store, Unit

_HISTORY = 20  # earlier looks of each kind that rules may count over


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
    """Writes looks with all that follows from them; `channels` are the names every alert goes to.

    `policies` are by account; `policy` is for every other look.
    """

    store: Store
    channels: Sequence[str]
    policy: Policy
    zone: ZoneInfo
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def policy_of(self, account: str | None) -> Policy:
        return self.policies.get(account or "", self.policy)

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
                history = with_facts(looks_before(unit, look), facts_before or {})
                rulings = [*judge(look, history, roster, self.policy_of(roster.account), now)]
                if look.kind is LookKind.VISIT:
                    rulings.append(self._watch(unit, roster, now))
                changes, alerts = self._apply(unit, rulings, roster.account, now)
                findings = tuple(finding for _, ruling in rulings for finding in ruling.findings)
                report = Report(look, findings, changes, alerts, tuple(evidence))
                if dry_run:
                    raise _KeepNothing
        except _KeepNothing:
            pass
        return report

    def watch(self, roster: Roster, now: datetime) -> tuple[Change, ...]:
        """Judge by the clock alone whether the account goes unlooked at."""
        with self.store.writing() as unit:
            changes, _ = self._apply(unit, [self._watch(unit, roster, now)], roster.account, now)
        return changes

    def _watch(self, unit: Unit, roster: Roster, now: datetime) -> tuple[str, Ruling]:
        policy = self.policy_of(roster.account)
        if WATCH_RULE in policy.off:
            return WATCH_RULE, Ruling(else_well=roster.account)
        last_good = unit.last_good_look(roster.account)
        since = last_good.started if last_good else None
        visits = unit.looks(roster.account, LookKind.VISIT, limit=None, since=since)
        failed = [visit for visit in visits if last_good is None or visit.id != last_good.id]
        return WATCH_RULE, judge_watch(last_good, failed, roster, policy, now)

    def _apply(
        self, unit: Unit, rulings: Rulings, account: str, now: datetime
    ) -> tuple[tuple[Change, ...], tuple[Alert, ...]]:
        changes = decide(unit.open_incidents(), rulings, self.policy_of(account), now, _new_id)
        alerts: list[Alert] = []
        for change in changes:
            number = unit.save_change(change)
            if change.transition:
                alerts.extend(self._alerts(change, change.transition, number))
        for alert in alerts:
            unit.add_alert(alert)
        return changes, tuple(alerts)

    def _alerts(self, change: Change, transition: Transition, number: int) -> list[Alert]:
        message = compose(change.incident, transition, change.at, self.zone)
        return [
            Alert(
                id=_new_id(),
                key=f"{change.incident.id}:{number}:{channel}",
                incident=change.incident.id,
                number=number,
                transition=transition,
                channel=channel,
                message=message,
                created=change.at,
                next_try=change.at,
            )
            for channel in self.channels
        ]


class _KeepNothing(Exception):  # noqa: N818 - it undoes the transaction of a dry run, nothing is wrong
    pass


def looks_before(store: Reads, look: Look) -> list[Look]:
    """What rules weigh a look against, newest first: the account's visits, everybody's, and the probes."""
    earlier = {
        found.id: found
        for found in (
            *store.looks(look.account, LookKind.VISIT, limit=_HISTORY, before=look.started),
            *store.looks(None, LookKind.VISIT, limit=_HISTORY, before=look.started),
            *store.looks(None, LookKind.PROBE, limit=_HISTORY, before=look.started),
        )
    }
    return sorted(earlier.values(), key=lambda found: found.started, reverse=True)


def with_facts(looks: Iterable[Look], facts: Mapping[str, Facts]) -> list[Look]:
    """The looks with their unsealed facts, by the id of the look."""
    return [look.model_copy(update={"facts": facts.get(look.id)}) for look in looks]


def _new_id() -> str:
    return secrets.token_hex(8)
