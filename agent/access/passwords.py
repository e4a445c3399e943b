"""Passwords: which are good enough, and how they are kept. The only file that names argon2."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import SecretStr

from agent.model.errors import AccessError

SHORTEST, LONGEST = 12, 256  # characters; a longer one only costs time
_DIFFERENT = 5  # characters, at least
_BESIDE_THE_NAME = 8  # characters that are left when the name is taken out, at least
_AT_ONCE = 2  # each takes 64 MiB and a core for some hundredths of a second
_PATIENCE = 5.0  # seconds that one waits for its turn


class WeakPasswordError(AccessError):
    """The password would be guessed; its text is not repeated."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "the password", f"choose {SHORTEST} characters or more, such as four words")


class BusyError(AccessError):
    """So many passwords are looked at that this one's turn does not come."""

    def __init__(self) -> None:
        super().__init__("too many people sign in at once", "this agent", "try again in a minute")


def refuse_weak(name: str, password: SecretStr) -> None:
    """Raises WeakPasswordError. What kinds of characters it has is nobody's business."""
    text = _normal(password).casefold()
    if len(text) < SHORTEST:
        raise WeakPasswordError(f"the password is shorter than {SHORTEST} characters")
    if len(text) > LONGEST:
        raise WeakPasswordError(f"the password is longer than {LONGEST} characters")
    if len(text.replace(name.casefold(), "")) < min(_BESIDE_THE_NAME, len(text)):
        raise WeakPasswordError("the password is little more than the name")
    if len(set(text)) < _DIFFERENT:
        raise WeakPasswordError(f"the password has fewer than {_DIFFERENT} different characters")


class Checked(NamedTuple):
    right: bool
    stale: bool = False  # right, and kept with other parameters than these: hash it anew


@dataclass(frozen=True)
class Passwords:
    """argon2id, by default with the parameters that RFC 9106 recommends where memory is short."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE), repr=False)
    _nobodys: list[str] = field(default_factory=list, repr=False)

    def hashed(self, password: SecretStr) -> str:
        with self._place():
            return self.hasher.hash(_normal(password))

    def check(self, kept: str | None, password: SecretStr) -> Checked:
        """Takes as long where nothing is kept, so that the time does not say who there is."""
        if kept is None:
            self._verified(self._of_nobody(), password)
            return Checked(right=False)
        if not self._verified(kept, password):
            return Checked(right=False)
        return Checked(right=True, stale=self.hasher.check_needs_rehash(kept))

    def _verified(self, kept: str, password: SecretStr) -> bool:
        try:
            with self._place():
                return self.hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A crowd at the door must not take all the threads that answer everybody else."""
        if not self._places.acquire(timeout=_PATIENCE):
            raise BusyError
        try:
            yield
        finally:
            self._places.release()

    def _of_nobody(self) -> str:
        if not self._nobodys:
            self._nobodys.append(self.hashed(SecretStr("nobody has this password")))
        return self._nobodys[0]


def _normal(password: SecretStr) -> str:
    """The same however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password.get_secret_value())
