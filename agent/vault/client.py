"""What the agent itself asks of Vault, with the rights of its own role and no more."""

import base64
import binascii
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self, TypeVar

import hvac
from loguru import logger
from pydantic import SecretStr

from agent.model.errors import VaultDeniedError, VaultError, VaultSealedError, VaultUnreachableError
from agent.settings import VaultSettings
from agent.vault import totp
from agent.vault.paths import checked_path
from agent.vault.problems import AnswerError
from agent.vault.role_files import read_role_id, read_secret_id
from agent.vault.values import DataKey, Secret
from agent.vault.wire import Deadline, Wire, part

T = TypeVar("T")
TRANSIT_MOUNT = "transit"


@dataclass(frozen=True)
class _Lease:
    """A token and its life, in seconds on the machine's monotonic clock."""

    token: SecretStr
    taken: float
    ttl: float

    def expired(self) -> bool:
        return time.monotonic() - self.taken >= self.ttl

    def half_over(self) -> bool:
        return time.monotonic() - self.taken >= self.ttl / 2


class VaultClient:
    """Thread-safe and blocking, no call longer than `timeout` seconds. It logs in at its first call.

    Every failure is a VaultError: VaultUnreachableError, VaultSealedError, VaultDeniedError,
    VaultMissingError. Nothing is tried twice, but for one new log-in where a token is refused.
    """

    def __init__(self, settings: VaultSettings, *, timeout: float = 5.0) -> None:
        self._settings = settings
        self._timeout = timeout
        self._wire = Wire(settings.url, settings.ca_file, timeout)
        self._lock = threading.Lock()
        self._lease: _Lease | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def secret(self, path: str) -> Secret:
        """The newest version of a KV v2 secret. VaultMissingError if there is none or it is deleted."""
        where = self._kv(path)

        def read(vault: hvac.Client) -> Secret:
            answer = vault.secrets.kv.v2.read_secret_version(
                path, mount_point=self._settings.kv_mount, raise_on_deleted_version=True
            )
            version = int(part(answer, "data", "metadata", "version"))
            return _secret(where, version, part(answer, "data", "data"))

        return self._ask(where, read)

    def latest_version(self, path: str) -> int:
        """The number of the newest version, from the metadata: the values stay where they are."""
        where = self._kv(path)

        def read(vault: hvac.Client) -> int:
            kv = vault.secrets.kv.v2
            answer = kv.read_secret_metadata(path, mount_point=self._settings.kv_mount)
            return int(part(answer, "data", "current_version"))

        return self._ask(where, read)

    def code(self, totp_key: str) -> SecretStr:
        """The current code of a key of the TOTP engine; its seed never leaves the server."""
        path = f"{self._settings.totp_mount}/code/{checked_path(totp_key, 'totp_key')}"
        answer = self._ask(path, lambda vault: part(vault.adapter.get(f"/v1/{path}"), "data", "code"))
        return SecretStr(str(answer))

    def code_from_seed(self, seed: SecretStr) -> SecretStr:
        """The current code of a base32 seed, where the seed is kept in KV instead of the TOTP engine."""
        try:
            return SecretStr(totp.code_at(seed.get_secret_value(), time.time()))
        except ValueError:
            pass
        raise VaultError(  # outside of the handler: the decoder's error holds the seed
            "the authenticator seed is not base32, or too short", "field totp_secret", "import it again"
        )

    def data_key(self) -> DataKey:
        """A new 256-bit key from Transit. VaultMissingError if the transit key is not there."""

        def generate(vault: hvac.Client) -> DataKey:
            answer = vault.secrets.transit.generate_data_key(
                self._settings.transit_key, "plaintext", bits=256, mount_point=TRANSIT_MOUNT
            )
            return DataKey(_bytes(part(answer, "data", "plaintext")), str(part(answer, "data", "ciphertext")))

        return self._ask(f"{TRANSIT_MOUNT}/datakey/plaintext/{self._settings.transit_key}", generate)

    def unwrap(self, wrapped: str) -> bytes:
        """The plaintext of a wrapped data key. VaultError if it is damaged or of another transit key."""

        def decrypt(vault: hvac.Client) -> bytes:
            answer = vault.secrets.transit.decrypt_data(
                self._settings.transit_key, wrapped, mount_point=TRANSIT_MOUNT
            )
            return _bytes(part(answer, "data", "plaintext"))

        return self._ask(f"{TRANSIT_MOUNT}/decrypt/{self._settings.transit_key}", decrypt)

    def check(self) -> None:
        """Vault is reachable and unsealed, and the role files let the agent in; else a VaultError."""
        health = self._wire.call("sys/health", _health, "", Deadline(self._timeout))
        if not health.get("initialized"):
            raise VaultSealedError("Vault is not initialised", self._settings.url, "run `bao operator init`")
        if health.get("sealed"):
            raise VaultSealedError("Vault is sealed", self._settings.url, "unseal it: `bao operator unseal`")
        self.policies()

    def policies(self) -> frozenset[str]:
        """The names of the policies that the agent's token carries."""

        def look(vault: hvac.Client) -> frozenset[str]:
            token = part(vault.auth.token.lookup_self(), "data")
            return frozenset(part(token, "policies")) | frozenset(token.get("identity_policies") or ())

        return self._ask("auth/token/lookup-self", look)

    def capabilities(self, path: str) -> frozenset[str]:
        """What the server says that the agent may do with a path; `{"deny"}` for nothing."""

        def ask(vault: hvac.Client) -> frozenset[str]:
            answer = vault.write_data("sys/capabilities-self", data={"paths": [path]})
            return frozenset(part(answer, "data", path))

        return self._ask("sys/capabilities-self", ask)

    def status(self, method: str, path: str, body: Mapping[str, object] | None = None) -> int:
        """The bare HTTP status of one request, its answer unread; for proving what is refused."""

        def send(vault: hvac.Client) -> int:
            answer = vault.adapter.request(method, f"/v1/{path}", raise_exception=False, json=body)
            return 200 if isinstance(answer, dict) else int(answer.status_code)

        deadline = Deadline(self._timeout)
        return self._wire.call(path, send, self._token(deadline), deadline)

    def close(self) -> None:
        """Gives the token back, as far as Vault can be reached, and closes the connections."""
        with self._lock:
            lease, self._lease = self._lease, None
        if lease is not None and not lease.expired():
            self._revoke(lease)
        self._wire.close()

    def _revoke(self, lease: _Lease) -> None:
        try:
            self._call("auth/token/revoke-self", lambda vault: vault.auth.token.revoke_self(), lease)
        except VaultError as error:  # the token runs out by itself
            logger.debug("the Vault token was not given back: {}", error.what)

    def _kv(self, path: str) -> str:
        return f"{self._settings.kv_mount}/{checked_path(path, 'vault_path')}"

    def _ask(self, where: str, request: Callable[[hvac.Client], T]) -> T:
        deadline = Deadline(self._timeout)
        token = self._token(deadline)
        try:
            return self._wire.call(where, request, token, deadline)
        except VaultDeniedError:  # revoked, or given before the policy was widened
            pass
        return self._wire.call(where, request, self._token(deadline, refused=token), deadline)

    def _call(self, where: str, request: Callable[[hvac.Client], T], lease: _Lease) -> T:
        return self._wire.call(where, request, lease.token.get_secret_value(), Deadline(self._timeout))

    def _token(self, deadline: Deadline, refused: str | None = None) -> str:
        if not self._lock.acquire(timeout=deadline.left()):
            raise VaultUnreachableError(
                "Vault does not answer a log-in in time", self._settings.url, "look at its load"
            )
        try:
            self._lease = self._current(deadline, refused)
            return self._lease.token.get_secret_value()
        finally:
            self._lock.release()

    def _current(self, deadline: Deadline, refused: str | None) -> _Lease:
        lease = self._lease
        if lease is None or lease.expired() or lease.token.get_secret_value() == refused:
            return self._log_in(deadline)
        if lease.half_over():
            return self._renewed(lease, deadline)
        return lease

    def _log_in(self, deadline: Deadline) -> _Lease:
        role_id = read_role_id(self._settings.role_id_file)
        secret_id = read_secret_id(self._settings.secret_id_file)

        def log_in(vault: hvac.Client) -> _Lease:
            asked = time.monotonic()
            answer = vault.auth.approle.login(role_id, secret_id.get_secret_value(), use_token=False)
            ttl = float(part(answer, "auth", "lease_duration")) or math.inf  # 0 says: no end
            return _Lease(SecretStr(part(answer, "auth", "client_token")), asked, ttl)

        lease = self._wire.call("auth/approle/login", log_in, "", deadline)
        logger.debug("logged in to Vault for {} s", lease.ttl)
        return lease

    def _renewed(self, lease: _Lease, deadline: Deadline) -> _Lease:
        def renew(vault: hvac.Client) -> _Lease:
            asked = time.monotonic()
            ttl = float(part(vault.auth.token.renew_self(), "auth", "lease_duration"))
            return _Lease(lease.token, asked, ttl)

        token = lease.token.get_secret_value()
        try:
            return self._wire.call("auth/token/renew-self", renew, token, deadline)
        except VaultError:  # revoked, or past its longest life, which OpenBao tells with a 500
            return self._log_in(deadline)


def _secret(where: str, version: int, fields: dict[str, Any]) -> Secret:
    for name, value in fields.items():
        if not isinstance(value, str):
            raise VaultError(f"field {name!r} of the secret is not text", where, "import the secret again")
    hidden = {name: SecretStr(value) for name, value in fields.items()}
    return Secret(where, version, MappingProxyType(hidden))


def _health(vault: hvac.Client) -> dict[str, Any]:
    # One code for all states: the answer itself is read. Standby servers pass requests on.
    answer = vault.adapter.get(
        "/v1/sys/health", params=dict.fromkeys(("standbycode", "sealedcode", "uninitcode"), "200")
    )
    if not isinstance(answer, dict) or "sealed" not in answer:
        raise AnswerError("no health")
    return answer


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        pass
    raise AnswerError("not base64")
