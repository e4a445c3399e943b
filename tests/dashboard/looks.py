"""The looks of the lively store: what was seen, how long it took, and what is kept of it."""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from agent.model.evidence import Capture, EvidenceKind
from agent.model.facts import Facts
from agent.model.look import BlockedRequest, Look, LookKind, PageTiming, Reason, SessionLoss, Step, verdict_of
from agent.model.verdict import Cause
from tests.unit.builders import NOW

HOSTILE = "<b onmouseover=alert(1)>Bluestem</b>\u202e https://evil.example/ \n second line"
PAGES = {"ia-login": 0.4, "ia-mfa": 0.7, "ia-home": 0.3, "pecos-home": 0.5, "enrollments": 0.8}


def probe(at: datetime, causes: Sequence[Cause], seconds: float) -> Look:
    timings = _timings({"pecos-login": seconds, "ia-login": 0.3})
    return Look(
        id=f"probe-{at:%d%H%M}",
        kind=LookKind.PROBE,
        started=at,
        ended=at + timedelta(seconds=1),
        verdict=verdict_of(_reasons(causes)),
        reasons=_reasons(causes),
        steps=(Step(name="probe", seconds=seconds + 0.3, pages=timings),),
    )


def visit(account: str, at: datetime, causes: Sequence[Cause], facts: Facts | None) -> Look:
    """Of north-clinic one with a session that was lost, and lately a write that was stopped."""
    timings = _timings(PAGES)
    signing_in, reading = timings[:2], timings[2:]
    crowded = account == "north-clinic"
    loss = SessionLoss(at=at, page="enrollments", idle=1800, age=2400)
    stopped = BlockedRequest(
        at=at,
        method="POST",
        host="127.0.0.1:9",
        path="/pecos/manageSignatures.do",
        page="pecos-home",
        write=True,
    )
    return Look(
        id=f"visit-{account}-{at:%d%H}",
        kind=LookKind.VISIT,
        account=account,
        browser="chromium",
        browser_version="156.0",
        started=at,
        ended=at + timedelta(seconds=6),
        verdict=verdict_of(_reasons(causes)),
        reasons=_reasons(causes),
        steps=(
            Step(name="sign-in", seconds=1.4, pages=signing_in),
            Step(name="enrollments", seconds=2.1, pages=reading),
        ),
        facts=facts,
        losses=(loss,) if crowded else (),
        blocked=(stopped,) if crowded and at > NOW - timedelta(hours=5) else (),
    )


def captures() -> Iterator[Capture]:
    """One of each kind."""
    elements = [{"role": "heading", "label": "Reset your password"}, {"role": "textbox", "label": HOSTILE}]
    page = "ia-reset-password"
    yield Capture(kind=EvidenceKind.SCREENSHOT, page=page, data=_grey_png(320, 200))
    yield Capture(kind=EvidenceKind.ELEMENTS, page=page, data=json.dumps(elements).encode())
    yield Capture(kind=EvidenceKind.TRACE, page="ia-login", data=b"PK\x05\x06" + bytes(18))


def _reasons(causes: Sequence[Cause]) -> tuple[Reason, ...]:
    where = f"home {HOSTILE}"
    return tuple(Reason(cause=each, what=f"Seen: {each}", where=where, do="ring the desk") for each in causes)


def _timings(pages: dict[str, float]) -> tuple[PageTiming, ...]:
    return tuple(
        PageTiming(name=name, seconds=each, ttfb=each / 4, db=each / 10) for name, each in pages.items()
    )


def _grey_png(width: int, height: int) -> bytes:
    rows = b"".join(b"\x00" + b"\xc8" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
