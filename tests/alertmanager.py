"""A real Alertmanager for the tests: Debian's, on a free port, told to say at once what it hears."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port

_START_SECONDS = 20.0
_PROGRAM = "prometheus-alertmanager"


@dataclass(frozen=True)
class Alertmanager:
    url: str

    async def alerts(self) -> list[dict[str, Any]]:
        """Those that are not over, as its API has them."""
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{self.url}/api/v2/alerts")
            found: list[dict[str, Any]] = answer.raise_for_status().json()
            return found


@asynccontextmanager
async def alertmanager(folder: Path, tells: str, port: int | None = None) -> AsyncIterator[Alertmanager]:
    """It groups by incident, and tells the webhook at `tells` of each group a moment later."""
    program = shutil.which(_PROGRAM)
    if program is None:
        pytest.skip(f"{_PROGRAM} is not installed")
    config = folder / "alertmanager.yml"
    grouping = {"group_by": ["incident"], "group_wait": "10ms", "group_interval": "100ms"}
    receiver = {"name": "sink", "webhook_configs": [{"url": tells, "send_resolved": True}]}
    config.write_text(json.dumps({"route": {"receiver": "sink", **grouping}, "receivers": [receiver]}))
    listen = f"127.0.0.1:{port or free_port()}"
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={config}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={listen}",
        "--cluster.listen-address=",
        "--log.level=error",
    )
    try:
        await _ready(f"http://{listen}", process)
        yield Alertmanager(f"http://{listen}")
    finally:
        process.kill()
        await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient() as client:
        while process.returncode is None:
            try:
                if (await client.get(f"{url}/-/ready")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"{_PROGRAM} ended with {process.returncode}")
