"""The two halves of the portal that one signs in to.

One session serves both: that a PECOS sign-in also opens I&A is our assumption, no source says so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """I&A or PECOS: how it is called and where its pages are."""

    key: str
    name: str
    prefix: str

    @property
    def login(self) -> str:
        """Path of the sign-in page."""
        return f"{self.prefix}/login.do"

    @property
    def mfa(self) -> str:
        """Path of the verification code page."""
        return f"{self.prefix}/mfa.do"

    @property
    def home(self) -> str:
        """Path of the first page after signing in."""
        return f"{self.prefix}/home.do"

    @property
    def timed_out(self) -> str:
        """Path of the page that says the session is over."""
        return f"{self.prefix}/timedOut.do"

    @property
    def signed_out(self) -> str:
        """Path of the page that says so."""
        return f"{self.prefix}/signedOut.do"

    @property
    def logout(self) -> str:
        """Path that signs out."""
        return f"{self.prefix}/logout.do"


IA = System("ia", "I&A", "/IAWeb")
PECOS = System("pecos", "PECOS", "/pecos")
SYSTEMS = {system.key: system for system in (IA, PECOS)}


def system_at(path: str) -> System:
    """The system that a path belongs to; PECOS for the paths that both share."""
    return IA if path.startswith(IA.prefix + "/") else PECOS
