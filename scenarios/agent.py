"""The agent as a story meets it: `enrollwatch serve` for visits, `enrollwatch evidence` for pictures."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.errors import StageError
from scenarios.programs import ROOT, Lines, end, run
from scenarios.story import Quiet

_VISIT_LIMIT = 180.0
"""Seconds for each account's visit, on a machine that is busy; a page alone is given up much sooner."""


@dataclass(frozen=True)
class Visits:
    """What `visit --json` would have printed, its exit status, the agent's log of it, and seconds.

    `sent` are all alerts that a channel accepted meanwhile, also those that had waited for their hour.
    """

    exit: int
    document: dict[str, Any]
    log: str
    seconds: float
    sent: tuple[Mapping[str, Any], ...] = ()


class Agent:
    """One process for all stories, so that browsers stay warm; started again if it ends or hangs."""

    def __init__(self, enrollwatch: str, folder: Path) -> None:
        self._enrollwatch = enrollwatch
        self._log = folder / "agent.log"
        self._process: subprocess.Popen[bytes] | None = None

    def visit(self, config: Path, at: datetime, browser: str, trace: str, *, accounts: int) -> Visits:
        """All accounts of the settings, as many as `accounts`, at `at`. StageError where no answer comes."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        read_from, begun = self._log.stat().st_size, time.monotonic()
        request = {"config": str(config), "at": at.isoformat(), "browser": browser, "trace": trace}
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(Lines(process.stdout).next(_VISIT_LIMIT * accounts) or b"")
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            self._kill()
            raise StageError(
                f"the agent gave no answer to a visit: {type(error).__name__}", str(self._log), "read its log"
            ) from error
        seconds = time.monotonic() - begun
        log = self._log_from(read_from)
        return Visits(answer["exit"], answer["document"], log, seconds, tuple(answer["sent"]))

    def take(self, config: Path, rule: str, at: datetime) -> None:
        """Somebody takes the unresolved incidents of `rule`; StageError where none is, or it is taken."""
        listed = json.loads(run([self._enrollwatch, "incidents", "list", "--json", "--config", str(config)]))
        found = [incident["id"] for incident in listed["incidents"] if incident["rule"] == rule]
        if not found:
            raise StageError(f"nobody can take {rule}: it is not open", "ack", "name a rule that has opened")
        for identifier in found:
            self._incidents(config, at, "ack", identifier)

    def silence(self, config: Path, quiet: Quiet, at: datetime) -> None:
        """Nobody is told of what matches; StageError where the command refuses it."""
        given = quiet.model_dump(exclude={"lasting"}, exclude_none=True) | {"for": quiet.lasting}
        words = (word for name, value in given.items() for word in (f"--{name}", value))
        self._incidents(config, at, "silence", *words)

    def _incidents(self, config: Path, at: datetime, deed: str, *words: str) -> None:
        run(
            [
                self._enrollwatch,
                "incidents",
                deed,
                *words,
                "--at",
                at.isoformat(),
                "--config",
                str(config),
            ]
        )

    def open_evidence(self, config: Path, identifier: str, out: Path) -> None:
        """Unseal one piece of evidence into `out`; StageError where it cannot be."""
        command = [self._enrollwatch, "evidence", "open", identifier]
        run([*command, "--config", str(config), "--out", str(out)])

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end(process)

    def _running(self) -> "subprocess.Popen[bytes]":
        """It ends by itself when its standard input does, so it needs no leash."""
        if self._process is None or self._process.poll() is not None:
            with self._log.open("ab") as errors:
                self._process = subprocess.Popen(
                    [self._enrollwatch, "serve"],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                )
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _log_from(self, offset: int) -> str:
        with self._log.open("rb") as log:
            log.seek(offset)
            return log.read().decode("utf-8", errors="replace")


def program() -> str:
    """The `enrollwatch` beside this Python."""
    found = Path(sys.executable).with_name("enrollwatch")
    if not found.exists():
        raise StageError("enrollwatch is not installed", str(found), "run `pip install -e .[dev]`")
    return str(found)
