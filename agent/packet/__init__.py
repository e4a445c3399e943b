"""What a help desk asks for, in one folder: the support packet of an incident (S2)."""

from agent.packet.content import Packet, Picture, Shot
from agent.packet.folder import new_folder, refuse_existing
from agent.packet.gather import Seen, gather
from agent.packet.page import page
from agent.packet.redact import redacted
from agent.packet.whole import Packed, Whole, whole, zipped

__all__ = [
    "Packed",
    "Packet",
    "Picture",
    "Seen",
    "Shot",
    "Whole",
    "gather",
    "new_folder",
    "page",
    "redacted",
    "refuse_existing",
    "whole",
    "zipped",
]
