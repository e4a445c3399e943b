"""Log lines: one JSON object each, or readable on a terminal; an exception never shows its values."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from loguru import logger

from agent.logs import set_up

CANARY = "canary-of-dana"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logger.remove()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: StringIO) -> list[dict[str, Any]]:
    assert stream.getvalue().endswith("\n")
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(password: str) -> None:
    raise RuntimeError(f"typed {password}")


def log_failure() -> None:
    try:
        fail(CANARY)
    except RuntimeError as error:
        logger.opt(exception=error).error("a look failed")


def test_each_line_is_one_object_with_time_level_message_and_what_is_bound() -> None:
    stream = StringIO()
    set_up(stream)
    logger.bind(account="north-clinic", seconds=1.5).info("visit ended")
    logger.warning("second")
    first, second = lines(stream)
    time = datetime.fromisoformat(first.pop("time"))
    assert time.tzinfo is not None
    assert first == {
        "level": "INFO",
        "message": "visit ended",
        "account": "north-clinic",
        "seconds": 1.5,
    }
    assert (second["level"], second["message"]) == ("WARNING", "second")
    assert "account" not in second


@pytest.mark.parametrize(
    "text", ["two\nlines\r\nand more", "\u2028\x85\x1b[31m", "{braces} <red>tags</red>", '"']
)
def test_whatever_the_text_holds_it_stays_one_line_and_itself(text: str) -> None:
    stream = StringIO()
    set_up(stream)
    logger.bind(page=text).info("{}", text)
    (line,) = lines(stream)
    assert (line["message"], line["page"]) == (text, text)


def test_values_that_json_does_not_know_are_told_as_text() -> None:
    stream = StringIO()
    set_up(stream)
    logger.bind(due=datetime(2026, 3, 2, 14, tzinfo=UTC)).info("slot")
    assert lines(stream)[0]["due"] == "2026-03-02 14:00:00+00:00"


def test_an_exception_shows_its_kind_alone() -> None:
    stream = StringIO()
    set_up(stream)
    log_failure()
    (line,) = lines(stream)
    assert (line["error"], line["message"], line["level"]) == ("RuntimeError", "a look failed", "ERROR")
    assert CANARY not in stream.getvalue()
    assert "Traceback" not in stream.getvalue()


def test_a_terminal_gets_words_and_no_json() -> None:
    terminal = Terminal()
    set_up(terminal)
    logger.bind(account="north-clinic").info("visit ended")
    (line,) = terminal.getvalue().splitlines()
    assert "INFO" in line
    assert "visit ended" in line
    assert "north-clinic" in line
    assert not line.startswith("{")


def test_a_terminal_shows_no_value_of_an_exception_either() -> None:
    terminal = Terminal()
    set_up(terminal)
    log_failure()
    assert "a look failed" in terminal.getvalue()
    assert CANARY not in terminal.getvalue()


@pytest.mark.parametrize("make", [StringIO, Terminal])
def test_the_level_keeps_lesser_lines_out(make: type[StringIO]) -> None:
    stream = make()
    set_up(stream)
    logger.debug("small")
    assert stream.getvalue() == ""
    set_up(stream, level="DEBUG")
    logger.debug("small")
    assert "small" in stream.getvalue()


def test_setting_up_again_does_not_double_lines() -> None:
    stream = StringIO()
    set_up(stream)
    set_up(stream)
    logger.info("once")
    logging.getLogger("hvac").warning("also once")
    assert [line["message"] for line in lines(stream)] == ["once", "also once"]


def test_the_libraries_warnings_are_lines_too_without_their_tracebacks() -> None:
    stream = StringIO()
    set_up(stream)
    library = logging.getLogger("apscheduler.executors")
    library.info("chatter")
    try:
        fail(CANARY)
    except RuntimeError:
        library.exception("job %s failed", "probe")
    (line,) = lines(stream)
    assert (line["level"], line["source"], line["message"]) == (
        "ERROR",
        "apscheduler.executors",
        "job probe failed",
    )
    assert CANARY not in stream.getvalue()


def test_a_level_of_a_librarys_own_is_told_as_information() -> None:
    stream = StringIO()
    set_up(stream)
    logging.getLogger("other").log(35, "loud")
    assert [(line["level"], line["message"]) for line in lines(stream)] == [("INFO", "loud")]
