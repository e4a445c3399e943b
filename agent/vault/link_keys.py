"""The keys of the links that acknowledge an incident, as KV holds them at `web.vault_path`."""

import secrets

FIELD = "keys"
"""Of the secret: the keys, oldest first, with a space between them. The newest signs, all open."""

SHORTEST = 32
"""Characters of a key; one of ours has 43."""

_OLDER = 1  # keys beside the newest that a rotation leaves


def rotated(keys: str = "") -> str:
    """With a new key at the end, and no more older ones than a link that somebody holds may be of."""
    return " ".join([*keys.split()[-_OLDER:], secrets.token_urlsafe(32)])
