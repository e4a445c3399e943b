"""Every contract test of the store runs over both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.store import Store
from tests.postgres import Postgres, database_of
from tests.postgres import postgres as postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, or of one with its tables where the test has it as `store` too."""
    has_tables = "store" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "data" / "enrollwatch.db"
        if has_tables:
            file.parent.mkdir(mode=0o700)
            shutil.copy(request.getfixturevalue("sqlite_tables"), file)
        return f"sqlite:///{file}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database(request.getfixturevalue("postgres_tables") if has_tables else None)


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no row: they take far longer to make than to copy."""
    file = tmp_path_factory.mktemp("tables") / "enrollwatch.db"
    Store.open(f"sqlite:///{file}").close()  # which leaves the write-ahead log empty: the one file is all
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres: Postgres) -> str:
    """The same; a database's name."""
    url = postgres.new_database()
    Store.open(url).close()
    return database_of(url)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/enrollwatch.db"
