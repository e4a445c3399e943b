"""Where log lines go: readable on a terminal, one JSON object a line elsewhere."""

import json
import logging
import sys
from typing import TYPE_CHECKING, Any, TextIO

from loguru import logger

if TYPE_CHECKING:
    from loguru import Message, Record


def set_up(stream: TextIO = sys.stderr, *, level: str = "INFO") -> None:
    """Send every line, the libraries' warnings included, to `stream`.

    `diagnose` stays off: it would print the values of variables, secrets among them.
    """
    logger.remove()
    if stream.isatty():
        logger.add(stream, level=level, format=_readable, diagnose=False, backtrace=False)
    else:
        logger.add(_JsonLines(stream), level=level, format="{message}", diagnose=False, backtrace=False)
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)


def _readable(record: "Record") -> str:
    """A line's format. loguru adds no traceback to one that comes from a function: it would show values."""
    line = "<dim>{time:HH:mm:ss}</dim> <level>{level: <7}</level> {message} <dim>{extra}</dim>"
    return f"{line} ({_kind(record)})\n" if record["exception"] else f"{line}\n"


class _JsonLines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, message: "Message") -> None:
        self._stream.write(json.dumps(_fields(message.record), default=str) + "\n")
        self._stream.flush()


def _fields(record: "Record") -> dict[str, Any]:
    fields: dict[str, Any] = {
        **record["extra"],
        "time": record["time"].isoformat(),
        "level": record["level"].name,
        "message": record["message"],
    }
    if record["exception"]:
        fields["error"] = _kind(record)
    return fields


def _kind(record: "Record") -> str:
    """Of an exception only its kind is told: its text could hold anything."""
    exception = record["exception"]
    return exception.type.__name__ if exception and exception.type else "unknown"


class _Forward(logging.Handler):
    """Hands the libraries' own lines to loguru, without their tracebacks."""

    def emit(self, record: logging.LogRecord) -> None:
        logger.bind(source=record.name).log(
            record.levelname if record.levelname in _LEVELS else "INFO", record.getMessage()
        )


_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
