"""The way out that lets nothing out."""

import asyncio

import pytest

from agent.browser.fence import Fence


async def ask(port: int, line: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(line.encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("CONNECT evil.example:443 HTTP/1.1\r\n\r\n", [("CONNECT", "evil.example:443")]),
        ("POST http://evil.example/x?secret=1 HTTP/1.1\r\n\r\n", [("POST", "evil.example")]),
        ("CONNECT firefox.settings.services.mozilla.com:443 HTTP/1.1\r\n\r\n", []),
        ("CONNECT notmozilla.com:443 HTTP/1.1\r\n\r\n", [("CONNECT", "notmozilla.com:443")]),
        ("noise\r\n\r\n", []),
    ],
)
async def test_every_request_is_refused_and_only_a_browsers_own_calls_are_not_told(
    line: str, told: list[tuple[str, str]]
) -> None:
    heard: list[tuple[str, str]] = []
    async with Fence(lambda method, host: heard.append((method, host))) as fence:
        assert (await ask(fence.port, line)).startswith(b"HTTP/1.1 403 ")
    assert heard == told
