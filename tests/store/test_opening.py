"""Opening a store: what it makes, and how it says that it cannot."""

import sqlite3
import stat
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from agent.model.errors import StoreError
from agent.store import Store, StoreBusyError, StoreSchemaError, database
from agent.store.database import address, engine_for, exclusive
from agent.store.upgrading import alembic_config
from tests.store.values import a_look, a_record


def execute(url: str, *statements: str) -> None:
    """Done to the database behind the store's back."""
    engine = engine_for(address(url))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def made_at(url: str, revision: str) -> None:
    """A store as an older version left it."""
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        sqlite_file(url).parent.mkdir()
    engine = engine_for(parsed)
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), revision)
    finally:
        engine.dispose()


def sqlite_file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_opening_again_finds_what_was_stored(url: str) -> None:
    with Store.open(url) as store, store.writing() as unit:
        unit.add_look(a_look())
    with Store.open(url) as store:
        assert store.look("look-1") == a_look()


def test_tables_of_a_newer_version_are_refused_and_left_alone(url: str) -> None:
    Store.open(url).close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreSchemaError, match="newer enrollwatch") as caught:
        Store.open(url)
    assert "9999" in caught.value.what
    assert caught.value.do


def test_a_database_of_another_program_is_refused_and_left_alone(url: str) -> None:
    if url.startswith("sqlite"):
        sqlite_file(url).parent.mkdir()
    execute(url, "CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(StoreSchemaError, match="another program"):
        Store.open(url)
    with pytest.raises(Exception, match="looks"):
        execute(url, "SELECT * FROM looks")


def test_the_database_file_is_for_its_owner_only(sqlite_url: str) -> None:
    path = sqlite_file(sqlite_url)
    with Store.open(sqlite_url) as store, store.writing() as unit:
        unit.add_look(a_look())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.opening"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(sqlite_url: str) -> None:
    Store.open(sqlite_url).close()
    sqlite_file(sqlite_url).chmod(0o644)
    Store.open(sqlite_url).close()
    assert stat.S_IMODE(sqlite_file(sqlite_url).stat().st_mode) == 0o600


def test_sqlite_writes_ahead_checks_references_and_syncs_each_commit(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store, store._reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_a_folder_that_cannot_be_made_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be made or written") as caught:
        Store.open(f"sqlite:///{tmp_path}/data/enrollwatch.db")
    assert caught.value.where == f"{tmp_path}/data/enrollwatch.db"


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "enrollwatch.db").mkdir()
    with pytest.raises(StoreError, match="unable to open database file"):
        Store.open(f"sqlite:///{tmp_path}/enrollwatch.db")


def test_a_file_that_is_no_database_is_told_as_damaged_and_left_alone(sqlite_url: str) -> None:
    path = sqlite_file(sqlite_url)
    path.parent.mkdir()
    path.write_bytes(b"this is not a database, it is a letter " * 100)
    with pytest.raises(StoreError, match="damaged") as caught:
        Store.open(sqlite_url)
    assert "back-up" in caught.value.do
    assert path.read_bytes().startswith(b"this is not a database")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("enrollwatch.db", "cannot be read"),
        ("mysql://root@127.0.0.1/x", "cannot be kept in mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_that_names_no_store_is_refused_with_a_right_one(wrong: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(wrong)
    assert "sqlite:///data/enrollwatch.db" in caught.value.do


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the database failed") as caught:
        Store.open(f"postgresql://watcher:Tr0ub4dor@/enrollwatch?host={tmp_path}")
    assert "Tr0ub4dor" not in str(caught.value)
    assert caught.value.where == "enrollwatch on the local socket"


def test_errors_do_not_repeat_what_was_to_be_stored(url: str) -> None:
    with Store.open(url) as store:
        execute(url, "DROP TABLE evidence")
        with pytest.raises(StoreError) as caught, store.writing() as unit:
            unit.add_evidence(a_record("canary"))
    assert "canary" not in str(caught.value)
    assert "canary" not in str(caught.value.__cause__)


def test_a_writer_that_waits_too_long_is_told_that_the_store_is_busy(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 1)
    busy = pytest.raises(StoreBusyError, match="locked")
    with Store.open(url) as store, store.writing(), busy, store.writing():
        pytest.fail("two writers at once")


def test_readers_do_not_wait_for_the_writer(url: str) -> None:
    with Store.open(url) as store, store.writing() as unit:
        unit.add_look(a_look())
        assert store.looks() == ()


def test_sqlite_stores_from_before_the_write_ahead_log_are_brought_to_it(sqlite_url: str) -> None:
    Store.open(sqlite_url).close()
    connection = sqlite3.connect(sqlite_file(sqlite_url))
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    with Store.open(sqlite_url) as store, store._reading() as inside:
        assert inside.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_an_exclusive_transaction_begins_before_its_first_statement(sqlite_url: str) -> None:
    Store.open(sqlite_url).close()
    engine = engine_for(address(sqlite_url))
    other = sqlite3.connect(sqlite_file(sqlite_url), timeout=0)
    with exclusive(engine).begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    engine.dispose()
