"""Name, help and unit of every metric, once (contracts.md, Metrics)."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from agent.model.alert import AlertState
from agent.model.finding import Severity
from agent.model.look import Look, LookKind, seconds_between
from agent.model.slot import Slot
from agent.model.verdict import Verdict

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

    def _looks(self) -> None:
        registry = self.registry
        self.portal_up = Gauge(
            "enrollwatch_portal_up",
            "1 while the newest probe reached the portal, 0 while not; NaN before the first probe.",
            registry=registry,
        )
        self.portal_up.set(float("nan"))  # a fresh agent must not look like an outage
        self.probes = Counter(
            "enrollwatch_probes", "Probed pages, by verdict.", ["page", "verdict"], registry=registry
        )
        self.visits = Counter(
            "enrollwatch_visits", "Visits, by verdict.", ["account", "browser", "verdict"], registry=registry
        )
        self.visit_seconds = Histogram(
            "enrollwatch_visit_seconds",
            "Duration of a visit.",
            ["browser"],
            buckets=_VISIT_BUCKETS,
            registry=registry,
        )
        self.step_seconds = Histogram(
            "enrollwatch_step_seconds",
            "Duration of a step of a visit.",
            ["step"],
            buckets=_VISIT_BUCKETS,
            registry=registry,
        )
        self.page_seconds = Histogram(
            "enrollwatch_page_seconds",
            "Load time of a page.",
            ["page"],
            buckets=_PAGE_BUCKETS,
            registry=registry,
        )
        self.portal_db_seconds = Histogram(
            "enrollwatch_portal_db_seconds",
            "Database part of a page, as the portal states it.",
            ["page"],
            buckets=_PAGE_BUCKETS,
            registry=registry,
        )
        self.session_life_seconds = Histogram(
            "enrollwatch_session_life_seconds",
            "Age of sessions that the portal ended.",
            buckets=_LIFE_BUCKETS,
            registry=registry,
        )

    def _state(self) -> None:
        registry = self.registry
        self.store_seconds = Histogram(
            "enrollwatch_store_seconds",
            "Duration of a store operation.",
            ["operation"],
            buckets=_STORE_BUCKETS,
            registry=registry,
        )
        self.password_days_left = Gauge(
            "enrollwatch_password_days_left",
            "Days until the portal password expires.",
            ["account"],
            registry=registry,
        )
        self.enrollments = Gauge(
            "enrollwatch_enrollments",
            "Enrollments read, by status.",
            ["account", "status"],
            registry=registry,
        )
        self.slot_lateness_seconds = Histogram(
            "enrollwatch_slot_lateness_seconds",
            "How long after its due time a slot started.",
            buckets=_LATENESS_BUCKETS,
            registry=registry,
        )
        self.slots = Counter(
            "enrollwatch_slots", "Due times, by outcome.", ["kind", "outcome"], registry=registry
        )
        self.last_success = Gauge(
            "enrollwatch_last_success_timestamp_seconds",
            "When an account was last looked at successfully, in seconds since 1970.",
            ["account"],
            registry=registry,
        )
        self.incidents_open = Gauge(
            "enrollwatch_incidents_open", "Unresolved incidents.", ["severity"], registry=registry
        )
        self.alerts = Counter(
            "enrollwatch_alerts",
            "Tries to deliver an alert, by result.",
            ["channel", "state"],
            registry=registry,
        )

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
        for page in look.pages or ():
            self.probes.labels(page.name, look.verdict).inc()

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
