"""Who gives the command, for the audit."""

import os
import pwd
from datetime import datetime

from agent.store import AuditEntry, Unit


def audit(unit: Unit, at: datetime, action: str, of: str, detail: str) -> None:
    """Write down that this user takes something out; do it before it leaves."""
    unit.audit(AuditEntry(at, operator(), action, of, detail))


def operator() -> str:
    """The operating system's name of the user; its environment, which anybody may set, is not asked."""
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may run under a number without a name
        return f"uid {uid}"
