"""A program of the demo: started, waited for, and gone when the demo is gone."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from agent.model.errors import EnrollwatchError
from agent.vault import tether

_STOP_LIMIT = 12.0  # seconds; the agent drains in ten


class Child:
    """`python -m` something, its log in a file of its own. It cannot outlive this process."""

    def __init__(self, name: str, arguments: Sequence[str], folder: Path) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        command = [sys.executable, "-m", *arguments]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", tether.__file__, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # an interrupt at the terminal is the demo's to pass on
            )

    def ready_line(self) -> Mapping[str, Any]:
        """The JSON object that the program prints when it can be used."""
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise EnrollwatchError(f"{self.name} did not start", str(self._log), "read that log")
        found: dict[str, Any] = json.loads(line)
        return found

    def ended(self) -> bool:
        return self._process.poll() is not None

    def stop(self) -> None:
        _stop(self._process)


class Visits:
    """`enrollwatch serve`: answers one visit at a time; ends with its standard input."""

    def __init__(self, folder: Path) -> None:
        with (folder / "visits.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent", "serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )

    def visit(self, config: Path, account: str, browser: str) -> Mapping[str, Any]:
        """The document of one visit, as `visit --json` has it."""
        request = {"config": str(config), "names": [account], "browser": browser}
        pipe = _pipe(self._process.stdin)
        pipe.write(json.dumps(request).encode() + b"\n")
        pipe.flush()
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise EnrollwatchError("the visiting process ended", "visits.log", "read that log")
        document: dict[str, Any] = json.loads(line)["document"]
        return document

    def stop(self) -> None:
        _stop(self._process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Asks it to end by closing its pipe; ends it when it does not."""
    _pipe(process.stdin).close()
    try:
        process.wait(_STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _pipe(process.stdout).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("the program was started without this pipe")
    return stream
