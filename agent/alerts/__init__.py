"""Telling people: the words of an alert, the channels, and carrying one to the other.

A new kind of channel: its file, its line in `ChannelKind`, its line in `KINDS`, its sink in the tests.
"""

from collections.abc import Callable

from agent.alerts.alertmanager import LEASE, REFRESH, AlertmanagerChannel
from agent.alerts.apprise import AppriseChannel
from agent.alerts.channel import Channel, Credentials, RealChannel, turn_of
from agent.alerts.digest import Entry, compose_digest, compose_summary
from agent.alerts.email import EmailChannel
from agent.alerts.log import LogChannel
from agent.alerts.message import compose
from agent.alerts.outbox import deliver, next_try
from agent.alerts.webhook import WebhookChannel
from agent.model.links import NO_LINKS, Links
from agent.settings import ChannelKind, ChannelSettings

KINDS: dict[ChannelKind, Callable[[ChannelSettings, Credentials | None, Links], RealChannel]] = {
    ChannelKind.EMAIL: EmailChannel.build,
    ChannelKind.WEBHOOK: WebhookChannel.build,
    ChannelKind.ALERTMANAGER: AlertmanagerChannel.build,
    ChannelKind.APPRISE: AppriseChannel.build,
    ChannelKind.LOG: LogChannel.build,
}


def build(
    settings: ChannelSettings, credentials: Credentials | None = None, links: Links = NO_LINKS
) -> RealChannel:
    """The channel that `settings` describe; `credentials` are the fields at its `vault_path`, `links` where
    what it says leads."""
    return KINDS[settings.kind](settings, credentials, links)


__all__ = [
    "KINDS",
    "LEASE",
    "REFRESH",
    "AlertmanagerChannel",
    "Channel",
    "Credentials",
    "Entry",
    "RealChannel",
    "build",
    "compose",
    "compose_digest",
    "compose_summary",
    "deliver",
    "next_try",
    "turn_of",
]
