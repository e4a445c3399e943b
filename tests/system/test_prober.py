"""The probe against the real portal over HTTPS: each way it can fail, and whose fault that is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.browser import load_contract
from agent.model.clock import machine_clock
from agent.model.errors import SettingsError
from agent.model.look import Look
from agent.model.verdict import Cause, Verdict
from agent.probe import Prober
from agent.settings import BudgetSettings, PortalSettings
from tests.ports import free_port
from tests.system.parts import Portal, Sink

GENEROUS = BudgetSettings(page=timedelta(seconds=10), page_hard=timedelta(seconds=20))
IMPATIENT = BudgetSettings(page=timedelta(seconds=0.3), page_hard=timedelta(seconds=1))
FUSSY = BudgetSettings(page=timedelta(seconds=0.3), page_hard=timedelta(seconds=20))

CHANGED, DOWN, OWN = Verdict.PORTAL_CHANGED, Verdict.PORTAL_DOWN, Verdict.OWN_FAULT
FAULTS: tuple[tuple[str, dict[str, object], Cause, Verdict], ...] = (
    ("refused", {}, Cause.REFUSED, DOWN),
    ("reset", {}, Cause.RESET, DOWN),
    ("status", {"code": 500}, Cause.SERVER_ERROR, DOWN),
    ("status", {"code": 502}, Cause.SERVER_ERROR, DOWN),
    ("status", {"code": 404}, Cause.WRONG_CONTENT, CHANGED),
    ("empty", {}, Cause.EMPTY, DOWN),
    ("truncated", {"share": 0.5}, Cause.TRUNCATED, DOWN),
    ("truncated", {"share": 0.0}, Cause.TRUNCATED, DOWN),
    ("garbled", {"seed": 1}, Cause.WRONG_CONTENT, CHANGED),
    ("redirect-loop", {}, Cause.REDIRECT_LOOP, DOWN),
    ("maintenance", {"status": 503}, Cause.MAINTENANCE, DOWN),
    ("maintenance", {"status": 200}, Cause.MAINTENANCE, DOWN),
    ("certificate", {"kind": "expired"}, Cause.BAD_CERTIFICATE, DOWN),
    ("certificate", {"kind": "wrong-name"}, Cause.BAD_CERTIFICATE, DOWN),
    ("certificate", {"kind": "self-signed"}, Cause.BAD_CERTIFICATE, DOWN),
    ("status", {"code": 403}, Cause.BLOCKED, OWN),
    ("block-page", {}, Cause.BLOCKED, OWN),
    ("rate-limit", {}, Cause.RATE_LIMITED, OWN),
    ("wrong-content-type", {}, Cause.WRONG_CONTENT, CHANGED),
    ("translated", {}, Cause.OTHER_LANGUAGE, CHANGED),
    ("removed-element", {"element": "I&A Sign In"}, Cause.ELEMENT_MISSING, CHANGED),
)
HARMLESS = ("null", "announcement", "captcha", "idle-limit", "lock-out", "session-killed", "stale-status")


def prober(portal: Portal, sink: Sink, budgets: BudgetSettings = GENEROUS, **changes: object) -> Prober:
    settings = PortalSettings.model_validate({"url": portal.url, "ca_file": portal.ca_file, **changes})
    return Prober(settings, load_contract("classic"), budgets, (sink.smtp,), machine_clock)


def blame(look: Look) -> tuple[Verdict, Cause | None]:
    return look.verdict, look.reason.cause if look.reason else None


async def test_a_portal_that_is_well_is_ok_and_each_public_page_is_timed(portal: Portal, sink: Sink) -> None:
    look = await prober(portal, sink).look()
    assert blame(look) == (Verdict.OK, None)
    contract = load_contract("classic")
    assert [page.name for page in look.pages] == list(contract.probes)
    assert len(look.pages) > 1
    for page in look.pages:
        assert page.ttfb is not None
        assert page.db is not None
        assert 0 < page.ttfb <= page.seconds + 0.001  # rounded to milliseconds
    assert (look.ended - look.started).total_seconds() >= sum(page.ttfb or 0 for page in look.pages)


async def test_what_the_maintenance_page_says_of_its_end_is_kept(portal: Portal, sink: Sink) -> None:
    until = datetime(2026, 3, 8, 10, tzinfo=UTC)
    portal.fault("maintenance", stated_end=until.isoformat())
    look = await prober(portal, sink).look()
    assert blame(look) == (DOWN, Cause.MAINTENANCE)
    assert look.maintenance_until == until


@pytest.mark.parametrize(
    ("fault", "fields", "cause", "verdict"),
    FAULTS,
    ids=[f"{name}{fields or ''}" for name, fields, *_ in FAULTS],
)
async def test_each_fault_has_its_cause_and_its_verdict(
    portal: Portal, sink: Sink, fault: str, fields: dict[str, object], cause: Cause, verdict: Verdict
) -> None:
    portal.fault(fault, **fields)
    assert blame(await prober(portal, sink).look()) == (verdict, cause)


async def test_what_only_a_signed_in_visitor_meets_is_no_trouble_of_the_probe(
    portal: Portal, sink: Sink
) -> None:
    for fault in HARMLESS:
        portal.fault(fault)
    assert blame(await prober(portal, sink).look()) == (Verdict.OK, None)


@pytest.mark.parametrize("at", ["before", "after"])
async def test_a_portal_that_hangs_is_given_up_at_the_hard_limit(portal: Portal, sink: Sink, at: str) -> None:
    portal.fault("hung", at=at)
    look = await prober(portal, sink, IMPATIENT).look()
    assert blame(look) == (DOWN, Cause.TIMED_OUT)
    assert look.pages[-1].seconds == pytest.approx(1.0, abs=0.9)


async def test_a_page_over_its_budget_and_under_the_hard_limit_is_slow_and_its_database_is_named(
    portal: Portal, sink: Sink
) -> None:
    portal.fault("slow", seconds=0.5, database=True)
    look = await prober(portal, sink, FUSSY).look()
    assert blame(look) == (Verdict.PORTAL_SLOW, Cause.SLOW)
    assert all(page.seconds >= 0.5 <= (page.db or 0) for page in look.pages)


async def test_a_fault_of_the_second_page_alone_is_found_and_named(portal: Portal, sink: Sink) -> None:
    contract = load_contract("classic")
    second = contract.probes[1]
    portal.fault("status", code=500, path=contract.pages[second].address)
    look = await prober(portal, sink).look()
    assert look.reason is not None
    assert second in look.reason.where
    assert blame(look) == (DOWN, Cause.SERVER_ERROR)


async def test_a_name_that_is_not_known_is_a_portal_that_is_down(portal: Portal, sink: Sink) -> None:
    away = prober(portal, sink, url="https://portal.invalid:8441", authorised_by="the test, today")
    assert blame(await away.look()) == (DOWN, Cause.NAME_NOT_FOUND)


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(portal: Portal, sink: Sink) -> None:
    stranger = prober(portal, sink, ca_file=None)
    assert blame(await stranger.look()) == (DOWN, Cause.BAD_CERTIFICATE)
    assert (await stranger.certificate()).untrusted is Cause.BAD_CERTIFICATE
    trusted = await prober(portal, sink).certificate()
    assert trusted.untrusted is None
    assert trusted.expires is not None
    assert trusted.expires > machine_clock()


async def test_a_ca_file_that_is_none_is_told_with_its_place(
    portal: Portal, sink: Sink, tmp_path: Path
) -> None:
    wrong = tmp_path / "portal-ca.pem"
    wrong.write_text("no certificate")
    with pytest.raises(SettingsError) as told:
        await prober(portal, sink, ca_file=wrong).look()
    assert str(wrong) in str(told.value)


@pytest.mark.parametrize("fault", ["refused", "status"])
async def test_where_no_reference_host_answers_either_the_fault_is_our_own(
    portal: Portal, sink: Sink, fault: str
) -> None:
    portal.fault(fault, **({"code": 500} if fault == "status" else {}))
    contract, nowhere = load_contract("classic"), f"127.0.0.1:{free_port()}"
    settings = PortalSettings(url=portal.url, ca_file=Path(portal.ca_file))
    alone = Prober(settings, contract, GENEROUS, (nowhere,), machine_clock)
    assert blame(await alone.look()) == (OWN, Cause.NO_REFERENCE)
    one_answers = Prober(settings, contract, GENEROUS, (nowhere, sink.smtp), machine_clock)
    assert (await one_answers.look()).verdict is DOWN


async def test_where_no_reference_host_answers_a_portal_that_is_well_stays_well(portal: Portal) -> None:
    settings = PortalSettings(url=portal.url, ca_file=Path(portal.ca_file))
    nowhere = f"127.0.0.1:{free_port()}"
    look = await Prober(settings, load_contract("classic"), GENEROUS, (nowhere,), machine_clock).look()
    assert blame(look) == (Verdict.OK, None)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """A server that gives everyone this answer; its address."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _html(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body


