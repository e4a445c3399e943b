"""Proves, with the agent's own token, what it may and that it may nothing else.

A request that would do harm if it were allowed is never sent before the server has said that it is not:
only then is it sent, to see a real 403 and not merely the promise of one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from posixpath import dirname, join

from agent.model.base import Frozen
from agent.model.errors import VaultDeniedError, VaultError, VaultMissingError
from agent.settings import Settings
from agent.vault.client import TRANSIT_MOUNT, VaultClient
from agent.vault.policy import AGENT_POLICY, ROLE, kv_paths, totp_keys

_CANARY = "enrollwatch-verify-canary"  # a path that nobody grants; it need not exist
_READ = "readable"
_REFUSED = "refused (403)"


class Row(Frozen):
    check: str
    expected: str
    seen: str

    @property
    def ok(self) -> bool:
        return self.seen == self.expected


class VerifyReport(Frozen):
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        return all(row.ok for row in self.rows)


@dataclass(frozen=True)
class _Forbidden:
    """A request that must be refused, and the capabilities that would let it through."""

    check: str
    method: str
    path: str
    needs: frozenset[str]
    body: Mapping[str, object] | None = None


def verify(client: VaultClient, settings: Settings) -> VerifyReport:
    """One row for each right and each refusal. Raises VaultError only if the agent cannot log in at all."""
    client.check()
    rows = [_policies(client)]
    rows += _rights(client, settings)
    rows += [_refusal(client, forbidden) for forbidden in _forbidden(settings)]
    return VerifyReport(rows=tuple(rows))


def _policies(client: VaultClient) -> Row:
    seen = ", ".join(sorted(client.policies()))
    return Row(check="the token's policies", expected=AGENT_POLICY, seen=seen)


def _rights(client: VaultClient, settings: Settings) -> Iterator[Row]:
    for path in kv_paths(settings):
        yield _right(f"read the secret {path}", partial(client.secret, path))
        yield _right(f"read the version of {path}", partial(client.latest_version, path))
    for key in totp_keys(settings):
        yield _right(f"read the code of {key}", partial(client.code, key))
    yield _right("make a data key and unwrap it", lambda: client.unwrap(client.data_key().wrapped))


def _right(check: str, read: Callable[[], object]) -> Row:
    try:
        read()
        seen = _READ
    except VaultDeniedError:
        seen = _REFUSED
    except VaultMissingError:
        seen = "missing"
    except VaultError as error:
        seen = error.what
    return Row(check=check, expected=_READ, seen=seen)


def _refusal(client: VaultClient, forbidden: _Forbidden) -> Row:
    try:
        granted = client.capabilities(forbidden.path) & (forbidden.needs | {"root"})
        if granted:
            seen = f"allowed ({', '.join(sorted(granted))})"
        else:
            status = client.status(forbidden.method, forbidden.path, forbidden.body)
            seen = _REFUSED if status == 403 else f"status {status}"
    except VaultError as error:
        seen = f"could not tell: {error.what}"
    return Row(check=forbidden.check, expected=_REFUSED, seen=seen)


def _forbidden(settings: Settings) -> Iterator[_Forbidden]:
    vault = settings.vault
    yield from _forbidden_in_kv(vault.kv_mount, kv_paths(settings))
    yield from _forbidden_in_totp(vault.totp_mount, totp_keys(settings))
    yield from _forbidden_in_transit(f"{TRANSIT_MOUNT}/%s/{vault.transit_key}")
    yield _reading("read the policies", "sys/policies/acl/default")
    yield _listing("list the policies", "sys/policies/acl")
    yield _writing("write its own policy", f"sys/policies/acl/{AGENT_POLICY}")
    yield _reading("read the mounts", "sys/mounts")
    yield _writing("mount an engine", f"sys/mounts/{_CANARY}")
    yield _writing("make a secret-id", f"auth/approle/role/{ROLE}/secret-id")
    yield _writing("change its role", f"auth/approle/role/{ROLE}")
    yield _writing("make a token", "auth/token/create")


def _forbidden_in_kv(mount: str, paths: tuple[str, ...]) -> Iterator[_Forbidden]:
    for path in paths:
        yield _writing(f"write the secret {path}", f"{mount}/data/{path}")
        yield _deleting(f"delete the newest version of {path}", f"{mount}/data/{path}")
        yield _writing(f"destroy versions of {path}", f"{mount}/destroy/{path}")
        yield _deleting(f"delete the secret {path}", f"{mount}/metadata/{path}")
    for folder in sorted({"", *map(dirname, paths)}):
        other = join(folder, _CANARY)
        yield _reading(f"read another secret, {other}", f"{mount}/data/{other}")
    yield _listing("list the secrets", f"{mount}/metadata")


def _forbidden_in_totp(mount: str, keys: tuple[str, ...]) -> Iterator[_Forbidden]:
    for key in (*keys, _CANARY):
        yield _reading(f"read the authenticator key {key}", f"{mount}/keys/{key}")
        yield _writing(f"write the authenticator key {key}", f"{mount}/keys/{key}")
    yield _reading("read another authenticator's code", f"{mount}/code/{_CANARY}")
    yield _listing("list the authenticator keys", f"{mount}/keys")


def _forbidden_in_transit(path: str) -> Iterator[_Forbidden]:
    yield _reading("export the transit key", path % "export/encryption-key")
    yield _reading("back up the transit key", path % "backup")
    yield _writing("configure the transit key", path % "keys" + "/config")
    yield _writing("rotate the transit key", path % "keys" + "/rotate")
    yield _deleting("delete the transit key", path % "keys")


def _reading(check: str, path: str) -> _Forbidden:
    return _Forbidden(check, "get", path, frozenset({"read", "sudo"}))


def _listing(check: str, path: str) -> _Forbidden:
    # The server judges a list by the path with a slash at its end.
    return _Forbidden(check, "list", f"{path}/", frozenset({"list", "scan", "sudo"}))


def _writing(check: str, path: str) -> _Forbidden:
    return _Forbidden(check, "post", path, frozenset({"create", "update", "patch", "sudo"}), {})


def _deleting(check: str, path: str) -> _Forbidden:
    return _Forbidden(check, "delete", path, frozenset({"delete", "sudo"}))
