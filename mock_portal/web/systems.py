"""The parts of the portal: two that one signs in to, and the help desk, which PECOS signs in for.

One session serves both: that a PECOS sign-in also opens I&A is our assumption, no source says so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """I&A, PECOS or the help desk: how it is called and where its pages are.

    `door` is the prefix of the system at whose sign-in page one signs in; empty where it has its own.
    """

    key: str
    name: str
    prefix: str
    long_name: str
    door: str = ""

    @property
    def login(self) -> str:
        """Path of the sign-in page."""
        return f"{self.door or self.prefix}/login.do"

    @property
    def mfa(self) -> str:
        """Path of the verification code page."""
        return f"{self.door or self.prefix}/mfa.do"

    @property
    def home(self) -> str:
        """Path of the first page after signing in."""
        return f"{self.prefix}/home.do"

    @property
    def timed_out(self) -> str:
        """Path of the page that says the session is over."""
        return f"{self.door or self.prefix}/timedOut.do"

    @property
    def signed_out(self) -> str:
        """Path of the page that says so."""
        return f"{self.door or self.prefix}/signedOut.do"

    @property
    def logout(self) -> str:
        """Path that signs out."""
        return f"{self.door or self.prefix}/logout.do"


IA = System("ia", "I&A", "/IAWeb", "Identity & Access Management System")
PECOS = System("pecos", "PECOS", "/pecos", "Medicare Enrollment for Providers and Suppliers")
HELP_DESK = System("helpdesk", "EUS Help Desk", "/helpdesk", "External User Services", door=PECOS.prefix)
SYSTEMS = {system.key: system for system in (IA, PECOS, HELP_DESK)}


def system_at(path: str) -> System:
    """The system that a path belongs to; PECOS for the paths that both share."""
    return next((one for one in (IA, HELP_DESK) if path.startswith(one.prefix + "/")), PECOS)
