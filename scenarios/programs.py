"""Programs that run beside the examiner and speak in lines of JSON on standard output."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from scenarios import leash
from scenarios.errors import StageError

ROOT = Path(__file__).resolve().parents[1]
_START_LIMIT = 90.0
"""Seconds until a program must be ready, or a command done, on a machine that is busy with browsers too."""


class Lines:
    """The lines of a pipe, each waited for no longer than asked."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._pipe = stream.fileno()
        self._held = b""

    def next(self, seconds: float) -> bytes | None:
        """The next line; null where the program closed its side. TimeoutError where none came in time."""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            while b"\n" not in self._held:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                read = os.read(self._pipe, 65536)
                if not read:
                    return None
                self._held += read
        line, _, self._held = self._held.partition(b"\n")
        return line


class Program:
    """A program on a leash. `ready` is what its first line said; `close` ends it and waits for that."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, *command],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # an interrupt at the terminal is for the examiner, which ends them
            )
        try:
            self.ready = self._first_line()
        except BaseException:
            self.close()
            raise

    def _first_line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        try:
            line = Lines(self._process.stdout).next(_START_LIMIT)
            ready: dict[str, Any] = json.loads(line or b"")
        except (TimeoutError, ValueError) as error:
            raise StageError(
                f"{self.name} did not get ready: {last_words(self.log)}", self.name, f"read {self.log}"
            ) from error
        return ready

    def close(self) -> None:
        end(self._process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Close the pipe that holds the program, and wait; one that does not go is killed."""
    try:
        process.communicate(timeout=leash.PATIENCE + 5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def run(
    command: Sequence[str], *, text: str | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Standard output of a command that must succeed; StageError with its last words if it does not."""
    name = " ".join([Path(command[0]).name, *command[1:3]])
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            input=text,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=_START_LIMIT,
        )
    except subprocess.TimeoutExpired as error:
        raise StageError(f"`{name}` did not end in {_START_LIMIT:g} s", name, "run it by hand") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise StageError(f"`{name}` ended with {done.returncode}: {said[-1]}", name, "run it by hand")
    return done.stdout


def last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
