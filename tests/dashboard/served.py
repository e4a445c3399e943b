"""The application, served by its own server in a thread of its own, for browsers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from agent.web import WebServer


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Its address, while the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="dashboard", daemon=True)
    thread.start()
    server = WebServer(app, "127.0.0.1:0")

    def on_the_loop(ending: bool) -> None:
        work = server.__aexit__(None, None, None) if ending else server.__aenter__()
        asyncio.run_coroutine_threadsafe(work, loop).result(30)

    try:
        on_the_loop(ending=False)
        try:
            yield server.url
        finally:
            on_the_loop(ending=True)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
