"""The store: opened once a process, read at any time, written one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine

from agent.model.errors import StoreError
from agent.store import copying
from agent.store.accounts import AccountReads, AccountWrites
from agent.store.alerts import AlertReads, AlertWrites
from agent.store.audit import AuditReads, AuditWrites
from agent.store.concerning import ConcerningReads
from agent.store.copying import Lost
from agent.store.database import (
    WAIT_SECONDS,
    address,
    engine_for,
    exclusive,
    shown,
    trouble,
    use_write_ahead_log,
)
from agent.store.errors import StoreBusyError
from agent.store.incidents import IncidentReads, IncidentWrites
from agent.store.known import KnownLooks
from agent.store.looks import LookReads, LookWrites
from agent.store.people import PeopleReads, PeopleWrites
from agent.store.retention import RetentionReads, RetentionWrites
from agent.store.schema import migrate
from agent.store.silences import SilenceReads, SilenceWrites
from agent.store.slot_counts import SlotCountReads
from agent.store.slots import SlotReads, SlotWrites
from agent.store.speeds import SpeedReads
from agent.store.standing import StandingReads
from agent.store.trials import TrialReads, TrialWrites
from agent.store.visits import VisitReads


class Reads(
    RetentionReads,
    LookReads,
    StandingReads,
    VisitReads,
    IncidentReads,
    ConcerningReads,
    SilenceReads,
    AlertReads,
    TrialReads,
    SlotReads,
    SlotCountReads,
    SpeedReads,
    AccountReads,
    AuditReads,
    PeopleReads,
):
    """Every question that can be asked of the store."""


class Unit(
    LookWrites,
    IncidentWrites,
    SilenceWrites,
    AlertWrites,
    TrialWrites,
    SlotWrites,
    AccountWrites,
    AuditWrites,
    PeopleWrites,
    RetentionWrites,
    Reads,
):
    """One exclusive transaction: what is read in it stays true until it ends. For one thread."""

    def __init__(self, connection: Connection, where: str, known: KnownLooks) -> None:
        self._connection = connection
        self._where = where
        self._known = known

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with trouble(self._where):
            yield self._connection


class Store(Reads):
    """Reads see what is committed. Every failure is a `StoreError` (what, where, do)."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._known = KnownLooks()

    @classmethod
    def open(cls, url: str) -> "Store":
        """`sqlite:///file` (folder and file are made, for this user only) or `postgresql://...`.

        Brings the tables to this version first; processes that open at once take turns.
        """
        parsed = address(url)
        where = shown(parsed)
        engine = engine_for(parsed)
        try:
            with trouble(where):
                if parsed.get_backend_name() == "sqlite":
                    with _alone_with(Path(str(parsed.database))):
                        migrate(engine, where)
                else:
                    migrate(engine, where)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine, where)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """The only writer among all processes until the block ends; an exception undoes all of it.

        Keep it short: others wait up to ten seconds, then get `StoreBusyError`.
        """
        known = KnownLooks(self._known)
        with trouble(self._where), exclusive(self._engine).begin() as connection:
            yield Unit(connection, self._where, known)
        known.commit()

    @property
    def where(self) -> str:
        """Its address as a message may show it."""
        return self._where

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return self._engine.dialect.name

    def copy_to(self, target: Path) -> None:
        """All of it as it is at one moment, as one new SQLite file; others go on writing meanwhile."""
        with trouble(self._where):
            copying.copy_of(self._engine, target, self._where)

    def lost_by(self, copy: Path) -> tuple[Lost, ...]:
        """What is here and not in a copy that is up to date."""
        with trouble(self._where):
            return tuple(copying.lost_by(self._engine, copy))

    def carry_over(self, copy: Path) -> None:
        """Into a copy that is up to date: what was refused, revoked and disabled since it was made."""
        with trouble(self._where):
            copying.carry_over(self._engine, copy)

    def replaced_by(self, copy: Path) -> None:
        """The rows of an up-to-date copy in the place of all there are; PostgreSQL only. All or nothing."""
        with trouble(self._where):
            copying.put_into(self._engine, copy)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with trouble(self._where), self._engine.begin() as connection:
            yield connection


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """The SQLite file, made if missing, readable by this user only; other processes wait outside."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.opening"), timeout=WAIT_SECONDS, mode=0o600):
            # Never opened here otherwise: closing a file drops every lock this process has on it.
            if not path.exists():
                path.touch(mode=0o600)
            path.chmod(0o600)
            use_write_ahead_log(path)
            yield
    except Timeout as error:
        raise StoreBusyError(
            "another process is opening the store", str(path), "wait for it, or stop it if it hangs"
        ) from error
    except OSError as error:
        raise StoreError(
            f"the store's file cannot be made or written: {error.strerror or error}",
            str(path),
            "name a folder this user may write, or correct its owner and mode",
        ) from error
