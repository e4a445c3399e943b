"""The web application: pages, API, `/metrics` for Prometheus and `/healthz` for whoever keeps us alive."""

from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from agent.model.errors import StoreError
from agent.web.api import API
from agent.web.gate import Caller
from agent.web.pages import PAGES
from agent.web.problems import handle_problems
from agent.web.rendering import STATIC
from agent.web.site import Site

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

Authenticate = Callable[[Request], Caller | None]


def application(site: Site, authenticate: Authenticate) -> FastAPI:
    """`authenticate` says who asks; null is nobody."""
    app = FastAPI(
        title="enrollwatch", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json", version="1"
    )
    app.state.site = site
    app.state.authenticate = authenticate
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router, prefix="/api/v1")
    app.include_router(_of_the_process(site), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    handle_problems(app)
    return app


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
