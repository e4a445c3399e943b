"""Runs of an agent that may be killed: `python -m tests.system.telling STORE WEBHOOK`, Linux.

For each line it reads, the number of a run, it forks: a run is a process of its own, and only the first has
to import anything. A run opens the store, records what two accounts showed in its week, says that this is
written, and once it is told to go on sends all that is pending. Then, or when it was killed, its end is said.
"""

import asyncio
import json
import os
import sys
from datetime import datetime, timedelta

from agent.alerts.webhook import WebhookChannel
from agent.delivery import Outbox
from agent.metrics import Metrics
from agent.model.policy import Policy
from agent.recorder import Recorder
from agent.store import Store
from tests.unit.builders import EASTERN, NOW, OTHER_ACCOUNT, at_once, facts, roster, visit

CHANNEL = "hook"
APART = timedelta(days=8)
"""More than the longest gap between two reminders."""


def week(run: int) -> datetime:
    return NOW + APART * run


def record(store: Store, run: int) -> None:
    """One password is expired in each second run; another stays expired, and each run reminds of it."""
    recorder, at = Recorder(store, at_once(CHANNEL), Policy(), EASTERN), week(run)
    other = roster().model_copy(update={"account": OTHER_ACCOUNT})
    days_left = 60 if run % 2 else 0
    recorder.record(visit(at=at, account=OTHER_ACCOUNT, facts=facts(days_left=days_left)), other, at)
    recorder.record(visit(at=at, facts=facts(days_left=0)), roster(), at)
    recorder.tick(at)


def send(store: Store, webhook: str, run: int) -> None:
    channels = {CHANNEL: WebhookChannel(CHANNEL, webhook)}
    asyncio.run(Outbox(store, channels, Metrics(), lambda: week(run)).send_due())


def main(url: str, webhook: str) -> None:
    while line := sys.stdin.readline():
        process = os.fork()
        if process == 0:
            with Store.open(url) as store:
                record(store, int(line))
                _say("written", os.getpid())
                sys.stdin.readline()
                send(store, webhook, int(line))
            os._exit(0)
        _, status = os.waitpid(process, 0)
        _say("ended", os.waitstatus_to_exitcode(status))


def _say(what: str, number: int) -> None:
    print(json.dumps({what: number}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
