"""`enrollwatch demo`: everything real, on this machine, with made-up people."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from agent import logs
from agent.demo import Demo

_HEARTBEAT = 4.0  # seconds; nothing is silent for longer than five
_FOLDER = Path(".demo")


@click.command()
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=0, min_open=True),
    help='End by itself so many seconds after "All up".',
)
def demo(seconds: float | None) -> None:
    """OpenBao, mock portal, alert sink and agent; a visit to each account in each browser found."""
    logs.set_up(level="WARNING")  # what the parts log stands in files of their own
    stop = _stop_on_signal()
    speaker = _Speaker()
    with speaker.beating():
        try:
            _play(Demo(_FOLDER.resolve(), speaker.say), speaker, seconds, stop)
        except KeyboardInterrupt:
            speaker.say("Stopped.")


def _play(world: Demo, speaker: "_Speaker", seconds: float | None, stop: threading.Event) -> None:
    with world.up():
        deadline = None if seconds is None else time.monotonic() + seconds
        world.visit_everything()
        speaker.say("")
        speaker.say(
            f"Goes on until {'Ctrl-C' if deadline is None else f'{seconds:g} s are over'}; "
            f"try: enrollwatch incidents list --config {world.config}"
        )
        speaker.rest = True
        stop.wait(None if deadline is None else max(deadline - time.monotonic(), 0))
        speaker.say("Stopping ...")
        speaker.rest = False


def _stop_on_signal() -> threading.Event:
    """Set by SIGTERM and Ctrl-C once the demo is up; before that they end it where it is."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stop


class _Speaker:
    """Says what happens, and that it still goes on when nothing was said for a while."""

    def __init__(self) -> None:
        self.rest = False  # while true, silence is as it should be
        self._said = time.monotonic()
        self._done = threading.Event()

    def say(self, text: str) -> None:
        self._said = time.monotonic()
        click.echo(text)

    @contextmanager
    def beating(self) -> Iterator[None]:
        threading.Thread(target=self._beat, daemon=True).start()
        try:
            yield
        finally:
            self._done.set()

    def _beat(self) -> None:
        while not self._done.wait(1.0):
            if not self.rest and time.monotonic() - self._said > _HEARTBEAT:
                self.say("  ... still at it")
