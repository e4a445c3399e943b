"""Evidence shows what was seen and carries no secret."""

import base64
import io
import json
import struct
import zipfile
import zlib
from urllib.parse import quote, quote_plus

import pytest
from playwright.async_api import Page
from pydantic import SecretStr

from agent.browser import PortalFailure, PortalSession, Tab
from agent.browser.capture import elements, screenshot
from agent.model.evidence import Capture, EvidenceKind
from agent.model.verdict import Cause
from agent.settings import TraceMode
from tests.browser.conftest import OpenSession, sign_in
from tests.browser.mock import MockPortal
from tests.browser.tiny_server import TinyServer, answer, page

pytestmark = pytest.mark.asyncio(loop_scope="session")

MASK = b"\xff\x00\xff"
PRIVATE = page(
    "<h1>Record</h1><p>SSN 078-05-1120</p><p>EIN <b>12-3456789</b></p><p>TIN 987654321</p>"
    "<p>NPI 1234567893</p><p>Signed in as pat.doe</p>"
    "<label>Password <input type=password value=Pass-word-1></label>"
    "<label>Code <input value=246810></label><label>Note <textarea>My-note</textarea></label>"
)


def forms(secret: str) -> set[bytes]:
    """The ways in which a secret may be written down."""
    raw = secret.encode()
    plain = {raw, quote(secret).encode(), quote_plus(secret).encode(), json.dumps(secret)[1:-1].encode()}
    cores = {base64.b64encode(b"\0" * n + raw)[n + (n > 0) : (n + len(raw)) * 8 // 6] for n in range(3)}
    return plain | cores


def contents(trace: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(trace)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rows(png: bytes) -> list[bytes]:
    """The RGB or RGBA rows of a PNG, its filters undone."""
    width, height, _, colours = struct.unpack(">IIBB", png[16:26])
    size, data, at = {2: 3, 6: 4}[colours], b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, before, found = zlib.decompress(data), bytes(width * size), []
    for row in range(height):
        start = row * (width * size + 1)
        before = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * size]), before, size)
        found.append(before if size == 3 else b"".join(before[i : i + 3] for i in range(0, len(before), 4)))
    return found


def unfiltered(kind: int, row: bytearray, above: bytes, size: int) -> bytes:
    if kind == 0:
        return bytes(row)
    for i in range(len(row)):
        left, up = row[i - size] if i >= size else 0, above[i]
        corner = above[i - size] if i >= size else 0
        guess = left + up - corner
        by_distance = [(abs(guess - one), order, one) for order, one in enumerate((left, up, corner))]
        nearest = min(by_distance)[2]
        row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return bytes(row)


async def masked(window: Page, words: str, picture: list[bytes]) -> bool:
    """Whether the middle of the element that shows these words is painted over."""
    box = await window.get_by_text(words).bounding_box()
    assert box is not None
    x, y = int(box["x"] + 3), int(box["y"] + box["height"] / 2)
    return picture[y][3 * x : 3 * x + 3] == MASK


async def test_a_picture_paints_over_fields_taxpayer_numbers_and_the_user_id(
    tab: Tab, tiny: TinyServer
) -> None:
    tiny.answers["/"] = answer(PRIVATE)
    await tab.page.set_viewport_size({"width": 500, "height": 420})
    await tab.page.goto(f"{tiny.url}/")
    picture = rows((await screenshot(tab.page, "ia-home", SecretStr("pat.doe"))).data)
    for words in ("SSN", "12-3456789", "TIN", "pat.doe"):
        assert await masked(tab.page, words, picture), words
    for words in ("NPI", "Record"):
        assert not await masked(tab.page, words, picture), words
    for label in ("Password", "Code", "Note"):
        box = await tab.page.get_by_label(label).bounding_box()
        assert box is not None
        x, y = int(box["x"] + box["width"] / 2), int(box["y"] + box["height"] / 2)
        assert picture[y][3 * x : 3 * x + 3] == MASK, label


async def test_the_list_of_elements_has_labels_and_no_values(tab: Tab, tiny: TinyServer) -> None:
    tiny.answers["/"] = answer(PRIVATE.replace("Record", "Record of pat.doe, 078-05-1120"))
    await tab.page.goto(f"{tiny.url}/")
    capture = await elements(tab.page, "ia-home", SecretStr("pat.doe"))
    listed = json.loads(capture.data)
    assert capture.kind is EvidenceKind.ELEMENTS
    assert {"role": "heading", "label": "Record of *, *"} in listed
    assert [one["label"] for one in listed if one["role"] == "field"] == ["Password", "Code", "Note"]
    for value in (b"Pass-word-1", b"246810", b"My-note", b"078-05"):
        assert value not in capture.data


async def failed_evidence(session: PortalSession) -> dict[EvidenceKind, Capture]:
    return {capture.kind: capture for capture in await session.capture(failed=True)}


async def test_a_failed_sign_in_leaves_a_picture_and_elements_and_no_trace(
    open_session: OpenSession, portal: MockPortal
) -> None:
    async with open_session(TraceMode.ALWAYS) as session:
        with pytest.raises(PortalFailure) as caught:
            await sign_in(session, portal, "prairie-dental")
        kept = await failed_evidence(session)
    person = portal.cast["prairie-dental"]
    assert caught.value.reason.cause is Cause.LOCKED
    assert set(kept) == {EvidenceKind.SCREENSHOT, EvidenceKind.ELEMENTS}
    assert all(capture.page == "ia-login" for capture in kept.values())
    assert person.user_id.encode() not in kept[EvidenceKind.ELEMENTS].data
    assert kept[EvidenceKind.SCREENSHOT].data.startswith(b"\x89PNG")


async def test_a_trace_holds_no_password_code_seed_or_session(
    open_session: OpenSession, portal: MockPortal
) -> None:
    spent = []
    async with open_session(TraceMode.ALWAYS) as session:
        person = portal.next_code().cast["north-clinic"]

        async def code() -> SecretStr:
            spent.append(await person.code())
            return spent[-1]

        await session.sign_in(SecretStr(person.user_id), SecretStr(person.password), code)
        await session.read_profile()
        await session.read_enrollments()
        cookies = [one["value"] for one in await session._tab.context.cookies()]
        captures = await session.capture(failed=False)
    (trace,) = [capture for capture in captures if capture.kind is EvidenceKind.TRACE]
    files = contents(trace.data)
    assert cookies
    assert any(b"myProfile.do" in data for data in files.values())
    for secret in (person.password, person.totp_secret, spent[0].get_secret_value(), *cookies):
        for form in forms(secret):
            assert not [name for name, data in files.items() if form in data and not picture_of(name)], secret


def picture_of(name: str) -> bool:
    """Six digits of a code stand in any large compressed picture by chance."""
    return name.endswith((".png", ".jpeg"))


@pytest.mark.parametrize(
    ("mode", "failed", "kept"),
    [
        (TraceMode.OFF, True, False),
        (TraceMode.FAILURE, True, True),
        (TraceMode.FAILURE, False, False),
    ],
)
async def test_a_trace_is_kept_by_its_mode(
    open_session: OpenSession, portal: MockPortal, mode: TraceMode, failed: bool, kept: bool
) -> None:
    async with open_session(mode) as session:
        await sign_in(session, portal)
        kinds = [capture.kind for capture in await session.capture(failed)]
    assert (EvidenceKind.TRACE in kinds) is kept
    assert (EvidenceKind.ELEMENTS in kinds) is failed
