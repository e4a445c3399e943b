"""The next channel when one fails: for good, or for too long."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.delivery import TRIES_IN_A_ROW, Outbox
from agent.metrics import Metrics
from agent.model.alert import Alert, AlertState, Delivery, Outcome
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.recorder import keep
from agent.routing import Routing
from agent.store import Store

from .builders import EASTERN, NOW, finding
from .test_settings import GOOD, loaded, refusal

BUSY = Delivery(outcome=Outcome.TRY_LATER, problem="busy")
REFUSED = Delivery(outcome=Outcome.NEVER, problem="no such mailbox")
ACCEPTED = Delivery(outcome=Outcome.ACCEPTED)


class Answering:
    def __init__(self, name: str, answer: Delivery) -> None:
        self.name = name
        self.answer = answer
        self.got: list[Alert] = []

    async def send(self, alert: Alert) -> Delivery:
        self.got.append(alert)
        return self.answer


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Post:
    """Mail, and a hook for what mail does not take, or as `fallbacks` has it."""

    def __init__(
        self,
        store: Store,
        mail: Delivery,
        hook: Delivery = ACCEPTED,
        fallbacks: Mapping[str, str] | None = None,
    ) -> None:
        self.mail, self.hook = Answering("mail", mail), Answering("hook", hook)
        channels = {"mail": self.mail, "hook": self.hook}
        self.clock = Clock()
        chosen = {"mail": "hook"} if fallbacks is None else fallbacks
        self.outbox = Outbox(store, channels, Metrics(), self.clock, EASTERN, chosen)

    async def go_on(self, rounds: int) -> None:
        for _ in range(rounds):
            await self.outbox.send_due()
            self.clock.now += timedelta(minutes=11)


def tell(
    store: Store,
    identifier: str,
    *channels: str,
    severity: Severity = Severity.CRITICAL,
    transition: Transition = Transition.OPENED,
    at: datetime = NOW,
) -> None:
    over = transition is Transition.RESOLVED
    incident = Incident(
        id=identifier,
        state=IncidentState.RESOLVED if over else IncidentState.OPEN,
        finding=finding(subject=identifier, severity=severity),
        opened=NOW,
        told=at,
        resolved=at if over else None,
    )
    with store.writing() as unit:
        keep(unit, [Change(incident=incident, transition=transition, at=at)], Routing.to(channels), EASTERN)


def states(store: Store) -> dict[str, AlertState]:
    return {alert.key: alert.state for alert in store.alerts()}


async def test_what_is_refused_for_good_goes_to_the_next_channel_at_once(store: Store) -> None:
    tell(store, "i1", "mail")
    post = Post(store, REFUSED)
    await post.go_on(2)
    assert [alert.key for alert in post.hook.got] == ["i1:1:hook"]
    assert states(store) == {"i1:1:mail": AlertState.FAILED, "i1:1:hook": AlertState.SENT}
    assert store.alerts()[0].problem == "no such mailbox; told on hook instead"


async def test_a_channel_that_is_down_for_minutes_gives_up_all_it_holds_in_order(store: Store) -> None:
    for number in range(5):
        tell(store, f"i{number}", "mail")
    post = Post(store, BUSY)
    await post.go_on(TRIES_IN_A_ROW * 3)
    assert [alert.key for alert in post.hook.got] == [f"i{number}:1:hook" for number in range(5)]
    assert AlertState.PENDING not in states(store).values()


async def test_a_channel_that_is_busy_once_keeps_what_it_holds(store: Store) -> None:
    tell(store, "i1", "mail")
    post = Post(store, BUSY)
    await post.go_on(TRIES_IN_A_ROW)
    assert post.hook.got == []
    post.mail.answer = ACCEPTED
    await post.go_on(1)
    assert states(store) == {"i1:1:mail": AlertState.SENT}


async def test_who_was_told_instead_hears_that_it_is_over(store: Store) -> None:
    tell(store, "i1", "mail")
    post = Post(store, REFUSED)
    await post.go_on(2)
    tell(store, "i1", "mail", transition=Transition.RESOLVED, at=post.clock.now)
    await post.go_on(1)
    assert [(alert.channel, alert.transition) for alert in post.hook.got] == [
        ("hook", Transition.OPENED),
        ("hook", Transition.RESOLVED),
    ]


async def test_what_the_next_channel_is_told_anyway_it_is_told_once(store: Store) -> None:
    tell(store, "i1", "mail", "hook")
    post = Post(store, REFUSED)
    await post.go_on(3)
    assert [alert.key for alert in post.hook.got] == ["i1:1:hook"]


async def test_two_channels_that_are_each_others_next_do_not_play_ball(store: Store) -> None:
    tell(store, "i1", "mail")
    post = Post(store, BUSY, BUSY, {"mail": "hook", "hook": "mail"})
    await post.go_on(TRIES_IN_A_ROW * 4)
    assert states(store) == {"i1:1:mail": AlertState.FAILED, "i1:1:hook": AlertState.PENDING}
    post.hook.answer = ACCEPTED
    await post.go_on(1)
    assert states(store)["i1:1:hook"] is AlertState.SENT


async def test_a_digest_goes_to_the_next_channel_with_all_that_it_tells(store: Store) -> None:
    tell(store, "i1", "mail", severity=Severity.INFORMATION)
    post = Post(store, REFUSED)
    post.clock.now = NOW + timedelta(days=1)
    await post.go_on(2)
    (digest,) = post.hook.got
    assert digest.message.title.startswith("DIGEST 2026-03-03: 1 item")
    part = store.alerts("i1")[0]
    assert (part.state, part.told_in) == (AlertState.SENT, digest.key)


async def test_nor_do_they_with_a_digest(store: Store) -> None:
    tell(store, "i1", "mail", severity=Severity.INFORMATION)
    post = Post(store, REFUSED, REFUSED, {"mail": "hook", "hook": "mail"})
    post.clock.now = NOW + timedelta(days=1)
    await post.go_on(20)
    assert (len(post.mail.got), len(post.hook.got)) == (1, 1)
    assert post.hook.got[0].key == f"{post.mail.got[0].key}:hook"
    assert set(states(store).values()) == {AlertState.FAILED}


@pytest.mark.parametrize("failing", [REFUSED, BUSY])
async def test_what_another_process_sent_meanwhile_is_not_handed_over(
    store: Store, failing: Delivery
) -> None:
    tell(store, "i1", "mail")
    slow, quick = Post(store, failing), Post(store, ACCEPTED)
    (due,) = store.alerts_due(NOW)
    due = due.model_copy(update={"attempts": TRIES_IN_A_ROW})
    await quick.outbox.send([due])
    await slow.outbox.send([due])
    assert states(store) == {"i1:1:mail": AlertState.SENT}


async def test_what_was_withdrawn_while_it_was_tried_stays_so(store: Store) -> None:
    tell(store, "i1", "mail")
    (due,) = store.alerts_due(NOW)
    with store.writing() as unit:
        unit.withdraw_alerts([due.key])
    await Post(store, REFUSED).outbox.send([due])
    assert states(store) == {"i1:1:mail": AlertState.WITHDRAWN}


def test_a_fallback_is_another_channel_that_there_is(tmp_path: Path) -> None:
    hook = '\n[[channels]]\nname = "ops-log"\nkind = "log"\n'
    assert loaded(tmp_path, GOOD + 'fallback = "ops-log"\n' + hook).fallbacks == {"ops-mail": "ops-log"}
    for wrong in ("ops-mail", "nope"):
        said = refusal(tmp_path, GOOD + f'fallback = "{wrong}"\n' + hook)
        assert f"fallback of ops-mail: no channel is named '{wrong}'; known: ops-log" in said
