"""A real Prometheus for the tests: Debian's, on a free port, that scrapes one agent every second."""

import json
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.ports import free_port
from tests.system.loopback import HERE
from tests.system.waiting import eventually

_PROGRAM = "prometheus"
_START_LIMIT = 30.0  # seconds
_OFTEN = "1s"
"""Also the time-out of a scrape: a shorter one marks every series as gone whenever the machine is busy."""


@dataclass(frozen=True)
class Prometheus:
    url: str

    def numbers(self, query: str) -> list[float]:
        """The values of an instant query that are numbers. Fails where Prometheus refuses it."""
        found = self.get("query", query=query)["result"]
        rows = [found] if found and not isinstance(found[0], dict) else [row["value"] for row in found]
        return [value for _, text in rows if math.isfinite(value := float(text))]

    def rules(self) -> list[dict[str, Any]]:
        return [rule for group in self.get("rules")["groups"] for rule in group["rules"]]

    def get(self, what: str, **parameters: str) -> Any:
        """The data of one answer of its API."""
        reply = HERE.get(f"{self.url}/api/v1/{what}", params=parameters)
        assert reply.is_success, f"{what} {parameters}: {reply.text}"
        return reply.json()["data"]

    def is_ready(self) -> bool:
        return HERE.get(f"{self.url}/-/ready").is_success


@contextmanager
def scraping(agent: str, folder: Path, rules: str) -> Iterator[Prometheus | None]:
    """It scrapes the `agent` at a host and port, under these `rules`; None where it is not installed.

    Every group of rules is looked at as often: those of days too.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        yield None
        return
    (folder / "rules.yml").write_text(re.sub(r"\n +interval: .+", "", rules))
    config = {
        "global": {"scrape_interval": _OFTEN, "scrape_timeout": _OFTEN, "evaluation_interval": _OFTEN},
        "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "enrollwatch", "static_configs": [{"targets": [agent]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))
    listen = f"127.0.0.1:{free_port()}"
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [
                program,
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address={listen}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        found = Prometheus(f"http://{listen}")
        eventually(lambda: _is_up(found, process), _START_LIMIT, what="Prometheus")
        yield found
    finally:
        process.kill()
        process.wait()


def _is_up(found: Prometheus, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, f"{_PROGRAM} ended with {process.returncode}"
    try:
        return found.is_ready()
    except httpx.TransportError:
        return False
