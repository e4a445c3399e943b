"""What the system tests stand on: real parts as processes, and the agent beside them.

A `World` is one test's own: a folder with settings and store, on parts that tests share (Vault, portal,
sink). A test that seals, stops or kills a part makes a private one and a `World` upon it.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from agent.settings import Settings, load
from agent.store import Store
from tests.ports import free_port
from tests.system.agent_process import AgentProcess, Result, environment
from tests.system.forked import status_of
from tests.system.parts import Portal, Sink, Vault

Table = Mapping[str, object]
BESIDE_THE_POINT = ["access-coverage", "application-progress", "document-missing"]
"""Rules that find something at most of the cast: these tests are about one finding and what becomes of it.
What each of the cast opens is proved by scenarios/cast.toml."""
AT_ONCE = {"severity": ["critical", "warning", "information"], "hours": "always"}
"""These tests run at any hour, and wait for alerts."""
_RUN_LIMIT = 120.0  # seconds one command may take; far above any


@dataclass
class World:
    """`configure` writes the settings file; `run` and `start_agent` use it. `close` leaves no process."""

    folder: Path
    vault: Vault
    portal: Portal
    sink: Sink
    accounts: tuple[str | Table, ...] = ("north-clinic",)
    _agents: list[AgentProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.configure()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def config(self) -> Path:
        return self.folder / "enrollwatch.toml"

    @property
    def settings(self) -> Settings:
        return load(self.config, {})

    def configure(
        self, accounts: Sequence[str | Table] | None = None, **tables: Table | Sequence[Table]
    ) -> None:
        """Write settings that work, with `tables` laid over them: `schedule={"probe": "1s"}`.

        A mapping changes the keys it names (null takes one away); a list of mappings, as for `channels`,
        stands in the place of the default.
        """
        if accounts is not None:
            self.accounts = tuple(accounts)
        merged: dict[str, Table | Sequence[Table]] = dict(self._defaults())
        for name, table in tables.items():
            before = merged.get(name)
            if isinstance(table, Mapping) and isinstance(before, Mapping):
                table = {**before, **table}
            merged[name] = table
        self.config.write_text("\n".join(_toml(name, table) for name, table in merged.items()))

    def _defaults(self) -> dict[str, Table | Sequence[Table]]:
        return {
            "portal": {"url": self.portal.url, "ca_file": self.portal.ca_file},
            "vault": {
                "url": self.vault.url,
                "role_id_file": str(self.vault.role_id_file),
                "secret_id_file": str(self.vault.secret_id_file),
            },
            "accounts": [account_table(one) if isinstance(one, str) else one for one in self.accounts],
            "browser": {"use": ["chromium"]},
            "policy": {"off": BESIDE_THE_POINT},
            "channels": [
                {"name": "ops-mail", "kind": "email", "to": ["ops@example.org"], "smtp": self.sink.smtp},
                {"name": "ops-hook", "kind": "webhook", "url": f"{self.sink.page}/hook"},
            ],
            "routes": [AT_ONCE],
            "web": {"listen": f"127.0.0.1:{free_port()}"},
        }

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> Result:
        """`enrollwatch` with these arguments and settings; `variables` are added to its environment.

        A process of its own, that need not import.
        """
        with TemporaryFile("w+") as given, TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
            given.write(stdin)
            streams = (given, stdout, stderr)
            given.seek(0)
            variables = environment(self.config, **variables)
            status = status_of(arguments, self.folder, variables, streams, _RUN_LIMIT)
            for said in (stdout, stderr):
                said.seek(0)
            return Result(status, stdout.read(), stderr.read())

    def run_anew(self, *arguments: str, timeout: float = _RUN_LIMIT, **variables: str) -> Result:
        """The same as a shell starts it, its imports included, and nothing given on standard input."""
        done = subprocess.run(
            [sys.executable, "-m", "agent", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=self.folder,
            env=environment(self.config, **variables),
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def start_agent(self, *, wait: bool = True, **variables: str) -> AgentProcess:
        """`enrollwatch run`; with `wait`, back once /healthz answers."""
        log = self.folder / f"agent-{len(self._agents) + 1}.log"
        agent = AgentProcess(self.config, self.settings.web.listen, log, variables)
        self._agents.append(agent)
        if wait:
            agent.wait_until_up()
        return agent

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store as the agent has it, also while an agent runs."""
        with Store.open(self.settings.store.url) as store:
            yield store

    def close(self) -> None:
        for agent in self._agents:
            agent.end()


def account_table(name: str, **more: object) -> dict[str, object]:
    """`[[accounts]]` for one of the cast, its code from Vault's authenticator; null takes a key away.

    What is tried here shows on three screens; `screens=None` for all of them.
    """
    named = {"name": name, "vault_path": f"portal/{name}", "totp_key": name}
    return {**named, "screens": ["profile", "home", "enrollments"], **more}


def _toml(name: str, table: Table | Sequence[Table]) -> str:
    if isinstance(table, Mapping):
        return "\n".join((f"[{name}]", *_lines(table), ""))
    return "\n".join("\n".join((f"[[{name}]]", *_lines(each), "")) for each in table)


def _lines(table: Table) -> Iterator[str]:
    for key, value in table.items():
        if value is not None:
            yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, int | float):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
