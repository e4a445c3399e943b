"""Prometheus' Alertmanager, version 2 of its API. It is told states, not events.

An alert there ends by itself at its `endsAt`, and is forgotten when Alertmanager starts anew. So each alert
is given an hour, and the running agent tells all that is not resolved again every minute (`refresh`), long
before that hour or any `resolve_timeout` is over; an agent that is stopped for a restart ends nothing.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agent.alerts.channel import PATIENCE, Credentials, accepted
from agent.alerts.http import Receiver, authorisation
from agent.alerts.plain import plain, plain_lines
from agent.model.alert import Alert, Delivery
from agent.model.clock import Clock, machine_clock
from agent.model.errors import SettingsError
from agent.model.incident import Incident, Transition
from agent.model.links import NO_LINKS, Links
from agent.settings import ChannelSettings

LEASE = timedelta(hours=1)
"""How long an alert stands there without being told again."""

REFRESH = timedelta(minutes=1)
"""How often all are told again: what Prometheus itself does."""

_TEST_LASTS = timedelta(minutes=5)
_SHORTEST = timedelta(seconds=1)  # it takes no alert that ends before it starts
_API = "/api/v2"


class AlertmanagerChannel:
    """`url` is its root; `labels` stand on every alert beside our own; `credentials` may hold `token`, or
    `user` and `password`. Time is the machine's, as it is Alertmanager's own."""

    def __init__(
        self,
        name: str,
        url: str,
        credentials: Credentials | None = None,
        *,
        labels: Mapping[str, str] | None = None,
        links: Links = NO_LINKS,
        ca_file: Path | None = None,
        patience: float = PATIENCE,
        clock: Clock = machine_clock,
    ) -> None:
        self.name = name
        self._receiver = Receiver(url.rstrip("/"), ca_file=ca_file, patience=patience)
        self._headers = {"Content-Type": "application/json", **authorisation(credentials)}
        self._labels = labels or {}
        self._links = links
        self._clock = clock
        self._turn = asyncio.Lock()  # an old look at the store must not overtake a newer word

    @classmethod
    def build(
        cls, settings: ChannelSettings, credentials: Credentials | None, links: Links
    ) -> "AlertmanagerChannel":
        if settings.url is None:
            raise SettingsError("an alertmanager channel has no address", settings.name, "set `url`")
        labels, ca_file = settings.labels, settings.ca_file
        return cls(settings.name, settings.url, credentials, labels=labels, links=links, ca_file=ca_file)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """One connection for all that is sent within it."""
        return self._receiver.turn()

    async def send(self, alert: Alert) -> Delivery:
        async with self._turn:
            return await self._post([self._told(alert)])

    async def refresh(self, incidents: Callable[[], Iterable[Incident]]) -> Delivery:
        """Tell the state of all `incidents` again; they are looked up only once it is this call's turn."""
        async with self._turn:
            told = [self._state(each) for each in await asyncio.to_thread(lambda: list(incidents()))]
            return await self._post(told) if told else accepted()

    async def check(self) -> Delivery:
        """It is asked for its status, which says that it is what it should be and lets us in."""
        return await self._receiver.send(b"", self._headers, f"{_API}/status", "GET")

    async def _post(self, alerts: list[dict[str, Any]]) -> Delivery:
        return await self._receiver.send(json.dumps(alerts).encode(), self._headers, f"{_API}/alerts")

    def _told(self, alert: Alert) -> dict[str, Any]:
        told = self._state(alert.about) if alert.about else self._passing(alert)
        told["annotations"] |= {
            "summary": plain(alert.message.title),
            "description": plain_lines(alert.message.text),
            "transition": alert.transition,
            "key": plain(alert.key),
        }
        return told

    def _state(self, incident: Incident) -> dict[str, Any]:
        """The labels are the same for as long as it lives: severity, which changes, is none of them."""
        now = self._clock()
        finding = incident.finding
        end = now + LEASE if incident.resolved is None else min(incident.resolved, now)
        labels = {
            "alertname": finding.rule,
            "subject": finding.subject,
            "account": finding.account or "",
            "incident": incident.id,
        }
        said = {
            "summary": f"{finding.severity.upper()}: {finding.subject} — {finding.title}",
            "severity": finding.severity,
            "state": incident.state,
            "since": finding.since.isoformat(),
            "due": finding.due.isoformat() if finding.due else "",
            "impact": finding.impact,
            "next_step": finding.next_step,
            "desk": finding.desk,
            "runbook_url" if self._links.runbooks else "runbook": self._links.runbook_of(finding.rule),
        }
        return self._alert(labels, said, min(incident.opened, now), end)

    def _passing(self, alert: Alert) -> dict[str, Any]:
        """Of no one incident: a test, or a summary. It ends by itself."""
        now = self._clock()
        is_test = alert.transition is Transition.TEST
        labels = {
            "alertname": "enrollwatch-test" if is_test else "enrollwatch",
            "incident": alert.incident or alert.key,
        }
        return self._alert(labels, {}, now, now + (_TEST_LASTS if is_test else LEASE))

    def _alert(
        self, labels: Mapping[str, str], said: Mapping[str, str], start: datetime, end: datetime
    ) -> dict[str, Any]:
        named = {**self._labels, **labels, "source": "enrollwatch"}
        return {
            "labels": {name: plain(value) for name, value in named.items() if value},
            "annotations": {name: plain(value) for name, value in said.items() if value},
            "startsAt": min(start, end - _SHORTEST).isoformat(),
            "endsAt": end.isoformat(),
        }
