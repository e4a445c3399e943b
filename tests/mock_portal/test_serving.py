"""The portal's own speed: what it takes beyond its work, a page that is measured seems to take."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from mock_portal.portal import Portal
from tests.mock_portal.served import serve

DELAYED_WORD = 0.03  # seconds; a client that is asked to say that headers came says so after 40 ms


async def fastest(client: httpx.AsyncClient, path: str) -> float:
    """Of the later answers on one connection: the first ones are always acknowledged at once."""
    answers = [await client.get(path) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    return min(answer.elapsed.total_seconds() for answer in answers[10:])


@pytest.mark.parametrize("https", [False, True])
async def test_no_answer_waits_for_the_clients_word_that_its_headers_came(
    portal: Portal, tmp_path: Path, https: bool
) -> None:
    async with serve(portal, tmp_path, https=https) as served, served.client() as client:
        assert await fastest(client, "/static/portal.css") < DELAYED_WORD
        assert await fastest(served.control, "/clock") < DELAYED_WORD
