"""docs/requirements.toml is whole and true: every line is there, and what it names exists."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

ROOT = Path(__file__).resolve().parents[2]
LINES = {"000": 54, "001": 17, "002": 64, "003": 28, "004": 18}
"""How many lines each of the five documents has."""
IDS = [f"{document}-{number:02}" for document, count in LINES.items() for number in range(1, count + 1)]


class Requirement(BaseModel):
    """A line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    tags: tuple[str, ...] = Field(min_length=1)
    says: str = Field(min_length=10)
    test: str | tuple[str, ...] = ()
    reason: str | None = Field(default=None, min_length=10)

    @property
    def tests(self) -> tuple[str, ...]:
        """All tests that are named."""
        return (self.test,) if isinstance(self.test, str) else self.test


def read() -> list[Requirement]:
    text = (ROOT / "docs" / "requirements.toml").read_text(encoding="utf-8")
    return TypeAdapter(list[Requirement]).validate_python(tomllib.loads(text)["requirement"])


@cache
def functions_of(path: str) -> frozenset[str]:
    """The names of the test functions of a file; none where there is no file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(one.name for one in found if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def test_all_181_lines_are_there_once_and_in_order() -> None:
    assert len(IDS) == 181
    assert [one.id for one in read()] == IDS


@pytest.mark.parametrize("one", read(), ids=lambda one: one.id)
def test_a_line_names_tests_that_exist_or_says_why_not(one: Requirement) -> None:
    assert set(one.tags) <= {"MOCK", "MON", "SEC", "OUT"}
    assert one.tests or one.reason
    for name in one.tests:
        path, _, function = name.partition("::")
        assert function in functions_of(path), f"{one.id} names {name}, which does not exist"


@pytest.mark.parametrize("one", [one for one in read() if one.tags == ("OUT",)], ids=lambda one: one.id)
def test_what_is_not_done_says_why_and_names_no_test(one: Requirement) -> None:
    assert one.reason
    assert one.tests == ()


def test_no_two_lines_say_the_same() -> None:
    said = [one.says for one in read()]
    assert len(set(said)) == len(said)
