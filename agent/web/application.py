"""`/metrics` for Prometheus and `/healthz` for whoever keeps the process alive."""

from collections.abc import Callable

from fastapi import FastAPI, Response

from agent.metrics import Metrics
from agent.model.errors import StoreError

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


def application(metrics: Metrics, health: Callable[[], None]) -> FastAPI:
    """`health` raises StoreError where the agent cannot do its work."""
    app = FastAPI(title="enrollwatch", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/metrics")
    def exposition() -> Response:
        return Response(metrics.exposition(), media_type=_EXPOSITION)

    @app.get("/healthz")
    def healthz(response: Response) -> dict[str, str]:
        try:
            health()
        except StoreError as error:
            response.status_code = 503
            return {"status": "failing", "what": error.what, "do": error.do}
        return {"status": "ok"}

    return app
