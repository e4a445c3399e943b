"""What Vault hands out: values that never show themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from agent.model.errors import VaultMissingError


@dataclass(frozen=True)
class Secret:
    """One version of a KV v2 secret; versions count from 1."""

    path: str
    version: int
    fields: Mapping[str, SecretStr] = field(repr=False)

    def field(self, name: str) -> SecretStr:
        """The field's value. Raises VaultMissingError naming path and field."""
        try:
            return self.fields[name]
        except KeyError:
            raise VaultMissingError(
                f"the secret has no field {name!r}",
                f"{self.path}, version {self.version}",
                "add the field with `enrollwatch secrets import -`, or correct the path in the settings",
            ) from None


@dataclass(frozen=True)
class DataKey:
    """A fresh 256-bit key: use `plaintext` once and forget it, keep `wrapped` beside what it sealed."""

    plaintext: bytes = field(repr=False)
    wrapped: str
