"""The packet as one HTML page that holds its pictures: to be read, and to be printed."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.packet.content import Packet, Shot

BEFORE_CALLING = (
    "Open the portal in a private window.",
    "Clear the browser's cache and cookies for it.",
    "Try another browser.",
    "No verification code? Look in the spam folder of the mailbox it goes to.",
    "Take a screenshot of what you see.",
)
"""S2: what the desk asks whether you have done."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(packet: Packet, shots: Sequence[Shot], zone: ZoneInfo) -> str:
    """One document without script; times in UTC and in the portal's `zone`. Every value is escaped."""
    images = {shot.picture.file: f"data:image/png;base64,{b64encode(shot.data).decode()}" for shot in shots}

    def spelled(time: date | datetime) -> str:
        return _spelled(time, zone)

    template = _TEMPLATES.get_template("packet.html.j2")
    return template.render(packet=packet, images=images, spelled=spelled, before_calling=BEFORE_CALLING)


def _spelled(time: date | datetime, zone: ZoneInfo) -> str:
    """A calendar day as it is; a moment in UTC first, since that is what a log is searched by."""
    if not isinstance(time, datetime):
        return time.isoformat()
    there = time.astimezone(zone)
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC ({there:%Y-%m-%d %H:%M %Z})"
