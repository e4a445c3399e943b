"""What is particular to Apprise: what can be told of its yes and no, and that its address stays hidden."""

import logging
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from agent.alerts.apprise import AppriseChannel
from agent.model.alert import Outcome
from agent.model.finding import Severity
from agent.model.incident import Transition
from tests.alerts.sinks import Mood, WebSink, of_apprise, web_sink
from tests.alerts.values import an_alert, an_incident

CANARY = "canary-77ab"


@pytest.fixture
async def sink() -> AsyncIterator[WebSink]:
    async with web_sink() as opened:
        opened.reads = of_apprise
        yield opened


def channel_to(sink: WebSink) -> AppriseChannel:
    return AppriseChannel("chat", SecretStr(f"json://{CANARY}:{CANARY}@127.0.0.1:{sink.port}/{CANARY}"))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.NEVER),
        (404, Outcome.NEVER),
        (401, Outcome.TRY_LATER),
        (403, Outcome.TRY_LATER),
        (429, Outcome.TRY_LATER),
        (500, Outcome.TRY_LATER),
        (503, Outcome.TRY_LATER),
    ],
)
async def test_the_status_behind_its_no_says_whether_a_retry_can_help(
    sink: WebSink, status: int, outcome: Outcome
) -> None:
    sink.status = status
    delivery = await channel_to(sink).send(an_alert())
    assert delivery.outcome is outcome
    assert delivery.problem == f"Apprise (JSON) did not take it: {status}"


class Root(logging.Handler):
    """Hears what the root logger does, which is what our log is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.name, record.getMessage()))


@pytest.mark.parametrize("mood", list(Mood))
async def test_nothing_that_it_logs_reaches_our_log(sink: WebSink, mood: Mood) -> None:
    sink.hangs.set()  # nobody needs to wait here
    sink.mood, root = mood, Root()
    logging.getLogger().addHandler(root)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    try:
        await channel_to(sink).send(an_alert())
        logging.getLogger("control").warning("heard")
    finally:
        logging.getLogger().removeHandler(root)
        logging.getLogger("apprise").setLevel(logging.NOTSET)
    assert root.lines == [("control", "heard")]


@pytest.mark.parametrize("url", ["", "nonsense", "no-such-service://x/y", f"json://{CANARY}:port/"])
async def test_an_address_that_it_does_not_understand_waits_to_be_corrected(url: str) -> None:
    channel = AppriseChannel("chat", SecretStr(url))
    for delivery in (await channel.send(an_alert()), await channel.check()):
        assert delivery.outcome is Outcome.TRY_LATER
        assert delivery.problem is not None
        assert "correct its field `url`" in delivery.problem
        assert CANARY not in delivery.problem


@pytest.mark.parametrize(
    ("severity", "transition", "kind"),
    [
        (Severity.CRITICAL, Transition.OPENED, "failure"),
        (Severity.WARNING, Transition.REMINDED, "warning"),
        (Severity.INFORMATION, Transition.OPENED, "info"),
        (Severity.CRITICAL, Transition.RESOLVED, "success"),
    ],
)
async def test_a_service_is_told_how_bad_it_is(
    sink: WebSink, severity: Severity, transition: Transition, kind: str
) -> None:
    about = an_incident(severity=severity)
    await channel_to(sink).send(an_alert().model_copy(update={"about": about, "transition": transition}))
    assert f'"type": "{kind}"'.encode() in sink.bodies[0]
