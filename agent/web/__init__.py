"""The dashboard, the API, metrics and health. Reads the store; deeds go through the recorder."""

from agent.web.application import application
from agent.web.entrance import authenticate
from agent.web.server import WebServer
from agent.web.site import Site

__all__ = ["Site", "WebServer", "application", "authenticate"]
