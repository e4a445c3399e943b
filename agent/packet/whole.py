"""The files of a packet: as a page, as JSON, its pictures, and as PDF where a Chromium prints it."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from agent.browser.printing import printed
from agent.model.errors import BrowserError
from agent.packet.content import SCHEMA, Packet, Shot
from agent.packet.page import page

PDF = "packet.pdf"
_NO_PDF = "there-is-no-pdf.txt"


@dataclass(frozen=True)
class Packed:
    """A packet that is fit to print, and its pictures."""

    packet: Packet
    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class Whole:
    """Contents by the file's name below the packet's folder; `problem` is why there is no PDF."""

    files: Mapping[str, bytes]
    problem: BrowserError | None = None


async def whole(found: Packed, zone: ZoneInfo, to_pdf: Callable[[str], Awaitable[bytes]] = printed) -> Whole:
    """Times are told in UTC and in the portal's `zone`. Printing takes seconds; it may raise BrowserError."""
    html = page(found.packet, found.shots, zone)
    files = {"packet.html": html.encode(), "packet.json": _json(found.packet)}
    files |= {shot.picture.file: shot.data for shot in found.shots}
    try:
        return Whole(files | {PDF: await to_pdf(html)})
    except BrowserError as error:
        return Whole(files, error)


def zipped(made: Whole, folder: str) -> bytes:
    """All in one file, below `folder`; where there is no PDF a text in it says why."""
    files = dict(made.files)
    if made.problem:
        files[_NO_PDF] = f"{made.problem}\n".encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(f"{folder}/{name}", data)
    return written.getvalue()


def _json(packet: Packet) -> bytes:
    document = {"schema": SCHEMA, "packet": packet.model_dump(mode="json")}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
