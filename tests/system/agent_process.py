"""`enrollwatch` as a process: one command's result, or the running agent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.system.loopback import HERE
from tests.system.waiting import eventually

MARK = "SYSTEM_TEST_AGENT"
"""Inherited by everything that an agent starts, so that what it leaves behind can be told from others'."""

_START_LIMIT = 60.0  # seconds; idle it takes two
_BROWSERS = ("chrom", "firefox", "headless")


@dataclass(frozen=True)
class Result:
    """How one command ended."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one document of `--json`."""
        return json.loads(self.stdout)


def environment(config: Path, **variables: str) -> dict[str, str]:
    """This process's, without settings of its own or a Vault token."""
    foreign = ("ENROLLWATCH_", "VAULT_", "BAO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "ENROLLWATCH_CONFIG": str(config), **variables}


class AgentProcess:
    """`enrollwatch run`, with its log, its web port and all that it started."""

    def __init__(self, config: Path, listen: str, log: Path, variables: Mapping[str, str]) -> None:
        self.url = f"http://{listen}"
        self._log = log
        self._mark = uuid.uuid4().hex
        with log.open("wb") as stream:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent", "run"],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=config.parent,
                env=environment(config, **{MARK: self._mark}, **variables),
                start_new_session=True,
            )

    def wait_until_up(self) -> None:
        eventually(self._answers, _START_LIMIT, what="the agent's /healthz")

    def _answers(self) -> bool:
        assert self._process.poll() is None, f"the agent ended: {self.log_text()}"
        try:
            return self.health().is_success
        except httpx.TransportError:
            return False

    def health(self) -> httpx.Response:
        return HERE.get(f"{self.url}/healthz")

    def exposition(self) -> str:
        """The text of /metrics."""
        reply = HERE.get(f"{self.url}/metrics")
        assert reply.status_code == 200
        return reply.text

    def metric(self, sample: str, **labels: str) -> float | None:
        """The sum of the samples of this name that have these labels; null where there is none."""
        values = [
            found.value
            for family in text_string_to_metric_families(self.exposition())
            for found in family.samples
            if found.name == sample and labels.items() <= found.labels.items()
        ]
        return sum(values) if values else None

    def log_text(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def log(self, **fields: object) -> list[dict[str, Any]]:
        """Its log lines that have these fields, each a JSON object; the last may be half written."""
        lines = [json.loads(line) for line in self.log_text().split("\n")[:-1]]
        return [line for line in lines if fields.items() <= line.items()]

    def terminate(self, within: float = 30.0) -> tuple[int, float]:
        """SIGTERM; its exit status and the seconds it took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        return self.wait(within), time.monotonic() - begun

    def wait(self, within: float = 30.0) -> int:
        """Its exit status, once it ends."""
        return self._process.wait(within)

    def kill(self) -> None:
        """SIGKILL to the agent alone, as an out-of-memory killer would; back when it is dead."""
        self._process.kill()
        self._process.wait()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def relatives(self) -> list["Relative"]:
        """Everything alive that it started, itself not among them, also after its death.

        A browser's own children wipe their environment: they count while their parent lives.
        """
        mark, living = f"{MARK}={self._mark}".encode(), list(_processes())
        found = {one.pid for one in living if mark in one.environment}
        while more := {one.pid for one in living if one.parent in found} - found:
            found |= more
        return [one for one in living if one.pid in found - {self._process.pid}]

    def browsers(self) -> list["Relative"]:
        return [one for one in self.relatives() if any(word in one.name for word in _BROWSERS)]

    def end(self) -> None:
        """However the test went: nothing of it stays."""
        if self.running:
            self.kill()
        for one in self.relatives():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Relative:
    """A process; `environment` is what it was started with."""

    pid: int
    parent: int
    name: str
    environment: tuple[bytes, ...] = field(repr=False, compare=False)

    @property
    def alive(self) -> bool:
        return self in _processes()


def _processes() -> Iterator[Relative]:
    """Those of this machine that may be read, the dead that nobody has waited for not among them. Linux."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            name, _, state = (folder / "stat").read_text(encoding="utf-8").partition("(")[2].rpartition(")")
        except OSError:  # gone meanwhile, or another user's
            continue
        condition, parent = state.split()[:2]
        if condition != "Z":
            yield Relative(int(folder.name), int(parent), name.lower(), tuple(environment.split(b"\0")))
