"""The web application: pages, API, `/metrics` for Prometheus and `/healthz` for whoever keeps us alive."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPBearer
from fastapi.staticfiles import StaticFiles

from agent.model.errors import StoreError
from agent.web.ahead import feed_reader_of, foreteller_of
from agent.web.api import API
from agent.web.armour import Armour
from agent.web.gate import Caller, Viewer
from agent.web.pages import PAGES
from agent.web.problems import handle_problems, problem_answers
from agent.web.rendering import STATIC
from agent.web.site import Site

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

_TOKEN = Depends(HTTPBearer(auto_error=False, description="An API token: `enrollwatch tokens create`."))
"""For the OpenAPI document alone: the gate decides."""

Authenticate = Callable[[Request], Caller | None]


def application(site: Site, authenticate: Authenticate) -> FastAPI:
    """`authenticate` says who asks; null is nobody."""
    app = FastAPI(title="enrollwatch", docs_url=None, redoc_url=None, openapi_url=None, version="1")
    app.state.site = site
    app.state.authenticate = authenticate
    app.state.foreteller = foreteller_of(site)
    app.state.feed_reader = feed_reader_of(site)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router, prefix="/api/v1", responses=problem_answers(), dependencies=[_TOKEN])
    app.include_router(_of_the_api(app), include_in_schema=False)
    app.include_router(_of_the_process(site), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    handle_problems(app)
    app.add_middleware(Armour, settings=site.settings.web)
    return app


def _of_the_api(app: FastAPI) -> APIRouter:
    router = APIRouter()

    @router.get("/api/v1/openapi.json")
    def openapi(caller: Viewer) -> dict[str, Any]:
        return app.openapi()

    return router


def _of_the_process(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/metrics")
    def exposition() -> Response:
        return Response(site.metrics.exposition(), media_type=_EXPOSITION)

    @router.get("/healthz")
    def healthz(response: Response) -> dict[str, str]:
        try:
            site.health()
        except StoreError as error:
            response.status_code = 503
            return {"status": "failing", "what": error.what, "do": error.do}
        return {"status": "ok"}

    return router
