"""What a channel, the test alert and the heartbeat must say of themselves in the settings."""

from datetime import timedelta
from pathlib import Path

import pytest

from agent.settings import HeartbeatMethod

from .test_settings import GOOD, loaded, refusal

AM = '\n[[channels]]\nname = "ops-am"\nkind = "alertmanager"\nurl = "http://127.0.0.1:9093"\n'
CHAT = '\n[[channels]]\nname = "chat"\nkind = "apprise"\nvault_path = "channels/chat"\n'
TEST = '\n[test_alert]\ndays = ["mon", "thu"]\nat = "08:30"\nchannels = ["ops-mail"]\n'
BEAT = '\n[heartbeat]\nvault_path = "channels/heartbeat"\nmethod = "GET"\nevery = "10m"\n'


def test_every_kind_of_channel_is_read(tmp_path: Path) -> None:
    labels = 'labels = { team = "operations" }\nca_file = "am-ca.pem"\n'
    channels = {each.name: each for each in loaded(tmp_path, GOOD + AM + labels + CHAT).channels}
    assert channels["ops-am"].labels == {"team": "operations"}
    assert channels["ops-am"].ca_file == tmp_path / "am-ca.pem"
    assert channels["chat"].vault_path == "channels/chat"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (AM.replace("url", "smtp").replace("http://", ""), "an alertmanager channel needs `url`"),
        (AM + 'labels = { "a-b" = "c" }\n', "'a-b' is no name of a label"),
        (CHAT.replace('vault_path = "channels/chat"', ""), "an apprise channel needs a `vault_path`"),
        (CHAT + 'url = "https://hooks.example.org/abc"\n', "the address of an apprise channel is a secret"),
        (
            CHAT.replace("apprise", "webhook").replace("vault_path", "sender"),
            "needs `url`, or a `vault_path`",
        ),
        (TEST.replace("ops-mail", "ops-male"), "test_alert: no channel is named 'ops-male'; known: ops-mail"),
        (TEST.replace("08:30", "08:30:10"), "write hour and minute"),
        (TEST.replace('"mon"', '"monday"'), "test_alert.days"),
        (BEAT + 'url = "https://ping.example.org/a"\n', "give `url` or `vault_path`, not both"),
        (BEAT.replace("GET", "PUT"), "heartbeat.method"),
        (BEAT.replace("10m", "0m"), "heartbeat.every"),
    ],
)
def test_what_is_missing_or_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    assert says in str(refusal(tmp_path, GOOD + text))


def test_neither_test_alert_nor_heartbeat_comes_unasked(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.test_alert.window("UTC") is None
    assert not settings.heartbeat.on


def test_a_test_alert_is_in_the_portals_zone_and_a_heartbeat_by_post_unless_they_say_otherwise(
    tmp_path: Path,
) -> None:
    settings = loaded(tmp_path, GOOD + TEST + BEAT)
    plan = settings.test_alert.window(settings.portal.time_zone)
    assert plan is not None
    assert plan.time_zone == "America/New_York"
    assert settings.heartbeat.method is HeartbeatMethod.GET
    assert settings.heartbeat.every == timedelta(minutes=10)
    other = loaded(tmp_path, GOOD + TEST + 'time_zone = "America/Chicago"\n').test_alert.window("UTC")
    assert other is not None
    assert other.time_zone == "America/Chicago"
