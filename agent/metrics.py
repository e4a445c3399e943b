"""Name, help and unit of every metric, once."""

from collections.abc import Iterable, Sequence
from itertools import product

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from agent.model.alert import AlertState
from agent.model.counted import Counted
from agent.model.finding import Severity
from agent.model.look import Look, LookKind, seconds_between
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Verdict

_PREFIX = "enrollwatch_"
_PAGE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
_VISIT_BUCKETS = (1, 2, 4, 8, 15, 30, 60, 120, 300)
_STORE_BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
_LATENESS_BUCKETS = (0.1, 0.5, 1, 5, 15, 60, 300, 900)
_LIFE_BUCKETS = (10, 60, 300, 900, 1500, 1800, 2100, 3600)


class Metrics:
    """One registry of its own, so that two agents in one process never mix."""

    def __init__(self) -> None:
        disable_created_metrics()
        self.registry = CollectorRegistry()
        self._statuses_seen: dict[str, set[str]] = {}  # a status nobody has any more must show 0
        self._looks()
        self._state()
        self._terms()

    def _looks(self) -> None:
        self.portal_up = self._gauge("portal_up", "1 while the newest probe reached the portal, else 0.")
        self.portal_up.set(float("nan"))  # before the first probe: a fresh agent is no outage
        self.probes = self._counter("probes", "Probed pages, by verdict.", "page", "verdict")
        self.looks = self._counter("looks", "Ended looks, by what uptime counts them as.", "kind", "counted")
        self.visits = self._counter("visits", "Visits, by verdict.", "account", "browser", "verdict")
        self.visit_seconds = self._histogram(
            "visit_seconds", "Duration of a visit.", _VISIT_BUCKETS, "browser"
        )
        self.step_seconds = self._histogram(
            "step_seconds", "Duration of a step of a visit.", _VISIT_BUCKETS, "step"
        )
        self.page_seconds = self._histogram("page_seconds", "Load time of a page.", _PAGE_BUCKETS, "page")
        self.portal_db_seconds = self._histogram(
            "portal_db_seconds", "Database part of a page, as the portal states it.", _PAGE_BUCKETS, "page"
        )
        self.session_life_seconds = self._histogram(
            "session_life_seconds", "Age of sessions that the portal ended.", _LIFE_BUCKETS
        )

    def _state(self) -> None:
        self.store_seconds = self._histogram(
            "store_seconds", "Duration of a store operation.", _STORE_BUCKETS, "operation"
        )
        self.password_days_left = self._gauge(
            "password_days_left", "Days until the portal password expires.", "account"
        )
        self.enrollments = self._gauge("enrollments", "Enrollments read, by status.", "account", "status")
        self.slot_lateness_seconds = self._histogram(
            "slot_lateness_seconds", "How long after its due time a slot started.", _LATENESS_BUCKETS
        )
        self.slots = self._counter("slots", "Due times, by outcome.", "kind", "outcome")
        self.last_success = self._gauge(
            "last_success_timestamp_seconds",
            "When an account was last looked at successfully, in seconds since 1970.",
            "account",
        )
        self.incidents_open = self._gauge("incidents_open", "Unresolved incidents.", "severity")
        self.alerts = self._counter("alerts", "Tries to deliver an alert, by result.", "channel", "state")
        self._proofs()

    def _proofs(self) -> None:
        """Of what shows that the agent itself reaches people."""
        self.test_alerts = self._counter("test_alerts", "Test alerts, by result.", "channel", "result")
        self.heartbeats = self._counter("heartbeats", "Heartbeats that were due, by result.", "result")
        self.heartbeat_held_back = self._gauge(
            "heartbeat_held_back", "1 where this part held back the newest heartbeat, else 0.", "part"
        )
        self.last_heartbeat = self._gauge(
            "last_heartbeat_timestamp_seconds", "When the newest heartbeat went, in seconds since 1970."
        )

        self.backup_age_seconds = self._gauge(
            "backup_age_seconds", "Age of the newest backup; without one, of the store. NaN: none is wanted."
        )
        self.backup_age_seconds.set(float("nan"))

    def _terms(self) -> None:
        """What the agent itself goes by, so that rules and charts hold no numbers of their own."""
        self.page_budget = self._gauge("page_budget_seconds", "Load time above which a page is slow.")
        self.visit_interval = self._gauge("visit_interval_seconds", "How often an account is visited.")
        self.availability_objective = self._gauge(
            "availability_objective_ratio", "Share of the looks that are to find the portal up."
        )
        for term in (self.page_budget, self.visit_interval, self.availability_objective):
            term.set(float("nan"))  # until somebody says it
        self.watched_since = self._gauge(
            "watched_since_timestamp_seconds",
            "Since when an account is watched, in seconds since 1970.",
            "account",
        )

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(_PREFIX + name, text, labels, registry=self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(_PREFIX + name, text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(_PREFIX + name, text, labels, buckets=buckets, registry=self.registry)

    def foresee(self, channels: Iterable[str]) -> None:
        """Counts that rules ask the growth of begin at 0: one that is first seen at 1 has not grown."""
        for kind, counted in product(LookKind, Counted):
            self.looks.labels(kind, counted)
        for kind, outcome in product(LookKind, set(SlotOutcome) - {SlotOutcome.RUNNING}):
            self.slots.labels(kind, outcome)
        for channel, state in product(channels, (AlertState.SENT, AlertState.PENDING, AlertState.FAILED)):
            self.alerts.labels(channel, state)

    def count(self, kind: LookKind, counted: Counted) -> None:
        self.looks.labels(kind, counted).inc()

    def observe(self, look: Look) -> None:
        """Count one ended look."""
        for page in look.pages:
            self.page_seconds.labels(page.name).observe(page.seconds)
            if page.db is not None:
                self.portal_db_seconds.labels(page.name).observe(page.db)
        if look.kind is LookKind.PROBE:
            self._observe_probe(look)
        else:
            self._observe_visit(look)

    def _observe_probe(self, look: Look) -> None:
        if look.verdict is not Verdict.OWN_FAULT:  # that says nothing about the portal
            self.portal_up.set(0 if look.verdict is Verdict.PORTAL_DOWN else 1)
        failed = tuple(reason.where.partition(" ")[0] for reason in look.reasons)
        for page in look.pages:
            self.probes.labels(page.name, look.verdict if page.name in failed else Verdict.OK).inc()

    def _observe_visit(self, look: Look) -> None:
        account, browser = look.account or "", look.browser or ""
        self.visits.labels(account, browser, look.verdict).inc()
        self.visit_seconds.labels(browser).observe(seconds_between(look.started, look.ended))
        for step in look.steps:
            self.step_seconds.labels(step.name).observe(step.seconds)
        for loss in look.losses:
            self.session_life_seconds.observe(loss.age)
        if look.verdict.good_look:
            self.last_success.labels(account).set(look.ended.timestamp())
        if look.facts:
            self._observe_facts(account, look)

    def _observe_facts(self, account: str, look: Look) -> None:
        facts = look.facts
        if facts is None:
            return
        if facts.password.days_left is not None:
            self.password_days_left.labels(account).set(facts.password.days_left)
        statuses = [enrollment.status or "not read" for enrollment in facts.enrollments or ()]
        for status in self._statuses_seen.setdefault(account, set()) | set(statuses):
            self.enrollments.labels(account, status).set(statuses.count(status))
        self._statuses_seen[account].update(statuses)

    def observe_slot(self, slot: Slot) -> None:
        self.slots.labels(slot.kind, slot.outcome).inc()
        if slot.started:
            self.slot_lateness_seconds.observe(max(seconds_between(slot.due, slot.started), 0))

    def observe_alert(self, channel: str, state: AlertState) -> None:
        self.alerts.labels(channel, state).inc()

    def set_open_incidents(self, severities: list[Severity]) -> None:
        for severity in Severity:
            self.incidents_open.labels(severity).set(severities.count(severity))

    def exposition(self) -> bytes:
        """The text that /metrics answers with."""
        return generate_latest(self.registry)
