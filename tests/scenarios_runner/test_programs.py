"""Programs beside the examiner: ready or refused, never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.errors import StageError
from scenarios.programs import ROOT, Program, run

READY = "import json, os, time; print(json.dumps({'pid': os.getpid()}), flush=True); time.sleep(600)"
HOLDER = """
import pathlib, sys, time
from scenarios.programs import Program
program = Program("sleeper", [sys.executable, "-c", sys.argv[1]], pathlib.Path(sys.argv[2]))
print(program.ready["pid"], flush=True)
time.sleep(600)
"""


def ends(pid: int, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_closing_a_program_ends_it(tmp_path: Path) -> None:
    program = Program("sleeper", [sys.executable, "-c", READY], tmp_path / "log")
    program.close()
    assert ends(program.ready["pid"])


def test_a_program_does_not_outlive_an_examiner_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, READY, str(tmp_path / "log")]
    holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        pid = int(holder.stdout.readline())
        holder.send_signal(signal.SIGKILL)
    assert ends(pid)


def test_a_program_that_does_not_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="the portal did not get ready: no port is free"):
        Program(
            "the portal", [sys.executable, "-c", "import sys; sys.exit('no port is free')"], tmp_path / "log"
        )


def test_a_command_that_fails_is_told_with_its_last_words_and_without_its_input() -> None:
    command = "import sys; sys.stdin.read(); sys.stderr.write('first\\nit went wrong\\n'); sys.exit(3)"
    with pytest.raises(StageError, match="ended with 3: it went wrong") as caught:
        run([sys.executable, "-c", command], text="hidden-word")
    assert "hidden-word" not in str(caught.value)
