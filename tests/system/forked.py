"""`enrollwatch` commands, each forked from one process that has imported them all.

Before a command begins Python imports for one to four seconds of CPU: here once. Each command is a process of
its own all the same, with its own folder, environment, streams and exit status, as a shell would start it.
Run as `python -m tests.system.forked SOCKET`: on each connection it takes one `Command` as JSON, with the
descriptors of its three streams, and answers its process ID and then its exit status. Linux.
"""

import importlib
import json
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, TypedDict

from agent.cli import COMMANDS, main
from tests.system.parts import Child

_LONGEST = 1 << 17  # bytes of a command's words and environment
_NUMBER = 32  # bytes of a process ID or an exit status
_STARTING = threading.Lock()  # a cache alone would start one a thread


class Command(TypedDict):
    words: list[str]
    folder: str
    environment: dict[str, str]


@cache
def _starter() -> tuple[Child, Path]:
    place = Path(tempfile.mkdtemp(prefix="commands-")) / "socket"
    return Child("tests.system.forked", str(place)), place


def stop() -> None:
    """End the process that the commands are forked from, if there is one."""
    if _starter.cache_info().currsize:
        child, place = _starter()
        child.stop()
        place.unlink()
        place.parent.rmdir()
        _starter.cache_clear()


def status_of(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[IO[str]],
    timeout: float,
) -> int:
    """Of the command with these words, once it ends; `streams` are its input, output and error output.

    TimeoutError, and the command is dead, where it takes longer than `timeout` seconds.
    """
    command = Command(words=list(words), folder=str(folder), environment=dict(environment))
    with _STARTING:
        _, place = _starter()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(timeout)
        connection.connect(str(place))
        socket.send_fds(connection, [json.dumps(command).encode()], [stream.fileno() for stream in streams])
        process = int(connection.recv(_NUMBER))
        try:
            return int(connection.recv(_NUMBER))
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            raise


def _serve(place: str) -> None:
    """Two forks a command: the first waits for the second and tells how it ended."""
    for module in COMMANDS.values():
        importlib.import_module(module)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(place)
        listener.listen()
        print(json.dumps({"pid": os.getpid()}), flush=True)
        while True:
            connection, _ = listener.accept()
            _forget_the_ended()
            if os.fork() == 0:
                os._exit(_run(connection))
            connection.close()


def _forget_the_ended() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(connection: socket.socket) -> int:
    asked, descriptors, _, _ = socket.recv_fds(connection, _LONGEST, len(("stdin", "stdout", "stderr")))
    process = os.fork()
    if process == 0:
        connection.close()
        os._exit(_become(json.loads(asked), descriptors))
    connection.send(str(process).encode())
    _, status = os.waitpid(process, 0)
    connection.send(str(os.waitstatus_to_exitcode(status)).encode())
    return 0


def _become(command: Command, descriptors: Sequence[int]) -> int:
    """The command's exit status; what it leaves in memory is not tidied away, which would take a second."""
    for stream, descriptor in enumerate(descriptors):
        os.dup2(descriptor, stream)
        os.close(descriptor)
    os.chdir(command["folder"])
    os.environ.clear()
    os.environ.update(command["environment"])
    tempfile.tempdir = None  # the starter's own
    try:
        main(command["words"])
        return 0
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
