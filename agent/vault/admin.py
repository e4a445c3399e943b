"""What an administrator does to Vault: mounts, policies, roles, secrets. Never used by a running agent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import hvac
from pydantic import SecretStr

from agent.model.errors import VaultMissingError
from agent.vault.problems import AnswerError
from agent.vault.wire import Deadline, Wire, part

T = TypeVar("T")


@dataclass(frozen=True)
class StoredSecret:
    """What KV holds at a path: version 0 for nothing yet, no values where the newest version is deleted."""

    version: int
    values: Mapping[str, object] | None = field(repr=False)


class AdminVault:
    """Vault with an administrator's token. Every failure is a VaultError, as with VaultClient."""

    def __init__(self, url: str, ca_file: Path | None, token: SecretStr, *, timeout: float = 10.0) -> None:
        self._wire = Wire(url, ca_file, timeout)
        self._token = token
        self._timeout = timeout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, path: str) -> dict[str, Any] | None:
        """The `data` at a path; null where nothing is."""
        try:
            return self.ask(path, lambda vault: _data(vault.adapter.get(f"/v1/{path}")))
        except VaultMissingError:
            return None

    def write(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Writes to a path and returns the answer's `data`, empty where the server gives none."""

        def send(vault: hvac.Client) -> dict[str, Any]:
            answer = vault.write_data(path, data=dict(body))
            return _data(answer) if isinstance(answer, dict) and answer.get("data") else {}

        return self.ask(path, send)

    def delete(self, path: str) -> None:
        self.ask(path, lambda vault: vault.delete(path))

    def stored(self, mount: str, path: str) -> StoredSecret:
        """The newest version of a KV v2 secret and its number, as check-and-set needs it."""
        metadata = self.read(f"{mount}/metadata/{path}")
        if metadata is None:
            return StoredSecret(0, None)
        newest = self.read(f"{mount}/data/{path}")
        return StoredSecret(int(metadata["current_version"]), newest["data"] if newest else None)

    def put(self, mount: str, path: str, values: Mapping[str, str], replaces: int) -> int:
        """Writes a KV v2 secret over version `replaces` (0: nothing); VaultError if that is old."""

        def send(vault: hvac.Client) -> int:
            kv = vault.secrets.kv.v2
            answer = kv.create_or_update_secret(path, dict(values), cas=replaces, mount_point=mount)
            return int(part(answer, "data", "version"))

        return self.ask(f"{mount}/data/{path}", send)

    def ask(self, where: str, request: Callable[[hvac.Client], T]) -> T:
        """One request by hvac's own methods, for what read and write do not reach."""
        return self._wire.call(where, request, self._token.get_secret_value(), Deadline(self._timeout))

    def close(self) -> None:
        self._wire.close()


def _data(answer: Any) -> dict[str, Any]:
    found = part(answer, "data")
    if not isinstance(found, dict):
        raise AnswerError("the answer's data is no object")
    return found
