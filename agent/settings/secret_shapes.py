"""What looks like a secret, and so must not stand in the settings."""

import re
from urllib.parse import urlsplit

_REFERENCES = frozenset({"secret_id_file", "totp_key", "totp_mount", "transit_key", "kv_mount"})
_KEY = re.compile(
    r"passw|passphrase|secret|token|credential|api_?key|private_?key|signing_?key|seed|otp", re.IGNORECASE
)
_VALUES = (
    re.compile(r"\b(?:hvs|hvb|hvr|s|b)\.[A-Za-z0-9_-]{20,}"),  # Vault and OpenBao tokens
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"otpauth://", re.IGNORECASE),
    re.compile(r"\A(?:[A-Z2-7]{4}){4,}={0,6}\Z"),  # a base32 authenticator seed
)


def key_looks_secret(key: str) -> bool:
    return key not in _REFERENCES and _KEY.search(key) is not None


def value_looks_secret(value: str) -> bool:
    return any(shape.search(value) for shape in _VALUES) or _has_password(value)


def _has_password(value: str) -> bool:
    if "://" not in value:
        return False
    try:
        return urlsplit(value).password is not None
    except ValueError:
        return False
