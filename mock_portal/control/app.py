"""The control port as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.types import ASGIApp

from mock_portal.control.applications import Applications
from mock_portal.control.connections import Connections
from mock_portal.control.gate import Gate
from mock_portal.control.help_desk import HelpDeskControl
from mock_portal.control.lookups import PublicLookups
from mock_portal.control.mail import Mail
from mock_portal.control.nouns import noun_routes
from mock_portal.control.people import People
from mock_portal.control.problems import REFUSALS, answer_problems
from mock_portal.control.rules import Rules
from mock_portal.control.run import Run
from mock_portal.control.visitors import Visitors
from mock_portal.portal import Portal


def control_app(portal: Portal, token: str, settle: Callable[[], Awaitable[None]]) -> ASGIApp:
    """The app; `settle` brings the listener up to date and runs before each change is answered."""
    app = FastAPI(
        title="Mock portal control",
        version="1",
        description="Moves the mock portal's clock, changes its world and switches its faults.",
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,
        responses=REFUSALS,
        # Only for the document: the gate has checked the token before.
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    answer_problems(app)
    app.include_router(Run(portal).router())
    app.include_router(Visitors(portal).router())
    app.include_router(Mail(portal).router())
    app.include_router(People(portal).router())
    app.include_router(noun_routes(portal))
    app.include_router(Connections(portal).router())
    app.include_router(Rules(portal).router())
    app.include_router(Applications(portal).router())
    app.include_router(PublicLookups(portal).router())
    app.include_router(HelpDeskControl(portal).router())
    return Gate(app, token, settle)
