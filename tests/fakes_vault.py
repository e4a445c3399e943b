"""Vault in memory, for tests that are about something else. It passes the same contract as VaultClient."""

import secrets
import time
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import SecretStr

from agent.model.errors import VaultDeniedError, VaultError, VaultMissingError
from agent.vault import DataKey, Secret, totp
from agent.vault.paths import checked_path


class FakeVault:
    """Give it secrets and seeds; set `failure` to let every call fail, and read `asked` afterwards."""

    def __init__(
        self,
        stored: Mapping[str, Mapping[str, str]] | None = None,
        seeds: Mapping[str, str] | None = None,
    ) -> None:
        self.failure: VaultError | None = None
        self.denied: set[str] = set()  # KV paths that the role may not read
        self.asked: list[str] = []  # each call, such as "secret portal/north-clinic", oldest first
        self._versions: dict[str, list[dict[str, str] | None]] = {}
        self._seeds = dict(seeds or {})
        self._wrapped: dict[str, bytes] = {}
        for path, fields in (stored or {}).items():
            self.put(path, fields)

    def put(self, path: str, fields: Mapping[str, str]) -> int:
        """A new version, as an administrator would write it; its number."""
        versions = self._versions.setdefault(path, [])
        versions.append(dict(fields))
        return len(versions)

    def delete(self, path: str) -> None:
        """Deletes the newest version; its number stays."""
        self._versions[path][-1] = None

    def put_seed(self, totp_key: str, seed: str) -> None:
        self._seeds[totp_key] = seed

    def secret(self, path: str) -> Secret:
        versions = self._read("secret", path)
        fields = versions[-1]
        if fields is None:
            raise VaultMissingError("Vault has nothing there", path, "import the secret")
        hidden = {name: SecretStr(value) for name, value in fields.items()}
        return Secret(f"secret/{path}", len(versions), MappingProxyType(hidden))

    def latest_version(self, path: str) -> int:
        return len(self._read("latest_version", path))

    def code(self, totp_key: str) -> SecretStr:
        self._answer(f"code {checked_path(totp_key, 'totp_key')}")
        if totp_key not in self._seeds:
            raise VaultMissingError("Vault has no such key", totp_key, "import the seed")
        return SecretStr(totp.code_at(self._seeds[totp_key], time.time()))

    def code_from_seed(self, seed: SecretStr) -> SecretStr:
        try:
            return SecretStr(totp.code_at(seed.get_secret_value(), time.time()))
        except ValueError:
            raise VaultError("the seed is not base32", "field totp_secret", "import it again") from None

    def data_key(self) -> DataKey:
        self._answer("data_key")
        key = DataKey(secrets.token_bytes(32), f"vault:v1:{secrets.token_hex(16)}")
        self._wrapped[key.wrapped] = key.plaintext
        return key

    def unwrap(self, wrapped: str) -> bytes:
        self._answer("unwrap")
        if wrapped not in self._wrapped:
            raise VaultError("Vault does not accept the request", "unwrap", "give a wrapped data key")
        return self._wrapped[wrapped]

    def check(self) -> None:
        self._answer("check")

    def close(self) -> None:
        """Nothing is held open."""

    def _read(self, call: str, path: str) -> list[dict[str, str] | None]:
        self._answer(f"{call} {checked_path(path, 'vault_path')}")
        if path in self.denied:
            raise VaultDeniedError("Vault refuses access", path, "grant the path")
        if path not in self._versions:
            raise VaultMissingError("Vault has nothing there", path, "import the secret")
        return self._versions[path]

    def _answer(self, call: str) -> None:
        self.asked.append(call)
        if self.failure is not None:
            raise self.failure
