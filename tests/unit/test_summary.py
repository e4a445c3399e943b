"""A channel that was down for long is told once how things stand: a summary, not a storm."""

from datetime import timedelta

from agent.model.alert import Alert, AlertState
from agent.model.finding import Severity
from agent.model.incident import Transition
from agent.store import Store

from .builders import NOW
from .test_fallback import ACCEPTED, BUSY, REFUSED, Post, states, tell


async def a_day_down(store: Store, incidents: int = 20) -> Post:
    """An incident an hour, each told and over half an hour later, on a channel that takes nothing."""
    post = Post(store, BUSY, fallbacks={})
    for number in range(incidents):
        tell(store, f"i{number}", "mail", at=post.clock.now)
        await post.go_on(3)
        tell(store, f"i{number}", "mail", transition=Transition.RESOLVED, at=post.clock.now)
        await post.go_on(3)
    return post


def titles(alerts: list[Alert]) -> list[str]:
    return [alert.message.title for alert in alerts]


async def test_a_channel_that_was_down_for_a_day_gets_one_summary(store: Store) -> None:
    post = await a_day_down(store)
    post.mail.got.clear()
    post.mail.answer = ACCEPTED
    await post.go_on(3)
    (summary,) = post.mail.got
    assert summary.message.title == "CRITICAL summary: 40 messages missed — the portal itself"
    assert summary.key.startswith("summary:mail:")
    assert summary.message.text.count("resolved: wrong") == 20
    assert "opened: wrong" not in summary.message.text  # of each the last
    found = states(store)
    assert {found[alert.key] for alert in store.alerts() if alert.incident} == {AlertState.SENT}
    assert {alert.told_in for alert in store.alerts() if alert.incident} == {summary.key}


async def test_what_is_new_does_not_wait_for_the_summary_and_what_ends_joins_it(store: Store) -> None:
    post = await a_day_down(store, 9)
    tell(store, "last", "mail", at=post.clock.now)
    await post.go_on(3)
    post.mail.got.clear()
    post.mail.answer = ACCEPTED
    tell(store, "last", "mail", transition=Transition.RESOLVED, at=post.clock.now)
    tell(store, "new", "mail", at=post.clock.now)
    await post.go_on(3)
    assert sorted(str(alert.incident) for alert in post.mail.got) == ["None", "new"]
    (summary,) = [alert for alert in post.mail.got if alert.incident is None]
    assert summary.message.title.startswith("CRITICAL summary: 20 messages missed")
    assert "opened: wrong" not in summary.message.text


async def test_a_few_that_were_missed_are_sent_one_by_one(store: Store) -> None:
    post = Post(store, BUSY, fallbacks={})
    for number in range(4):
        tell(store, f"i{number}", "mail")
    await post.go_on(50)
    post.mail.got.clear()
    post.mail.answer = ACCEPTED
    await post.go_on(2)
    assert [alert.incident for alert in post.mail.got] == [f"i{number}" for number in range(4)]


async def test_an_hour_without_a_channel_is_no_reason_for_a_summary(store: Store) -> None:
    post = Post(store, BUSY, fallbacks={})
    for number in range(20):
        tell(store, f"i{number}", "mail")
    await post.go_on(5)
    assert [alert for alert in store.alerts() if alert.incident is None] == []


async def test_a_summary_of_what_is_no_page_keeps_its_hours(store: Store) -> None:
    post = Post(store, BUSY, fallbacks={})
    for number in range(6):
        tell(store, f"i{number}", "mail", severity=Severity.WARNING)
    await post.go_on(40)  # from nine until past four in the afternoon
    (summary,) = [alert for alert in store.alerts() if alert.incident is None]
    assert summary.hours is not None
    post.mail.got.clear()
    post.mail.answer = ACCEPTED
    post.clock.now = NOW + timedelta(hours=12)
    await post.go_on(2)
    assert post.mail.got == []
    post.clock.now = NOW + timedelta(days=1)
    await post.go_on(1)
    assert titles(post.mail.got) == ["WARNING summary: 6 messages missed — the portal itself"]


async def test_a_summary_that_is_refused_for_good_goes_to_the_next_channel(store: Store) -> None:
    down = await a_day_down(store)
    with_hook = Post(store, REFUSED)
    with_hook.clock.now = down.clock.now
    await with_hook.go_on(2)
    assert titles(with_hook.hook.got) == ["CRITICAL summary: 40 messages missed — the portal itself"]
    assert AlertState.PENDING not in states(store).values()
