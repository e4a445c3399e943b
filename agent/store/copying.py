"""A whole store at one moment as one SQLite file, and such a file as a store again.

SQLite copies itself by its online backup, in one step: in write-ahead mode that is one moment of it, and
nobody waits. Of PostgreSQL every row is copied in one read-only transaction of the isolation "repeatable
read". So a copy is the same whichever it was made of, and needs no program of either.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
    text,
    tuple_,
    update,
)

from agent.model.errors import StoreError
from agent.store.database import address, engine_for, exclusive, trouble
from agent.store.errors import StoreSchemaError
from agent.store.people_tables import people, sessions, sign_in_tries, tokens
from agent.store.revisions import REVISIONS, VERSION_TABLE, revision_of
from agent.store.schema import migrate
from agent.store.tables import METADATA, evidence, incidents, looks, refused_secrets

_AT_ONCE = 500  # rows that are held at a time
_SHOWN = 5
_CALLED: dict[str, tuple[Column[Any], ...]] = {
    "looks": (looks.c.started, looks.c.kind, looks.c.account, looks.c.verdict),
    "incidents": (incidents.c.opened, incidents.c.id, incidents.c.title),
    "evidence": (evidence.c.taken, evidence.c.id, evidence.c.page),
}
"""What people know a row by; the first is its time."""

_NOT_MISSED = (sessions, sign_in_tries)
"""Who was signed in signs in anew."""


@dataclass(frozen=True)
class Contents:
    """What a store holds: the revision of its tables, and its rows by table."""

    revision: str
    rows: dict[str, int]


class Lost(NamedTuple):
    """So many rows of a table; `examples` are the newest few, where people know them by something."""

    table: str
    rows: int
    examples: tuple[str, ...]


def copy_of(engine: Engine, target: Path, where: str) -> None:
    """Into a new file, for this user only."""
    target.touch(mode=0o600, exist_ok=False)
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, target)
    else:
        brought_up_to_date(target)
        _copy_postgresql(engine, target, where)


def _copy_sqlite(engine: Engine, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        connection = engine.raw_connection()
        try:
            cast(sqlite3.Connection, connection.driver_connection).backup(copy)
        finally:
            connection.close()
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def _copy_postgresql(engine: Engine, target: Path, where: str) -> None:
    at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with at_one_moment.begin() as rows, _connected(target) as copy, copy.begin():
        _refuse_unknown_tables(rows, where)
        for table in METADATA.sorted_tables:
            _copy_rows(table, rows, copy)


def contents(path: Path) -> Contents:
    """Of a copy, every page and reference of which is checked. Raises StoreError where one is wrong."""
    where = str(path)
    with trouble(where), _connected(path) as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if said != "ok":
            raise _damaged(f"the database is damaged: {said}", where)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise _damaged("a row of the database belongs to none that is there", where)
        revision = revision_of(connection)
        if revision is None:
            raise _damaged("the database has no tables of enrollwatch", where)
        names = sorted(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
        rows = {
            name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
            for name in names
        }
    return Contents(revision, rows)


def known_revision(revision: str) -> bool:
    """Whether this version can read, or bring up to date, tables of it."""
    return revision in REVISIONS


def files_of(path: Path) -> Iterator[tuple[str, int]]:
    """The evidence of a copy: name and length of each file, by name."""
    with trouble(str(path)), _connected(path) as connection:
        rows = connection.execute(select(evidence.c.file, evidence.c.bytes).order_by(evidence.c.file))
        for rows_at_once in rows.partitions(_AT_ONCE):
            yield from ((row.file, row.bytes) for row in rows_at_once)


def brought_up_to_date(path: Path) -> None:
    """A copy of an older version gets the tables of this one; it stays one file."""
    with trouble(str(path)):
        engine = engine_for(address(f"sqlite:///{path}"))
        try:
            migrate(engine, str(path))
        finally:
            engine.dispose()


def put_into(engine: Engine, path: Path) -> None:
    """The rows of an up-to-date copy in the place of all that a PostgreSQL store holds; all or nothing."""
    with _connected(path) as copy, exclusive(engine).begin() as into:
        for table in reversed(METADATA.sorted_tables):
            into.exec_driver_sql(
                f"ALTER TABLE {table.name} DISABLE TRIGGER USER"
            )  # the audit's, for a moment
            into.execute(delete(table))
        for table in METADATA.sorted_tables:
            _copy_rows(table, copy, into)
            _count_on(table, into)
            into.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")


def lost_by(engine: Engine, path: Path) -> Iterator[Lost]:
    """The rows of a store that an up-to-date copy does not have, for each table that has some."""
    with engine.connect() as here, _connected(path) as copy:
        for each in METADATA.sorted_tables:
            if each in _NOT_MISSED:
                continue
            count, newest = 0, list[tuple[Any, ...]]()
            for rows in _rows(each, here):
                absent = _absent(each, rows, copy)
                count += len(absent)
                newest += absent[: _SHOWN - len(newest)]
            if count:
                yield Lost(each.name, count, _examples(each, here, newest))


def carry_over(engine: Engine, path: Path) -> None:
    """What was closed since the copy was made is put into it, so that no restore opens it again.

    Secrets that the portal refused, which would be typed again and lock the account; what people may do,
    their passwords, and tokens that were revoked.
    """
    with engine.connect() as here, _connected(path) as copy, copy.begin():
        for rows in _rows(refused_secrets, here):
            if absent := _absent(refused_secrets, rows, copy):
                copy.execute(insert(refused_secrets), _whole(refused_secrets, absent, here))
        for table in (people, tokens):
            for rows in _rows(table, here):
                for row in _whole(table, rows, here):
                    same = (column == row[column.name] for column in table.primary_key.columns)
                    copy.execute(update(table).where(*same).values(row))


def everybody_signed_out(path: Path) -> None:
    """Of a copy that is up to date: who signed out since it was made would be signed in again."""
    with trouble(str(path)), _connected(path) as copy, copy.begin():
        copy.execute(delete(sessions))


def _whole(table: Table, keys: list[tuple[Any, ...]], here: Connection) -> list[dict[str, Any]]:
    query = select(table).where(tuple_(*table.primary_key.columns).in_(keys))
    return [dict(row) for row in here.execute(query).mappings()]


def _rows(table: Table, source: Connection) -> Iterator[list[tuple[Any, ...]]]:
    """The primary keys, some at a time, and the newest first where people know the rows by a time."""
    query = select(*table.primary_key.columns)
    if table.name in _CALLED:
        query = query.order_by(_CALLED[table.name][0].desc())
    found = source.execution_options(yield_per=_AT_ONCE).execute(query)
    yield from ([tuple(row) for row in part] for part in found.partitions())


def _absent(table: Table, rows: list[tuple[Any, ...]], copy: Connection) -> list[tuple[Any, ...]]:
    keys = tuple(table.primary_key.columns)
    there = {tuple(row) for row in copy.execute(select(*keys).where(tuple_(*keys).in_(rows)))}
    return [row for row in rows if row not in there]


def _examples(table: Table, here: Connection, keys: list[tuple[Any, ...]]) -> tuple[str, ...]:
    columns = _CALLED.get(table.name)
    if columns is None:
        return ()
    found = select(*columns).where(tuple_(*table.primary_key.columns).in_(keys)).order_by(columns[0].desc())
    return tuple(
        " ".join([f"{at:%Y-%m-%d %H:%M} UTC", *(str(word) for word in words if word is not None)])
        for at, *words in here.execute(found)
    )


def _copy_rows(table: Table, source: Connection, target: Connection) -> None:
    rows = source.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for part in rows.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in part])


def _count_on(table: Table, into: Connection) -> None:
    """The next number that PostgreSQL gives is one after the highest that was put in."""
    for column in table.primary_key.columns:
        if column is table.autoincrement_column:
            names = {"table": table.name, "column": column.name}
            highest = into.execute(select(func.max(column))).scalar_one()
            into.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"),
                {**names, "next": (highest or 0) + 1},
            )


def _refuse_unknown_tables(connection: Connection, where: str) -> None:
    """A table that is not copied would be missing from every backup, and nobody would know."""
    unknown = set(inspect(connection).get_table_names()) - set(METADATA.tables) - {VERSION_TABLE}
    if unknown:
        raise StoreSchemaError(
            f"the database holds tables that are none of ours: {', '.join(sorted(unknown))}",
            where,
            "give enrollwatch a database of its own",
        )


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    """To a copy, with nothing kept open behind it."""
    engine = engine_for(address(f"sqlite:///{path}"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _damaged(what: str, where: str) -> StoreError:
    return StoreError(what, where, "take another backup")
