"""Runs one program, and ends it when standard input closes: a child that cannot outlive its parent.

Started as a script of its own, `python tether.py PROGRAM [ARGUMENT...]`, with a pipe as standard input.
However the parent ends, the system closes its side of the pipe. This works on every POSIX system and from
any thread, unlike Linux's parent-death signal, which is sent when the starting *thread* ends.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE = 5.0  # seconds between asking the program to end and ending it


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()


def _watch(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 1):
        pass
    _end(child)


def main(command: list[str]) -> int:
    """The program's exit status, as a shell would give it."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=_end, args=(child,), daemon=True).start()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    threading.Thread(target=_watch, args=(child,), daemon=True).start()
    status = child.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
