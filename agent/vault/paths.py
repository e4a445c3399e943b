"""Names that may stand in a Vault path, and so in a policy."""

import re

from agent.model.errors import SettingsError

# No wildcard (*, +), quote or dot segment: such a name would reach, or grant, more than it says.
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def checked_path(path: str, where: str) -> str:
    """The path itself; SettingsError if it is more than letters, digits, dots, hyphens and slashes."""
    if _PATH.fullmatch(path):
        return path
    raise SettingsError(
        f"{path!r} is not a usable Vault path",
        where,
        "use letters, digits, `-`, `_` and `.`, with `/` between the parts and not at the ends",
    )
