"""The parts around the agent: Vault, portal and sink, each a real process that ends with the tests."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from agent.settings import AccountSettings, PortalSettings, Settings, VaultSettings
from agent.vault import AdminVault, tether
from agent.vault.bootstrap import bootstrap
from agent.vault.importing import import_credentials
from agent.vault.server import LocalOpenBao
from tests.ports import free_port
from tests.system.loopback import HERE

ROOT = Path(__file__).parents[2]
SEED = "7"
_STOP_LIMIT = 10.0  # seconds


@dataclass(frozen=True)
class Person:
    """One account of the cast, as it stands in Vault."""

    name: str
    user_id: str
    password: str
    totp_secret: str


@cache
def cast() -> Mapping[str, Person]:
    """The portal's demo accounts by alias."""
    command = [sys.executable, "-m", "mock_portal", "cast", "--seed", SEED, "--json", "--credentials"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return {
        one["name"]: Person(one["name"], one["user_id"], one["password"], one["totp_secret"])
        for one in json.loads(printed)["accounts"]
    }


class Vault:
    """OpenBao with the credentials of the whole cast, and the agent's role files.

    With `prepared` false it holds nothing: for tests of `secrets bootstrap` and `import`.
    """

    def __init__(self, folder: Path, *, prepared: bool = True) -> None:
        self.role_id_file = folder / "role-id"
        self.secret_id_file = folder / "secret-id"
        self._server = LocalOpenBao(folder / "openbao", free_port())
        self._given: set[str] = set()
        self.start()
        if prepared:
            with self.admin() as admin:
                bootstrap(admin, self._settings())
            self._import(cast().values())

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def token(self) -> str:
        """The root token, as VAULT_TOKEN of `secrets ...` wants it."""
        return self._server.root_token.get_secret_value()

    def admin(self) -> AdminVault:
        return AdminVault(self.url, None, self._server.root_token)

    def give(self, name: str, **fields: str) -> None:
        """A new version of an account's secret: the cast's `user_id`, `password`, `totp_secret`, or these.

        What is the same as before makes no version.
        """
        self._given.add(name)
        self._import([Person(**{**vars(cast()[name]), **fields})])

    def restore(self) -> None:
        """Give every account that was changed its own credentials again."""
        self._import([cast()[name] for name in sorted(self._given)])
        self._given.clear()

    def seal(self) -> None:
        self._put("seal", {})

    def unseal(self) -> None:
        key = (self._server.folder / "unseal-key").read_text(encoding="utf-8").strip()
        self._put("unseal", {"key": key})

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        """On the same port, with what it held."""
        self._server.start()

    def _settings(self) -> Settings:
        return Settings(
            portal=PortalSettings(url="http://127.0.0.1:8441"),
            vault=VaultSettings(
                url=self.url, role_id_file=self.role_id_file, secret_id_file=self.secret_id_file
            ),
            accounts=tuple(
                AccountSettings(name=name, vault_path=f"portal/{name}", totp_key=name) for name in cast()
            ),
        )

    def _import(self, people: Iterable[Person]) -> None:
        accounts = [vars(person) for person in people]
        if accounts:
            with self.admin() as admin:
                import_credentials(admin, json.dumps({"accounts": accounts}), self._settings())

    def _put(self, operation: str, body: Mapping[str, str]) -> None:
        address = f"{self.url}/v1/sys/{operation}"
        HERE.put(address, json=body, headers={"X-Vault-Token": self.token}).raise_for_status()


class Child:
    """`python -m` something, that prints one JSON line when ready and ends with this process."""

    def __init__(self, module: str, *options: str) -> None:
        command = [sys.executable, "-m", module, *options]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", tether.__file__, *command],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        line = _pipe(self._process.stdout).readline()
        assert line, f"{module} did not start"
        self.ready: dict[str, Any] = json.loads(line)

    def stop(self) -> None:
        """Closing its pipe ends it."""
        _pipe(self._process.stdin).close()
        self._process.wait(_STOP_LIMIT)
        _pipe(self._process.stdout).close()


class Portal:
    """The mock portal over HTTPS, and a client of its control port."""

    def __init__(self, folder: Path) -> None:
        self._token_file = folder / "control-token"
        self.ca_file = str(folder / "portal-ca.pem")
        self._port, self._control_port = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self._port}"
        self._child: Child | None = None
        self.start()

    def start(self) -> None:
        """On the same ports, as it was at its start; its authority is a new one."""
        self._child = Child(
            "mock_portal", "--https", "--seed", SEED,
            "--port", str(self._port), "--control-port", str(self._control_port),
            "--token-file", str(self._token_file), "--ca-out", self.ca_file,
        )  # fmt: skip

    def stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()

    def control(self, method: str, path: str, body: object = None) -> Any:
        """One request to the control port; the answer's JSON."""
        token = self._token_file.read_text(encoding="utf-8").strip()
        address = f"http://127.0.0.1:{self._control_port}{path}"
        reply = HERE.request(method, address, json=body, headers={"Authorization": f"Bearer {token}"})
        assert reply.is_success, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json() if reply.content else None

    def reset(self) -> None:
        """World, clock, sessions, faults and request log as at the start."""
        self.control("POST", "/reset", {"seed": int(SEED)})

    def fault(self, name: str, **fields: object) -> str:
        """Switch a fault on; its id."""
        return str(self.control("POST", "/faults", {"name": name, **fields})["id"])

    def clear_faults(self) -> None:
        self.control("DELETE", "/faults")

    def change(self, account: str, **fields: object) -> None:
        """PATCH an account: password, password_changed, locked, ..."""
        self.control("PATCH", f"/accounts/{account}", fields)

    def requests(self, kind: str | None = None, account: str | None = None) -> list[dict[str, Any]]:
        """Rows of the request log, oldest first."""
        asked = {"kind": kind, "account": account}
        query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
        rows: list[dict[str, Any]] = self.control("GET", f"/requests?{query}")
        return rows


class Sink:
    """SMTP and webhook that keep what they get. `begin` forgets what was there before."""

    def __init__(self) -> None:
        self._smtp_port, self._page_port = free_port(), free_port()
        self.smtp = f"127.0.0.1:{self._smtp_port}"
        self.page = f"http://127.0.0.1:{self._page_port}"
        self._before: set[str] = set()
        self._child: Child | None = None

    def start(self) -> None:
        """On the same ports; empty."""
        ports = ("--smtp-port", str(self._smtp_port), "--http-port", str(self._page_port))
        self._child = Child("mock_portal.sink", *ports)

    def stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()

    def begin(self) -> None:
        self._before = {message["key"] for message in self._all()}

    def messages(self, channel: str | None = None) -> list[dict[str, str]]:
        """Oldest first since `begin`: at, channel (mail or webhook), subject, text, key. Keys name incidents,
        so one test's never occur in another's.
        """
        fresh = [message for message in self._all() if message["key"] not in self._before]
        return [message for message in reversed(fresh) if channel in (None, message["channel"])]

    def _all(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = HERE.get(f"{self.page}/messages").json()
        return found


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
