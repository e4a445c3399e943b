"""Where the dashboard listens."""

import socket

import httpx
import pytest
from fastapi import FastAPI

from agent.model.errors import SettingsError
from agent.web import WebServer

FAMILIES = [("127.0.0.1", socket.AF_INET), ("[::1]", socket.AF_INET6)]


def has_loopback(family: socket.AddressFamily) -> bool:
    """A machine may have been given no IPv6 at all."""
    try:
        socket.create_server(("", 0), family=family).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(("host", "family"), FAMILIES)
async def test_it_answers_at_an_address_of_either_family(
    app: FastAPI, host: str, family: socket.AddressFamily
) -> None:
    if not has_loopback(family):
        with pytest.raises(SettingsError, match="cannot listen"):
            await WebServer(app, f"{host}:0").__aenter__()
        return
    async with WebServer(app, f"{host}:0") as web, httpx.AsyncClient(trust_env=False) as client:
        assert web.url.startswith(f"http://{host}:")
        assert (await client.get(f"{web.url}/healthz")).status_code == 200


async def test_an_answer_on_a_kept_connection_waits_for_no_word_that_its_headers_came(app: FastAPI) -> None:
    async with WebServer(app, "127.0.0.1:0") as web, httpx.AsyncClient(trust_env=False) as client:
        answers = [await client.get(f"{web.url}/healthz") for _ in range(20)]
    assert min(answer.elapsed.total_seconds() for answer in answers[10:]) < 0.03  # such a wait takes 40 ms


async def test_a_port_that_is_taken_is_told_with_what_to_do(app: FastAPI) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SettingsError, match="Address already in use") as told:
            await WebServer(app, listen).__aenter__()
    assert (told.value.where, told.value.do) == (f"web.listen = {listen}", "choose a free address")
