"""The sink's page and webhook."""

import json
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mock_portal.sink.inbox import Inbox, Received

_LARGEST = 1_000_000  # bytes of one webhook call
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
h1{font-size:1.5rem}
article{border:1px solid #c9c9c9;border-left:4px solid #005ea2;margin:1rem 0;padding:.5rem 1rem}

h2{font-size:1.05rem;margin:.25rem 0}p{margin:.25rem 0;color:#5c5c5c}pre{white-space:pre-wrap;margin:.5rem 0}
"""


def application(inbox: Inbox) -> Starlette:
    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(_page(inbox.newest_first()))

    async def messages(_: Request) -> JSONResponse:
        return JSONResponse(inbox.as_json())

    async def hook(request: Request) -> Response:
        body = await request.body()
        if len(body) > _LARGEST:
            return JSONResponse({"detail": f"more than {_LARGEST} bytes"}, status_code=413)
        try:
            call = json.loads(body)
            title, text = str(call["title"]), str(call["text"])
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"detail": "want a JSON object with title and text"}, status_code=400)
        inbox.add("webhook", title, text, request.headers.get("idempotency-key", ""))
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/messages", messages),
            Route("/hook", hook, methods=["POST"]),
        ]
    )


def _page(received: list[Received]) -> str:
    articles = "".join(_article(one) for one in received) or "<p>Nothing yet.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Alerts received</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">'
        f"<style>{_STYLE}</style></head><body><main><h1>Alerts received</h1>{articles}</main></body></html>"
    )


def _article(one: Received) -> str:
    return (
        f"<article><h2>{escape(one.subject)}</h2><p>{escape(one.at)} by {one.channel}</p>"
        f"<pre>{escape(one.text)}</pre></article>"
    )
