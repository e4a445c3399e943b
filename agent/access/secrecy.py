"""The random secrets that let somebody in, and what is kept of them. Each is shown once."""

import hmac
import re
import secrets
from hashlib import sha256
from typing import NamedTuple

from pydantic import SecretStr

_TOKEN = re.compile(r"(ew_[0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_BYTES = 32


class FreshToken(NamedTuple):
    id: str  # `ew_` and eight hex digits: by this part it is known
    text: SecretStr  # the whole of it
    digest: str


def fresh_session() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(_BYTES))


def fresh_token() -> FreshToken:
    token_id, secret = f"ew_{secrets.token_hex(4)}", secrets.token_urlsafe(_BYTES)
    return FreshToken(token_id, SecretStr(f"{token_id}_{secret}"), digest_of(secret))


def token_parts(text: str) -> tuple[str, str] | None:
    """A token's id and its secret; null for what no token looks like."""
    found = _TOKEN.fullmatch(text)
    return (found[1], found[2]) if found else None


def digest_of(secret: str) -> str:
    """What is kept. It needs no salt and no slowness: nobody guesses 256 random bits."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Takes as long whichever character differs."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def form_token(cookie: str) -> str:
    """What each form and unsafe call carries: worked out of the browser's cookie, and not back."""
    return hmac.new(cookie.encode("utf-8", "replace"), b"enrollwatch form", sha256).hexdigest()
