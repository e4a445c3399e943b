"""Reaching the database: its address, its engine, and its errors told as ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from agent.model.errors import StoreError
from agent.store.errors import StoreBusyError, StoreConflictError

WAIT_SECONDS = 10
"""How long one process waits for another's write; writes take milliseconds."""

WRITER = 7_366_701
"""PostgreSQL advisory lock of whoever writes or migrates; the number means nothing."""

_EXCLUSIVE = "enrollwatch_exclusive"
_ADDRESSES = 'use "sqlite:///data/enrollwatch.db" or "postgresql://user@host/database"'


def address(url: str) -> URL:
    """The parsed address with its driver. `StoreError` for anything but a SQLite file or PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("the store's address cannot be read", "store.url", _ADDRESSES) from error
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(f"the store cannot be kept in {kind}", "store.url", _ADDRESSES)
    if parsed.database in (None, "", ":memory:"):
        raise StoreError("the store's address names no file", "store.url", _ADDRESSES)
    return parsed.set(drivername="sqlite+pysqlite")


def shown(url: URL) -> str:
    """The address as a message may show it: no user, password or options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database} on {url.host or 'the local socket'}"


def engine_for(url: URL) -> Engine:
    """Safe to use from any thread. Values never appear in its errors."""
    sqlite = url.get_backend_name() == "sqlite"
    timeout = {"timeout": WAIT_SECONDS} if sqlite else {"connect_timeout": WAIT_SECONDS}
    try:
        # a file does not hang up: only a server is asked first whether it is there
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=not sqlite, connect_args=timeout)
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(
            "the PostgreSQL driver is not installed", shown(url), "install enrollwatch[postgres]"
        ) from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite if sqlite else _begin_postgresql)
    return engine


def exclusive(engine: Engine) -> Engine:
    """The same pool; every transaction waits until it is the only writer, so what it reads stays true."""
    return engine.execution_options(**{_EXCLUSIVE: True})


def use_write_ahead_log(path: Path) -> None:
    """Kept in the file itself: readers do not wait for the writer. Nobody else may be opening it now."""
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    # NORMAL may forget the last commits when the power fails: a refused secret would be typed again and
    # lock the account, a page would be sent twice. A few writes a minute can afford the fsync of each.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _is_exclusive(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_EXCLUSIVE))


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_exclusive(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _is_exclusive(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")


@contextmanager
def trouble(where: str) -> Iterator[None]:
    """Raises what the database complains of as a `StoreError`, without the values of any row."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _told(error, where) from error


def _told(error: SQLAlchemyError | sqlite3.Error, where: str) -> StoreError:
    vendor = getattr(error, "orig", None) or error
    words = (str(vendor).strip() or type(vendor).__name__).splitlines()[0]
    if isinstance(error, IntegrityError):
        return StoreConflictError(
            f"the row contradicts what is stored: {words}",
            where,
            "store what it belongs to first, and it only once",
        )
    if isinstance(error, PoolTimeoutError) or "database is locked" in words or "lock timeout" in words:
        return StoreBusyError(
            f"another process kept the store locked: {words}",
            where,
            "look for an enrollwatch that hangs, and stop it",
        )
    if "not a database" in words or "malformed" in words:
        return StoreError(
            f"the file is damaged: {words}",
            where,
            "move it away, and restore a back-up or start with an empty one",
        )
    return StoreError(
        f"the database failed: {words}",
        where,
        "check that it is running, has room, and may be written by this user",
    )
