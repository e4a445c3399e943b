"""The files of a packet, and the one file they leave as."""

import io
import json
import zipfile

from agent.model.errors import BrowserError
from agent.packet import Packed, Picture, Shot, whole, zipped

from .builders import EASTERN, NOW
from .test_packet import gathered

SHOT = Shot(
    picture=Picture(file="screenshots/1-home.png", page="home", address=None, taken=NOW),
    data=b"\x89PNG made up",
)
FOUND = Packed(gathered(pictures=(SHOT.picture,)), (SHOT,))


async def as_pdf(html: str) -> bytes:
    return f"%PDF of {len(html)}".encode()


async def unprintable(html: str) -> bytes:
    raise BrowserError("only Chromium prints a PDF", "chromium", "install one")


def names(zip_file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zip_file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_a_packet_is_a_page_its_pdf_json_and_pictures() -> None:
    made = await whole(FOUND, EASTERN, as_pdf)
    assert sorted(made.files) == ["packet.html", "packet.json", "packet.pdf", "screenshots/1-home.png"]
    assert made.files["packet.pdf"] == f"%PDF of {len(made.files['packet.html'].decode())}".encode()
    assert json.loads(made.files["packet.json"])["packet"]["incident"] == "a1b2c3"
    assert made.problem is None
    assert names(zipped(made, "packet-1")) == {f"packet-1/{name}": data for name, data in made.files.items()}


async def test_without_a_printer_all_but_the_pdf_is_there_and_the_zip_says_why() -> None:
    made = await whole(FOUND, EASTERN, unprintable)
    assert sorted(made.files) == ["packet.html", "packet.json", "screenshots/1-home.png"]
    said = names(zipped(made, "packet-1"))["packet-1/there-is-no-pdf.txt"].decode()
    assert said == "only Chromium prints a PDF (chromium): install one\n"
