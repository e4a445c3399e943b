"""Vault's part, in memory: it wraps and unwraps the data keys of facts and evidence."""

import secrets
from dataclasses import dataclass, field

from agent.model.errors import VaultSealedError


@dataclass(frozen=True)
class Key:
    plaintext: bytes
    wrapped: str


@dataclass
class Keys:
    """`sealed` makes it refuse everything, as a Vault does that somebody must unseal."""

    sealed: bool = False
    _made: dict[str, bytes] = field(default_factory=dict)

    def data_key(self) -> Key:
        key = Key(secrets.token_bytes(32), f"wrapped-{len(self._made)}")
        self._made[key.wrapped] = key.plaintext
        return key

    def unwrap(self, wrapped: str) -> bytes:
        if self.sealed:
            raise VaultSealedError("Vault is sealed", "https://127.0.0.1:8200", "unseal it")
        return self._made[wrapped]
