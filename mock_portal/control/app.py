"""The control port as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.types import ASGIApp

from mock_portal.control.connections import Connections
from mock_portal.control.gate import Gate
from mock_portal.control.lookups import PublicLookups
from mock_portal.control.people import People
from mock_portal.control.problems import answer_problems
from mock_portal.control.rules import Rules
from mock_portal.control.run import Run
from mock_portal.portal import Portal


def control_app(portal: Portal, token: str, settle: Callable[[], Awaitable[None]]) -> ASGIApp:
    """The app; `settle` brings the listener up to date and runs before each change is answered."""
    app = FastAPI(
        title="Mock portal control", version="1", docs_url=None, redoc_url=None, strict_content_type=False
    )
    answer_problems(app)
    app.include_router(Run(portal).router())
    app.include_router(People(portal).router())
    app.include_router(Connections(portal).router())
    app.include_router(Rules(portal).router())
    app.include_router(PublicLookups(portal).router())
    return Gate(app, token, settle)
