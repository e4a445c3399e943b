"""Taking out of a trace what would let its reader act as the account.

A trace lists every request with its headers, so the session's cookie is in it even though it is
begun only after the last secret was typed.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

SHORTEST = 6  # characters; a shorter cookie value is no secret, and taking it out would spoil other text
REMOVED = "removed"
HEADERS = frozenset({"cookie", "set-cookie", "authorization", "proxy-authorization", "x-csrf-token"})


def scrubbed(trace: bytes, secrets: Iterable[str]) -> bytes:
    """The zip anew: header values, cookies and form data removed by structure, `secrets` by their text."""
    forms = forms_of(secrets)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(trace)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name.endswith((".trace", ".network")):
                data = b"\n".join(_line(line) for line in data.splitlines())
            for form in forms:
                data = data.replace(form, REMOVED.encode())
            kept.writestr(name, data)
    return out.getvalue()


def forms_of(secrets: Iterable[str]) -> tuple[bytes, ...]:
    """How a secret may stand in a file: raw, in a URL, in JSON, in base64 at each of its three offsets."""
    forms: set[bytes] = set()
    for secret in secrets:
        if len(secret) < SHORTEST:
            continue
        raw = secret.encode()
        forms |= {raw, quote(secret, safe="").encode(), quote_plus(secret).encode()}
        forms.add(json.dumps(secret)[1:-1].encode())
        forms |= {_base64_core(raw, offset) for offset in range(3)}
    return tuple(sorted(forms, key=len, reverse=True))


def _base64_core(raw: bytes, offset: int) -> bytes:
    """The part of the base64 text that only these bytes decide, when they begin at this offset of three."""
    text = base64.b64encode(b"\0" * offset + raw)
    start = (offset * 8 + 5) // 6
    end = (offset + len(raw)) * 8 // 6
    return text[start:end]


def _line(line: bytes) -> bytes:
    try:
        event = json.loads(line)
    except ValueError:
        return line
    return json.dumps(_clean(event), separators=(",", ":")).encode()


def _clean(part: Any) -> Any:
    if isinstance(part, list):
        return [_clean(item) for item in part]
    if not isinstance(part, dict):
        return part
    if str(part.get("name", "")).lower() in HEADERS and "value" in part:
        return {**part, "value": REMOVED}
    return {key: _cleaned(key, value) for key, value in part.items()}


def _cleaned(key: str, value: Any) -> Any:
    if key in ("cookies", "postData"):
        return [] if isinstance(value, list) else None
    if key.lower() in HEADERS:
        return REMOVED
    return _clean(value)
