"""Prepares Vault or OpenBao for the agent. Run again, it changes only what differs."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from agent.model.base import Frozen
from agent.model.errors import VaultDeniedError, VaultError, VaultMissingError
from agent.settings import Settings, VaultSettings
from agent.vault.admin import AdminVault
from agent.vault.client import TRANSIT_MOUNT
from agent.vault.link_keys import FIELD, rotated
from agent.vault.policy import (
    AGENT_POLICY,
    OPERATOR_POLICY,
    PASSWORD_POLICY,
    ROLE,
    policy_file,
    rendered,
)
from agent.vault.role_files import read_role_id, read_secret_id, write_private
from agent.vault.wire import Deadline

_MOUNT_LIMIT = 10.0  # seconds
_ROLE_PATH = f"auth/approle/role/{ROLE}"
# Short, so that a stolen token is soon worth nothing; renewed by use, and a new log-in every 4 hours.
# The secret-id has no end: an agent alone for months must not lock itself out (catalogue.toml has its age).
_ROLE: Mapping[str, object] = {
    "bind_secret_id": True,
    "secret_id_num_uses": 0,
    "secret_id_ttl": 0,
    "token_ttl": 20 * 60,
    "token_max_ttl": 4 * 60 * 60,
    "token_policies": [AGENT_POLICY],
    "token_no_default_policy": True,
    "token_type": "default",
}


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "already there"


class Item(Frozen):
    what: str
    name: str
    change: Change


class BootstrapReport(Frozen):
    items: tuple[Item, ...]

    @property
    def changed(self) -> bool:
        return any(item.change is not Change.UNCHANGED for item in self.items)


def bootstrap(
    admin: AdminVault, settings: Settings, *, new_secret_id: bool = False, new_link_key: bool = False
) -> BootstrapReport:
    """Mounts, transit key, policies, role and role files, for exactly the settings' accounts and channels.

    `new_secret_id` replaces the secret-id and ends the old one; `new_link_key` signs the links of alerts from
    now on, and what the one before signed stays good. Raises VaultError where Vault refuses or a
    mount of that name holds something else, SettingsError for a path that no policy may hold.
    """
    vault = settings.vault
    policies = {
        AGENT_POLICY: rendered("agent.hcl", settings),
        OPERATOR_POLICY: rendered("operator.hcl", settings),
    }
    return BootstrapReport(
        items=(
            _mount(admin, "secrets engine", "sys/mounts", vault.kv_mount, "kv", {"version": "2"}),
            _mount(admin, "secrets engine", "sys/mounts", vault.totp_mount, "totp", None),
            _mount(admin, "secrets engine", "sys/mounts", TRANSIT_MOUNT, "transit", None),
            _mount(admin, "log-in method", "sys/auth", "approle", "approle", None),
            _transit_key(admin, vault.transit_key),
            *(_policy(admin, "policy", f"sys/policies/acl/{n}", text) for n, text in policies.items()),
            _password_policy(admin),
            _role(admin),
            _role_id_file(admin, vault),
            _secret_id_file(admin, vault, anew=new_secret_id),
            *_link_keys(admin, settings, anew=new_link_key),
        )
    )


def _mount(
    admin: AdminVault, what: str, table: str, name: str, kind: str, options: Mapping[str, str] | None
) -> Item:
    found = (admin.read(table) or {}).get(f"{name}/")
    if found is None:
        admin.write(f"{table}/{name}", {"type": kind, "options": options})
        if kind == "kv":
            _await_versions(admin, name)
        return Item(what=what, name=name, change=Change.CREATED)
    given = found.get("options") or {}
    if found["type"] != kind or any(given.get(key) != value for key, value in (options or {}).items()):
        raise VaultError(
            f"the mount is no {kind} engine{' of version 2' if options else ''}",
            f"{table}/{name}",
            "choose another mount in the settings, under [vault]",
        )
    return Item(what=what, name=name, change=Change.UNCHANGED)


def _await_versions(admin: AdminVault, mount: str) -> None:
    """A new KV v2 mount refuses everything for the moment in which it prepares itself."""
    deadline = Deadline(_MOUNT_LIMIT)
    while True:
        try:
            admin.read(f"{mount}/config")
        except VaultError:
            if deadline.left() == 0:
                raise
        else:
            return
        time.sleep(0.05)  # between two looks


def _transit_key(admin: AdminVault, name: str) -> Item:
    path = f"{TRANSIT_MOUNT}/keys/{name}"
    found = admin.read(path)
    if found is None:
        admin.write(path, {"type": "aes256-gcm96"})
    elif found.get("type") != "aes256-gcm96":
        raise VaultError("the transit key is no aes256-gcm96 key", path, "choose another vault.transit_key")
    return Item(what="transit key", name=name, change=Change.UNCHANGED if found else Change.CREATED)


def _policy(admin: AdminVault, what: str, path: str, text: str) -> Item:
    found = admin.read(path)
    name = path.rpartition("/")[2]
    if found is not None and found.get("policy") == text:
        return Item(what=what, name=name, change=Change.UNCHANGED)
    admin.write(path, {"policy": text})
    return Item(what=what, name=name, change=Change.UPDATED if found else Change.CREATED)


def _password_policy(admin: AdminVault) -> Item:
    text = policy_file("password_policy.hcl").read_text(encoding="utf-8")
    return _policy(admin, "password policy", f"sys/policies/password/{PASSWORD_POLICY}", text)


def _role(admin: AdminVault) -> Item:
    found = admin.read(_ROLE_PATH)
    if found is not None and all(found.get(key) == value for key, value in _ROLE.items()):
        return Item(what="role", name=ROLE, change=Change.UNCHANGED)
    admin.write(_ROLE_PATH, _ROLE)
    return Item(what="role", name=ROLE, change=Change.UPDATED if found else Change.CREATED)


def _role_id_file(admin: AdminVault, settings: VaultSettings) -> Item:
    file = settings.role_id_file
    found = _kept(lambda: read_role_id(file))
    role_id = str((admin.read(f"{_ROLE_PATH}/role-id") or {})["role_id"])
    if found != role_id:
        write_private(file, role_id)
    return Item(what="role-id file", name=str(file), change=_file_change(found, same=found == role_id))


def _secret_id_file(admin: AdminVault, settings: VaultSettings, *, anew: bool) -> Item:
    file = settings.secret_id_file
    found = _kept(lambda: read_role_id(file))  # read though others may read it: it must be ended then
    known = found is not None and bool(admin.write(f"{_ROLE_PATH}/secret-id/lookup", {"secret_id": found}))
    if known and not anew and _kept(lambda: read_secret_id(file).get_secret_value()) == found:
        return Item(what="secret-id file", name=str(file), change=Change.UNCHANGED)
    write_private(file, str(admin.write(f"{_ROLE_PATH}/secret-id", {})["secret_id"]))
    if known:
        admin.write(f"{_ROLE_PATH}/secret-id/destroy", {"secret_id": found})
    return Item(what="secret-id file", name=str(file), change=_file_change(found, same=False))


def _link_keys(admin: AdminVault, settings: Settings, *, anew: bool) -> tuple[Item, ...]:
    """None where the settings name no path for them."""
    path, mount = settings.web.vault_path, settings.vault.kv_mount
    if path is None:
        return ()
    stored = admin.stored(mount, path)
    found = str((stored.values or {}).get(FIELD, ""))
    if found and not anew:
        return (Item(what="link keys", name=path, change=Change.UNCHANGED),)
    admin.put(mount, path, {FIELD: rotated(found)}, replaces=stored.version)
    return (Item(what="link keys", name=path, change=Change.UPDATED if found else Change.CREATED),)


def _kept(read: Callable[[], str]) -> str | None:
    """What the file holds; null where it is absent, empty, or open to others and so to be replaced."""
    try:
        return read()
    except (VaultMissingError, VaultDeniedError):
        return None


def _file_change(found: str | None, *, same: bool) -> Change:
    if same:
        return Change.UNCHANGED
    return Change.CREATED if found is None else Change.UPDATED
