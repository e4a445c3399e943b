"""The agent's own log as a channel: for trying out, and where a log shipper pages people."""

from loguru import logger

from agent.alerts.channel import Credentials, accepted
from agent.alerts.plain import plain
from agent.model.alert import Alert, Delivery
from agent.model.links import Links
from agent.settings import ChannelSettings


class LogChannel:
    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def build(cls, settings: ChannelSettings, credentials: Credentials | None, links: Links) -> "LogChannel":
        return cls(settings.name)

    async def send(self, alert: Alert) -> Delivery:
        logger.bind(
            alert=alert.key,
            incident=alert.incident,
            transition=alert.transition and alert.transition.value,
            channel=self.name,
            text=alert.message.text,
        ).warning("{}", plain(alert.message.title))
        return accepted()

    async def check(self) -> Delivery:
        return accepted("needs no server")
