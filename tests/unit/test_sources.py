"""Every source that a docstring or a comment names is explained in docs/sources.md."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_KEY = re.compile(r"\b(S[0-4]|W\d{1,2}|G\d|GK)\b")
_ROW = re.compile(r"^\| (\w+) \| \S", re.MULTILINE)


def explained() -> set[str]:
    return set(_ROW.findall((ROOT / "docs" / "sources.md").read_text(encoding="utf-8")))


def words_of(source: str) -> Iterator[str]:
    """All comments, and all strings that stand by themselves."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def keys_in(folder: str) -> set[str]:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py"))
    return {key for source in sources for words in words_of(source) for key in _KEY.findall(words)}


@pytest.mark.parametrize("folder", ["mock_portal", "agent"])
def test_every_key_in_a_docstring_or_comment_is_explained(folder: str) -> None:
    assert keys_in(folder) - explained() == set()


def test_keys_are_found_in_docstrings_and_comments_and_nowhere_else() -> None:
    source = '"""One (S2)."""\nX = "W9"  # two (G4)\nY = 1\n"""Three (W30, GK)."""\n'
    assert {key for words in words_of(source) for key in _KEY.findall(words)} == {"S2", "G4", "W30", "GK"}


def test_the_portal_does_name_its_sources() -> None:
    assert {"S0", "S3", "W1", "W30", "G1"} <= keys_in("mock_portal")
