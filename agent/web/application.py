"""The web application: pages, API, `/metrics` for Prometheus and `/healthz` for whoever keeps us alive."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPBearer
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute

from agent.model.errors import StoreError
from agent.web.ahead import feed_reader_of, foreteller_of
from agent.web.api import API
from agent.web.armour import Armour
from agent.web.gate import Caller, Viewer
from agent.web.pages import PAGES
from agent.web.problems import handle_problems, problem_answers
from agent.web.rendering import STATIC
from agent.web.site import Site, TheSite

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

_TOKEN = Depends(HTTPBearer(auto_error=False, description="An API token: `enrollwatch tokens create`."))
"""For the OpenAPI document alone: the gate decides."""

_PROCESS = APIRouter()


@_PROCESS.get("/api/v1/openapi.json")
def _openapi(caller: Viewer, request: Request) -> dict[str, Any]:
    app: FastAPI = request.app
    return app.openapi()


@_PROCESS.get("/metrics")
def _exposition(site: TheSite) -> Response:
    return Response(site.metrics.exposition(), media_type=_EXPOSITION)


@_PROCESS.get("/healthz")
def _healthz(site: TheSite, response: Response) -> dict[str, str]:
    try:
        site.health()
    except StoreError as error:
        response.status_code = 503
        return {"status": "failing", "what": error.what, "do": error.do}
    return {"status": "ok"}


Authenticate = Callable[[Request], Caller | None]


def application(site: Site, authenticate: Authenticate) -> FastAPI:
    """`authenticate` says who asks; null is nobody."""
    app = FastAPI(title="enrollwatch", docs_url=None, redoc_url=None, openapi_url=None, version="1")
    app.state.site = site
    app.state.authenticate = authenticate
    app.state.foreteller = foreteller_of(site)
    app.state.feed_reader = feed_reader_of(site)
    app.routes.extend(_routes())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    handle_problems(app)
    app.add_middleware(Armour, settings=site.settings.web)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Worked out once a process: all that is an application's own they find in its state."""
    all_of_them = APIRouter()
    for router in PAGES:
        all_of_them.include_router(router, include_in_schema=False)
    for router in API:
        all_of_them.include_router(
            router, prefix="/api/v1", responses=problem_answers(), dependencies=[_TOKEN]
        )
    all_of_them.include_router(_PROCESS, include_in_schema=False)
    return tuple(all_of_them.routes)
