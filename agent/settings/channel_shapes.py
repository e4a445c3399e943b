"""The shapes of `[[channels]]`, and of what proves that they work: `[test_alert]` and `[heartbeat]`."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from agent.model.base import Frozen
from agent.model.clock import ZoneName
from agent.model.duration import Duration
from agent.model.route import Duty
from agent.model.window import Weekday, Weekly, Window
from agent.settings.scalars import Alias, HostPort, WebAddress

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")  # what Prometheus takes as the name of a label


class ChannelKind(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"
    ALERTMANAGER = "alertmanager"
    APPRISE = "apprise"
    LOG = "log"


class ChannelSettings(Frozen):
    """`labels` are of an alertmanager channel."""

    name: Alias
    kind: ChannelKind
    to: tuple[str, ...] = ()
    sender: str = "enrollwatch@localhost"
    smtp: HostPort | None = None
    url: WebAddress | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    ca_file: Path | None = None  # where the public authorities do not know its certificate
    vault_path: str | None = None
    duty: Duty | None = Field(None, alias="for")  # null: for any work
    fallback: Alias | None = None  # the name of another channel, told what this one does not take

    @field_validator("labels")
    @classmethod
    def _are_labels(cls, labels: dict[str, str]) -> dict[str, str]:
        for name in labels:
            if not _LABEL.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a label: letters, digits and _ only")
        return labels

    @model_validator(mode="after")
    def _complete(self) -> "ChannelSettings":
        needed, is_there, taboo = _NEEDS[self.kind]
        if not is_there(self):
            raise ValueError(f"channel {self.name}: an {self.kind} channel needs {needed}")
        if taboo and self.url:
            raise ValueError(f"channel {self.name}: {taboo}")
        return self


_NEEDS: dict[ChannelKind, tuple[str, Callable[[ChannelSettings], object], str]] = {
    ChannelKind.EMAIL: ("`to` and `smtp`", lambda channel: channel.to and channel.smtp, ""),
    ChannelKind.WEBHOOK: (
        "`url`, or a `vault_path` whose field `url` it is",
        lambda channel: channel.url or channel.vault_path,
        "",
    ),
    ChannelKind.ALERTMANAGER: ("`url`", lambda channel: channel.url, ""),
    ChannelKind.APPRISE: (
        "a `vault_path` whose field `url` is its address",
        lambda channel: channel.vault_path,
        "the address of an apprise channel is a secret: put it into Vault, and leave `url` out",
    ),
    ChannelKind.LOG: ("nothing", lambda channel: True, ""),
}
"""What a kind needs, whether it is there, and why it may not have a `url`."""


class TrialSettings(Frozen):
    """A test alert goes through each of `channels`, or of all, on `days` at the time of day `at`.

    Without `days` there is none.
    """

    days: tuple[Weekday, ...] = ()
    at: time = time(9)
    time_zone: ZoneName | None = None  # null: the portal's
    channels: tuple[Alias, ...] = ()

    def window(self, time_zone: str) -> Window | None:
        """It begins whenever a test is due. `time_zone` is the portal's."""
        if not self.days:
            return None
        weekly = Weekly(days=self.days, at=self.at, lasting=timedelta(minutes=1))
        zone = self.time_zone or time_zone
        return Window(name="test alerts", why="a test is due", time_zone=zone, weekly=weekly)

    @model_validator(mode="after")
    def _is_sound(self) -> "TrialSettings":
        self.window("UTC")
        return self


class HeartbeatMethod(StrEnum):
    GET = "GET"
    POST = "POST"


class HeartbeatSettings(Frozen):
    """An outside service that misses us when we fall silent. With neither address there is none.

    `vault_path` is for an address that is a secret, as most are: it is the field `url` there.
    """

    url: WebAddress | None = None
    vault_path: str | None = None
    method: HeartbeatMethod = HeartbeatMethod.POST
    every: Duration = timedelta(minutes=5)
    ca_file: Path | None = None

    @property
    def on(self) -> bool:
        return bool(self.url or self.vault_path)

    @model_validator(mode="after")
    def _one_address(self) -> "HeartbeatSettings":
        if self.url and self.vault_path:
            raise ValueError("heartbeat: give `url` or `vault_path`, not both")
        return self
