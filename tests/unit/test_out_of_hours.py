"""What becomes critical at night is told at night, whatever of it still waits for the morning."""

from datetime import UTC, datetime, timedelta

from agent.model.alert import AlertState
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.recorder import keep
from agent.routing import Routing
from agent.store import Store

from .builders import EASTERN, NOW, finding
from .test_fallback import ACCEPTED, BUSY, REFUSED, Post, states

FRIDAY = datetime(2026, 3, 6, 21, 59, 50, tzinfo=UTC)  # 16:59:50 EST: ten seconds before the hours are over
EVENING = FRIDAY.replace(hour=23)
MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def tell(
    store: Store,
    identifier: str,
    severity: Severity,
    at: datetime,
    transition: Transition = Transition.OPENED,
    channel: str = "mail",
) -> None:
    over = at if transition is Transition.RESOLVED else None
    incident = Incident(
        id=identifier,
        state=IncidentState.RESOLVED if over else IncidentState.OPEN,
        finding=finding(subject=identifier, account=identifier, severity=severity),
        opened=NOW,
        told=at,
        resolved=over,
    )
    with store.writing() as unit:
        keep(unit, [Change(incident=incident, transition=transition, at=at)], Routing.to([channel]), EASTERN)


def severities(post: Post) -> list[tuple[str | None, str]]:
    return [(alert.incident, alert.message.title.partition(" ")[0]) for alert in post.mail.got]


async def put_off_until_its_hours_were_over(store: Store) -> Post:
    """A warning; the channel is well again a minute after they were."""
    post = Post(store, BUSY, fallbacks={})
    post.clock.now = FRIDAY
    tell(store, "i1", Severity.WARNING, FRIDAY)
    await post.outbox.send_due()
    post.clock.now = FRIDAY + MINUTE
    post.mail.answer = ACCEPTED
    assert await post.outbox.send_due() == ()
    return post


async def test_a_warning_that_was_put_off_until_its_hours_were_over_holds_back_nothing(store: Store) -> None:
    post = await put_off_until_its_hours_were_over(store)
    post.clock.now = EVENING
    tell(store, "i1", Severity.CRITICAL, EVENING, Transition.WORSENED)
    (sent,) = await post.outbox.send_due()
    assert sent.key == "i1:2:mail"
    post.clock.now = MONDAY
    assert await post.outbox.send_due() == (), "the warning was told with it"


async def test_a_warning_that_ended_before_its_hours_began_again_is_not_told(store: Store) -> None:
    await put_off_until_its_hours_were_over(store)
    tell(store, "i1", Severity.WARNING, EVENING, Transition.RESOLVED)
    assert set(states(store).values()) == {AlertState.WITHDRAWN}


async def test_what_becomes_critical_takes_the_summary_that_waits_for_monday_with_it(store: Store) -> None:
    post = Post(store, BUSY, fallbacks={})
    post.clock.now = FRIDAY - timedelta(hours=7)
    for number in range(5):
        tell(store, f"i{number}", Severity.WARNING, post.clock.now)
    while post.clock.now < FRIDAY + 10 * MINUTE:
        await post.go_on(1)
    assert {alert.state for alert in store.alerts() if alert.incident} == {AlertState.GATHERED}
    post.mail.answer, post.clock.now = ACCEPTED, EVENING
    post.mail.got.clear()
    assert await post.outbox.send_due() == (), "it waits for its hours"
    tell(store, "i3", Severity.CRITICAL, EVENING, Transition.WORSENED)
    await post.outbox.send_due()
    (summary,) = post.mail.got
    assert summary.message.title.startswith("CRITICAL summary: 6 messages missed")
    assert {alert.state for alert in store.alerts() if alert.incident} == {AlertState.SENT}


async def test_what_another_channel_hands_over_does_not_wait_for_what_waits_there(store: Store) -> None:
    post = Post(store, ACCEPTED, REFUSED, {"hook": "mail"})
    tell(store, "i1", Severity.WARNING, EVENING)
    tell(store, "i1", Severity.CRITICAL, EVENING, Transition.WORSENED, "hook")
    post.clock.now = EVENING
    await post.outbox.send_due()
    await post.outbox.send_due()
    assert severities(post) == [("i1", "CRITICAL")]
    post.clock.now = MONDAY
    assert await post.outbox.send_due() == (), "the warning was told with it"


async def test_in_its_hours_a_warning_that_is_put_off_is_read_before_what_comes_after_it(
    store: Store,
) -> None:
    post = Post(store, BUSY, fallbacks={})
    post.clock.now = FRIDAY - timedelta(hours=2)
    tell(store, "i1", Severity.WARNING, post.clock.now)
    await post.outbox.send_due()
    post.mail.answer = ACCEPTED
    tell(store, "i1", Severity.CRITICAL, post.clock.now, Transition.WORSENED)
    assert await post.outbox.send_due() == ()
    post.mail.got.clear()
    await post.go_on(2)
    assert severities(post) == [("i1", "WARNING"), ("i1", "CRITICAL")]
