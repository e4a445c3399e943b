"""What the agent shows over HTTP: metrics and health. Reads the store only."""

from agent.web.application import application
from agent.web.server import WebServer

__all__ = ["WebServer", "application"]
