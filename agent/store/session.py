"""What every read and every write stands on: a connection, inside one transaction."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, RowMapping, Table, and_, insert, select, update

from agent.store.rows import Row


class Reading(ABC):
    """Answers from one moment of the store: a fresh one in `Store`, the transaction's own in `Unit`."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A connection inside a transaction; trouble with it is raised as `StoreError`."""

    def _rows(self, query: Executable, given: Row | None = None) -> Sequence[RowMapping]:
        """`given` are the values of a statement that is made once and asked often."""
        with self._reading() as connection:
            return connection.execute(query, given or {}).mappings().all()

    def _first(self, query: Executable, given: Row | None = None) -> RowMapping | None:
        with self._reading() as connection:
            return connection.execute(query, given or {}).mappings().first()


class Writing(Reading):
    """Changes; all of them are kept together, or none."""

    def _add(self, table: Table, *rows: Row) -> None:
        """New rows; one that is there already raises `StoreConflictError`."""
        if rows:
            with self._reading() as connection:
                connection.execute(insert(table), list(rows))

    def _save(self, table: Table, row: Row) -> None:
        """The row of this primary key, added or replaced. Safe as two statements: nobody else writes now."""
        with self._reading() as connection:
            if connection.execute(update(table).where(_is(table, row)).values(row)).rowcount == 0:
                connection.execute(insert(table).values(row))

    def _add_first(self, table: Table, row: Row) -> None:
        """The row of this primary key, if there is none yet."""
        with self._reading() as connection:
            if connection.execute(select(table).where(_is(table, row))).first() is None:
                connection.execute(insert(table).values(row))


def _is(table: Table, row: dict[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))
