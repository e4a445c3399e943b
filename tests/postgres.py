"""A PostgreSQL server for the tests: its own data folder, a socket in it, gone with the session."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

_START_SECONDS = "60"
_MEMORY = Path("/dev/shm")
_ROOM = 4 * 1024**3  # bytes; the databases of all tests of the store take a third of it


def _program(name: str) -> Path | None:
    """From the newest installed version: Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1]
    on_path = shutil.which(name)
    return Path(on_path) if on_path else None


def _folder() -> Path:
    """In memory where there is room: a database a test is some 45,000 files to write and to take away.

    Not below pytest's own folder, because a socket's path must be short.
    """
    in_memory = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return Path(tempfile.mkdtemp(prefix="enrollwatch-pg-", dir=_MEMORY if in_memory else "/tmp"))


class Postgres:
    """One running server; each test asks it for a database of its own."""

    def __init__(self, initdb: Path, pg_ctl: Path, folder: Path) -> None:
        self._pg_ctl, self._folder, self._data = pg_ctl, folder, folder / "data"
        self._names = (f"test_{number}" for number in count())
        self._owner: str | None = None
        if os.geteuid() == 0:  # it refuses to run as root
            self._owner = "postgres"
            shutil.chown(folder, self._owner, self._owner)
        self._run(initdb, "-D", self._data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        # Another zone than UTC: what comes back must not depend on the server's.
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'"
            " -c fsync=off -c timezone=America/New_York"
        )
        log = self._folder / "log"
        self._run(
            self._pg_ctl, "-D", self._data, "-l", log, "-o", options, "-w", "-t", _START_SECONDS, "start"
        )

    def stop(self) -> None:
        self._run(self._pg_ctl, "-D", self._data, "-m", "immediate", "-w", "stop")

    def new_database(self, like: str | None = None) -> str:
        """The address of an empty one, or of one with all that the database `like` has."""
        name = next(self._names)
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            of = f" TEMPLATE {like}" if like else ""
            connection.execute(f"CREATE DATABASE {name}{of} STRATEGY FILE_COPY".encode())
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self._folder}"

    def _run(self, *command: object) -> None:
        words = [str(word) for word in command]
        groups: list[str | int] | None = None if self._owner is None else []
        subprocess.run(
            words,
            check=True,
            cwd=self._folder,
            user=self._owner,
            group=None if self._owner is None else pwd.getpwnam(self._owner).pw_gid,
            extra_groups=groups,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def database_of(address: str) -> str:
    """Its name."""
    return urlsplit(address).path.removeprefix("/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed: no initdb in /usr/lib/postgresql or on PATH")
    folder = _folder()
    try:
        server = Postgres(initdb, pg_ctl, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
