"""Every way the agent itself can fail. A problem in the portal is a verdict, not an exception."""


class EnrollwatchError(Exception):
    """Root of the agent's own errors: what happened, to what, and what to do."""

    def __init__(self, what: str, where: str, do: str) -> None:
        super().__init__(what, where, do)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        return f"{self.what} ({self.where}): {self.do}"


class SettingsError(EnrollwatchError):
    """The settings, or a file that they name, cannot be used."""


class UnknownAccountError(EnrollwatchError):
    """An account was named that the settings do not have."""


class AccessError(EnrollwatchError):
    """A person, password or token cannot be used as it was asked for."""


class StoreError(EnrollwatchError):
    """The store cannot be opened, read or written."""


class VaultError(EnrollwatchError):
    """Vault did not give what was asked for."""


class VaultUnreachableError(VaultError):
    """Nothing answers at Vault's address, or it does not answer in time."""


class VaultSealedError(VaultError):
    """Vault answers, but is sealed or not initialised."""


class VaultDeniedError(VaultError):
    """Vault refuses the role, the secret-id, or the path."""


class VaultMissingError(VaultError):
    """The path, key or field is not there."""


class SealError(EnrollwatchError):
    """Sealed data cannot be opened: damaged, or sealed under another key."""


class BrowserError(EnrollwatchError):
    """No usable browser, or it broke."""
