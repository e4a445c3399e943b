"""Runs one program, and ends it when standard input closes: however the examiner ends, nothing stays behind.

A script of its own: `python leash.py PROGRAM [ARGUMENT...]`, with a pipe held open as standard input.
"""

import os
import subprocess
import sys
import threading

PATIENCE = 10.0
"""Seconds between asking the program to end and ending it."""


def _let_go(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 64):
        pass
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()


def main() -> None:
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_let_go, args=(child,), daemon=True).start()
    # Not sys.exit: it would wait for the thread that still reads.
    os._exit(max(child.wait(), 0))


if __name__ == "__main__":
    main()