ODD = (
    (_html(b"<html lang='en'><![noise["), Cause.WRONG_CONTENT),  # the standard parser gives up on it
    (_html(b"<html lang='en'><h1>I&amp;A Sign In</h1>"), Cause.TRUNCATED),  # said no length, and stopped
    (_html(b"<html lang='en'><h1>Welcome</h1></html>"), Cause.ELEMENT_MISSING),
    (_html(b"<h1>I&amp;A Sign In</h1></html>"), Cause.WRONG_CONTENT),  # no language
    (_html(b"   \n"), Cause.EMPTY),
    (b"HTTP/1.1 302 Found\r\nLocation: http://[no\r\nContent-Length: 0\r\n\r\n", Cause.WRONG_CONTENT),
    (b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\n\r\n", Cause.WRONG_CONTENT),
    (b"no HTTP at all\r\n\r\n", Cause.RESET),
    (b"", Cause.RESET),
)


@pytest.mark.parametrize(("answer", "cause"), ODD, ids=[answer[-40:].decode() for answer, _ in ODD])
async def test_answers_that_the_portal_never_gives_have_a_verdict_too(
    portal: Portal, sink: Sink, answer: bytes, cause: Cause
) -> None:
    async with answering(answer) as url:
        look = await prober(portal, sink, url=url, ca_file=None).look()
    assert look.reason is not None
    assert look.reason.cause is cause
