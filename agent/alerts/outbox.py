"""Carrying stored alerts to their channels. What is stored and marked is the caller's."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from loguru import logger

from agent.alerts.channel import Channel, later, never, turn_of
from agent.model.alert import Alert, Delivery, Outcome

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)

_DOUBLINGS = 7  # enough to reach the longest pause

_RESTS_AFTER = 2
"""Tries put off in a row after which the channel itself is in trouble: the rest waits for the next call,
so that a server that hangs costs two time-outs, not one an alert."""

Mark = Callable[[Alert, Delivery], Awaitable[None]]
"""Called after each try, before the channel's next: here the caller stores what became of the alert."""


def next_try(attempts: int, now: datetime, asked: timedelta | None = None) -> datetime:
    """When to try again after a try at `now` was put off; `attempts` counts the tries before that one.

    Not before the far side `asked` to be tried again, where it did.
    """
    pause = min(FIRST_PAUSE * (1 << min(attempts, _DOUBLINGS)), LONGEST_PAUSE)
    return now + max(pause, asked or timedelta(0))


async def deliver(alerts: Sequence[Alert], channels: Mapping[str, Channel], mark: Mark) -> None:
    """Try each alert once, in the order given within its channel; channels run beside each other.

    After a try put off, later alerts of the same incident on that channel are not tried, so nobody reads
    "resolved" before "opened". A channel that is not in `channels` never takes anything. Whatever `mark`
    raises ends that channel's turn and is raised again once the other channels have ended theirs.
    """
    turns = {name: [alert for alert in alerts if alert.channel == name] for name in _names(alerts)}
    ended = await asyncio.gather(
        *(_turn(turn, channels.get(name), mark) for name, turn in turns.items()), return_exceptions=True
    )
    for result in ended:
        if isinstance(result, BaseException):
            raise result


def _names(alerts: Sequence[Alert]) -> list[str]:
    return list(dict.fromkeys(alert.channel for alert in alerts))


async def _turn(alerts: Sequence[Alert], channel: Channel | None, mark: Mark) -> None:
    async with turn_of(channel):
        await _one_by_one(alerts, channel, mark)


async def _one_by_one(alerts: Sequence[Alert], channel: Channel | None, mark: Mark) -> None:
    waiting: set[str] = set()
    put_off_in_a_row = 0
    for alert in alerts:
        whole = alert.incident or alert.key
        if whole in waiting:
            continue
        delivery = await _try(alert, channel)
        await mark(alert, delivery)
        if delivery.outcome is not Outcome.TRY_LATER:
            put_off_in_a_row = 0
            continue
        waiting.add(whole)
        put_off_in_a_row += 1
        if put_off_in_a_row == _RESTS_AFTER:
            return


async def _try(alert: Alert, channel: Channel | None) -> Delivery:
    if channel is None:
        return never(f"the settings have no channel {alert.channel}")
    try:
        delivery = await channel.send(alert)
    except Exception as error:  # a channel's own bug must not silence the others, nor lose the alert
        delivery = later(f"the channel itself failed: {type(error).__name__}")
    if delivery.problem:
        logger.bind(alert=alert.key, channel=alert.channel, problem=delivery.problem).warning(
            "alert not delivered in full"
        )
    return delivery
