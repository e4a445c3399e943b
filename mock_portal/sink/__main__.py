"""`python -m mock_portal.sink --smtp-port N --http-port N`: prints one JSON line when ready."""

import asyncio
import json
import signal

import click
import uvicorn

from mock_portal.sink.inbox import Inbox, serve_smtp
from mock_portal.sink.page import application


@click.command()
@click.option("--smtp-port", type=click.IntRange(0, 65535), default=0, help="0 takes a free port.")
@click.option("--http-port", type=click.IntRange(0, 65535), default=0, help="0 takes a free port.")
def main(smtp_port: int, http_port: int) -> None:
    """Keep every mail and webhook call, and show them on one page."""
    asyncio.run(_serve(smtp_port, http_port))


async def _serve(smtp_port: int, http_port: int) -> None:
    inbox = Inbox()
    smtp = await serve_smtp(inbox, smtp_port)
    config = uvicorn.Config(application(inbox), host="127.0.0.1", port=http_port, log_level="warning")
    http = uvicorn.Server(config)
    listening = config.bind_socket()
    ready = {
        "smtp": f"127.0.0.1:{smtp.sockets[0].getsockname()[1]}",
        "page": f"http://127.0.0.1:{listening.getsockname()[1]}",
    }
    click.echo(json.dumps(ready))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: setattr(http, "should_exit", True))
    await http.serve(sockets=[listening])
    smtp.close()
    await smtp.wait_closed()


if __name__ == "__main__":
    main()
