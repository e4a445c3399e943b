"""Test alerts: by schedule, through the real channel, put on record; one that fails is told elsewhere.

A channel that failed is tried again until it works, so that its incident ends by itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from loguru import logger

from agent.alerts import Channel
from agent.alerts.message import moment
from agent.incidents import decide
from agent.metrics import Metrics
from agent.model.alert import Alert, Message, Outcome
from agent.model.clock import Clock
from agent.model.finding import Finding, Ruling, Severity
from agent.model.incident import Change, Transition
from agent.model.trial import Trial
from agent.model.window import Window
from agent.recorder import Recorder, keep, new_id
from agent.routing import About
from agent.rules.agent_fault import NAME as OWN_FAULT
from agent.rules.desks import OPERATIONS
from agent.store import Unit
from agent.windows import last_begin

MAY_FAIL = 3
"""Trials in a row that a channel may put off before it counts as failing: a minute's trouble is none."""

SOON, AGAIN = timedelta(minutes=1), timedelta(hours=1)
"""After a trial was put off; and once the channel counts as failing."""

_LONGEST_PERIOD = timedelta(days=8)  # there is one each week at least


def is_due(trials: Sequence[Trial], plan: Window, now: datetime) -> bool:
    """Whether a channel with these `trials`, the newest first, is to be tried at `now`.

    One that never was is due at once: so a new channel is proved on its first day.
    """
    if not trials:
        return True
    if not trials[0].passed:
        return now >= trials[0].at + (AGAIN if has_failed(trials) else SOON)
    planned = last_begin(plan, now, _LONGEST_PERIOD)
    return planned is not None and trials[0].at < planned


def has_failed(trials: Sequence[Trial]) -> bool:
    """Whether they show that the channel carries nothing: refused for good, or put off too often in a row."""
    failed = list(takewhile(lambda trial: not trial.passed, trials))
    return bool(failed) and (len(failed) >= MAY_FAIL or failed[0].outcome is Outcome.NEVER)


def subject_of(channel: str) -> str:
    """No alias of an account holds a space."""
    return f"channel {channel}"


@dataclass(frozen=True)
class Trials:
    """Tests `tested`, each a name of `channels`, whenever `plan` begins."""

    plan: Window
    tested: Sequence[str]
    recorder: Recorder
    channels: Mapping[str, Channel]
    metrics: Metrics
    clock: Clock

    async def run_due(self) -> tuple[Change, ...]:
        """Test what is due. Returns what it did to incidents."""
        due = await asyncio.to_thread(lambda: [name for name in self.tested if self._is_due(name)])
        ended = await asyncio.gather(*(self._run(name) for name in due))
        return tuple(change for changes in ended for change in changes)

    def _is_due(self, name: str) -> bool:
        return is_due(self.recorder.store.trials(name, MAY_FAIL), self.plan, self.clock())

    async def _run(self, name: str) -> tuple[Change, ...]:
        at = self.clock()
        delivery = await self.channels[name].send(self._alert(name, at))
        trial = Trial(
            channel=name,
            at=at,
            outcome=delivery.outcome,
            receipt=delivery.receipt,
            problem=delivery.problem,
        )
        self.metrics.test_alerts.labels(name, trial.outcome).inc()
        bound = logger.bind(channel=name, outcome=trial.outcome, said=trial.receipt or trial.problem)
        bound.log("INFO" if trial.passed else "WARNING", "test alert")
        return await asyncio.to_thread(self._record, trial)

    def _alert(self, name: str, at: datetime) -> Alert:
        return Alert(
            id=new_id(),
            key=f"test:{name}:{at.isoformat()}",
            incident=f"test:{name}",
            number=1,
            transition=Transition.TEST,
            channel=name,
            message=Message(
                title=f"TEST of the channel {name}: nothing is wrong",
                text="This is a test alert: nothing is wrong, and there is nothing to do.\n\n"
                f"Sent:     {moment(at, self.recorder.zone)}\n"
                f"Channel:  {name}\n"
                f"Why:      It shows that an alert on this channel reaches you. If a test does not come, "
                "something is wrong with it.\n",
            ),
            created=at,
            next_try=at,
        )

    def _record(self, trial: Trial) -> tuple[Change, ...]:
        with self.recorder.store.writing() as unit:
            unit.add_trial(trial)
            trials = unit.trials(trial.channel, MAY_FAIL)
            return self._judge(unit, trials) if trial.passed or has_failed(trials) else ()

    def _judge(self, unit: Unit, trials: Sequence[Trial]) -> tuple[Change, ...]:
        """What the newest trial says of its channel."""
        name, at = trials[0].channel, trials[0].at
        failed = list(takewhile(lambda each: not each.passed, trials))
        unresolved = unit.open_incidents()
        known = next((each for each in unresolved if each.subject == subject_of(name)), None)
        since = known.finding.since if known else trials[len(failed) - 1].at
        ruling = (
            Ruling(findings=(_finding(trials[0], since),)) if failed else Ruling(well=(subject_of(name),))
        )
        changes = decide(
            unresolved,
            [(OWN_FAULT, ruling)],
            self.recorder.policy,
            at,
            new_id,
            recent=unit.resolved_incidents(since=at - timedelta(hours=self.recorder.policy.flap_hours)),
            steps=self.recorder.steps,
            silences=unit.silences(lasting=at),
        )
        told = [
            change.model_copy(update={"channels": change.channels or self._elsewhere(change, name)})
            for change in changes
            if change.incident.subject == subject_of(name)
        ]
        recorder = self.recorder
        keep(unit, told, recorder.routing, recorder.zone, links=recorder.links)
        return tuple(told)

    def _elsewhere(self, change: Change, name: str) -> tuple[str, ...] | None:
        """The other channels that are routed to, or else any other: this one says nothing of itself.

        Null, which is as routed, where there is no other.
        """
        routed = self.recorder.routing.tellings(About.of(change.incident), change.at)
        elsewhere = tuple(telling.channel for telling in routed if telling.channel != name)
        return elsewhere or tuple(each for each in self.channels if each != name) or None


def _finding(failed: Trial, since: datetime) -> Finding:
    return Finding(
        rule=OWN_FAULT,
        subject=subject_of(failed.channel),
        severity=Severity.CRITICAL,
        title=f"a test alert did not get through: {failed.problem or 'no reason given'}",
        since=since,
        impact="Whoever is told on this channel alone hears of nothing now.",
        next_step="See `enrollwatch check`, put the channel right; it is tested again within the hour.",
        desk=OPERATIONS.line(failed.at),
    )
