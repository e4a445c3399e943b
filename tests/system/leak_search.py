"""Looks for secrets in whatever was written: raw and encoded, in files, archives and archives in archives."""

import base64
import contextlib
import html
import io
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

_GZIP = b"\x1f\x8b"
_DEEPEST = 4  # archives within archives
_SIX_DIGITS = re.compile(rb"(?<![\w.])[0-9]{6}(?!\.?\w)")


@dataclass(frozen=True)
class Document:
    """Something that was written, and where."""

    where: str
    data: bytes


@dataclass(frozen=True)
class Hit:
    """A secret that was found, by its name; never its value."""

    secret: str
    form: str
    where: str


def forms(secret: str) -> dict[str, bytes]:
    """How a secret may stand in a file, by the name of the encoding."""
    raw = secret.encode()
    found = {
        "raw": raw,
        "lower case": secret.lower().encode(),
        "url": quote(secret, safe="").encode(),
        "url, spaces as plus": quote_plus(secret).encode(),
        "json": json.dumps(secret)[1:-1].encode(),
        "json, unescaped unicode": json.dumps(secret, ensure_ascii=False)[1:-1].encode(),
        "html": html.escape(secret).encode(),
        "utf-16": secret.encode("utf-16-le"),
        "hex": raw.hex().encode(),
    }
    for offset in range(3):
        core = _base64_core(raw, offset)
        found[f"base64 at {offset}"] = core
        found[f"base64url at {offset}"] = core.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def _base64_core(raw: bytes, offset: int) -> bytes:
    """The characters that only these bytes decide, where they begin at this offset of three."""
    text = base64.b64encode(bytes(offset) + raw)
    return text[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


def secrets_in(documents: Iterable[Document], secrets: Mapping[str, str]) -> list[Hit]:
    """Every form of every secret, in everything, archives opened."""
    wanted = [(name, form, text) for name, secret in secrets.items() for form, text in forms(secret).items()]
    return [
        Hit(name, form, document.where)
        for document in opened(documents)
        for name, form, text in wanted
        if text in document.data
    ]


def codes_in(documents: Iterable[Document], codes: Iterable[str]) -> list[Hit]:
    """Authenticator codes, six digits each, as whole tokens of text; a fraction as 0.123456 is no token."""
    wanted = {code.encode() for code in codes}
    return [
        Hit("code", "token", document.where)
        for document in opened(documents)
        if _is_text(document.data) and not wanted.isdisjoint(_SIX_DIGITS.findall(document.data))
    ]


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def opened(documents: Iterable[Document], depth: int = 0) -> Iterator[Document]:
    """Each document, and after an archive everything in it."""
    for document in documents:
        yield document
        if depth < _DEEPEST:
            yield from opened(_inside(document), depth + 1)


def _inside(document: Document) -> Iterator[Document]:
    if zipfile.is_zipfile(io.BytesIO(document.data)):
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            for name in archive.namelist():
                yield Document(f"{document.where}!{name}", archive.read(name))
    elif document.data.startswith(_GZIP):
        yield Document(f"{document.where}!", zlib.decompressobj(31).decompress(document.data))


def files_under(folder: Path) -> Iterator[Document]:
    """Every file below; one that goes away meanwhile is passed over."""
    for path, _ in regular_files(folder):
        with contextlib.suppress(FileNotFoundError):
            yield Document(str(path), path.read_bytes())


def regular_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every file below with its status; no links, sockets or folders."""
    for parent, _, names in os.walk(folder):
        for path in (Path(parent, name) for name in names):
            with contextlib.suppress(FileNotFoundError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    yield path, status
