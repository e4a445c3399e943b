"""A real store for the tests that need one: its tables are made once, each test gets a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.store import Store


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "enrollwatch.db"
    with Store.open(f"sqlite:///{file}"):
        pass  # closing leaves the write-ahead log empty: the one file is all of it
    return file


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> Iterator[Store]:
    file = Path(shutil.copy(empty_store, tmp_path))
    with Store.open(f"sqlite:///{file}") as opened:
        yield opened
