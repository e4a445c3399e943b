"""RFC 6238 codes as authenticators make them: SHA-1, 6 digits, 30 seconds.

Not pyotp, which refuses seeds under 112 bits: portals still give out the 80-bit ones of RFC 4226's day.
"""

import base64
import hmac
import struct

PERIOD = 30
DIGITS = 6
_LEAST_BYTES = 10  # less is a slip of the hand, not a seed


def canonical_seed(text: str) -> str:
    """The seed in upper case without blanks, hyphens or padding; ValueError (without it) if it is no seed."""
    seed = text.replace(" ", "").replace("-", "").rstrip("=").upper()
    if not seed.isascii() or len(_key(seed)) < _LEAST_BYTES:
        raise ValueError("not base32, or too short")
    return seed


def code_at(seed: str, moment: float) -> str:
    """The code of the window that holds `moment` (Unix seconds). ValueError if the seed is not base32."""
    digest = hmac.digest(_key(canonical_seed(seed)), struct.pack(">Q", int(moment) // PERIOD), "sha1")
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return str((number & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def _key(seed: str) -> bytes:
    return base64.b32decode(seed + "=" * (-len(seed) % 8))
