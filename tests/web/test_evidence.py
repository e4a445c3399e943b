"""Evidence and packets: opened only by who may, on record before they leave."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from agent.model.errors import BrowserError
from agent.model.evidence import Capture, EvidenceKind
from agent.model.person import Role
from agent.packet import Whole
from agent.store import Store
from agent.web import Site, application
from agent.web.gate import Caller
from tests.web.conftest import HOST, NOW, Ask
from tests.web.keys import Keys
from tests.web.seeds import HOSTILE, a_visit

PNG = b"\x89PNG\r\n\x1a\n made up"
ELEMENTS = [{"role": "heading", "label": HOSTILE}, {"role": "button", "label": "Sign In"}]
PIECES = {
    EvidenceKind.SCREENSHOT: PNG,
    EvidenceKind.TRACE: b"PK made up",
    EvidenceKind.ELEMENTS: json.dumps(ELEMENTS).encode(),
}


@pytest.fixture
def kept(store: Store, site: Site) -> dict[str, str]:
    """One of each kind, sealed: id by kind."""
    captures = [Capture(kind=kind, page="home", data=data) for kind, data in PIECES.items()]
    records = site.safe.keep(captures, "look-1", NOW)
    with store.writing() as unit:
        unit.add_look(a_visit("look-1", NOW))
        for record in records:
            unit.add_evidence(record)
    return {str(record.kind): record.id for record in records}


@pytest.mark.parametrize(
    ("kind", "media", "disposition"),
    [
        ("screenshot", "image/png", 'inline; filename="{}.png"'),
        ("trace", "application/zip", 'attachment; filename="{}.zip"'),
        ("elements", "application/json", 'attachment; filename="{}.json"'),
    ],
)
def test_content_is_unsealed_kept_by_nobody_and_on_record(
    ask: Ask, store: Store, kept: dict[str, str], kind: str, media: str, disposition: str
) -> None:
    identifier = kept[kind]
    for path in (f"/evidence/{identifier}/file", f"/api/v1/evidence/{identifier}/file"):
        answer = ask(Role.OPERATOR).get(path)
        assert answer.content == PIECES[EvidenceKind(kind)]
        assert answer.headers["content-type"] == media
        assert answer.headers["content-disposition"] == disposition.format(identifier)
        assert answer.headers["cache-control"] == "no-store"
    assert [(e.who, e.action, e.object) for e in store.audited()] == [
        ("test-operator", "evidence open", identifier)
    ] * 2


def test_a_picture_is_shown_in_its_page_and_counts_as_seen_when_it_is_fetched(
    ask: Ask, store: Store, kept: dict[str, str]
) -> None:
    html = ask(Role.OPERATOR).get(f"/evidence/{kept['screenshot']}").text
    assert f'<img src="/evidence/{kept["screenshot"]}/file" alt="The page home' in html
    assert 'href="/visits/look-1"' in html
    assert "data-live" not in html
    assert store.audited() == ()


def test_elements_are_a_table_of_harmless_words_and_count_as_seen(
    ask: Ask, store: Store, kept: dict[str, str]
) -> None:
    html = ask(Role.OPERATOR).get(f"/evidence/{kept['elements']}").text
    assert "<td>button</td><td>Sign In</td>" in html
    assert "\u2039b\u203afree" in html
    assert "<b>" not in html
    assert [e.object for e in store.audited()] == [kept["elements"]]


def test_a_trace_is_downloaded(ask: Ask, kept: dict[str, str]) -> None:
    html = ask(Role.OPERATOR).get(f"/evidence/{kept['trace']}").text
    assert f'href="/evidence/{kept["trace"]}/file">Download the trace' in html


@pytest.mark.parametrize("kind", PIECES)
def test_while_vault_is_sealed_the_page_says_so_and_nothing_leaves(
    ask: Ask, store: Store, keys: Keys, kept: dict[str, str], kind: str
) -> None:
    keys.sealed = True
    page = ask(Role.OPERATOR).get(f"/evidence/{kept[kind]}")
    assert page.status_code == 200
    assert "Vault is sealed" in page.text
    assert "unseal it" in page.text
    assert "<img" not in page.text
    assert ask(Role.OPERATOR).get(f"/evidence/{kept[kind]}/file").status_code == 503
    assert store.audited() == ()


def test_a_file_that_is_gone_is_told(ask: Ask, store: Store, site: Site, kept: dict[str, str]) -> None:
    record = store.evidence(kept["screenshot"])
    assert record is not None
    (site.safe.folder / record.file).unlink()
    assert "the evidence file cannot be read" in ask(Role.OPERATOR).get(f"/evidence/{record.id}").text
    assert ask(Role.OPERATOR).get(f"/api/v1/evidence/{record.id}/file").status_code == 503


def test_elements_that_do_not_read_are_offered_as_they_are(ask: Ask, store: Store, site: Site) -> None:
    (record,) = site.safe.keep([Capture(kind=EvidenceKind.ELEMENTS, page="home", data=b"{")], "look-1", NOW)
    with store.writing() as unit:
        unit.add_look(a_visit("look-1", NOW))
        unit.add_evidence(record)
    assert "It does not read as a list" in ask(Role.OPERATOR).get(f"/evidence/{record.id}").text


def test_a_viewer_opens_none_and_what_is_not_there_is_not_found(
    ask: Ask, store: Store, kept: dict[str, str]
) -> None:
    for path in ("/evidence", "/api/v1/evidence"):
        for tail in ("", "/file"):
            assert ask(Role.VIEWER).get(f"{path}/{kept['screenshot']}{tail}").status_code == 403
            assert ask(Role.OPERATOR).get(f"{path}/nosuch{tail}").status_code == 404
    assert ask(Role.OPERATOR).get(f"/api/v1/evidence/{kept['trace']}").json()["kind"] == "trace"
    assert {entry.action for entry in store.audited()} == {"refused"}


Packing = Callable[[Whole], TestClient]


@pytest.fixture
def packing(site: Site) -> Packing:
    """An operator of an agent whose packets are of these files."""

    def client(made: Whole) -> TestClient:
        app: FastAPI = application(replace(site, pack=lambda incident: made), _operator)
        return TestClient(app, HOST)

    return client


def _operator(request: Request) -> Caller:
    return Caller("jonas", Role.OPERATOR)


FILES = {"packet.html": b"<p>", "packet.json": b"{}", "screenshots/1-home.png": PNG}


@pytest.mark.parametrize("path", ["/incidents/i-1/packet", "/api/v1/incidents/i-1/packet"])
def test_a_packet_is_one_zip_and_on_record(packing: Packing, store: Store, path: str) -> None:
    answer = packing(Whole(FILES | {"packet.pdf": b"%PDF"})).post(path)
    assert answer.headers["content-disposition"] == 'attachment; filename="packet-i-1.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"packet-i-1/{name}": data for name, data in (FILES | {"packet.pdf": b"%PDF"}).items()
        }
    assert [(e.who, e.action, e.object, e.detail) for e in store.audited()] == [
        ("jonas", "packet", "i-1", "4 files, in the dashboard")
    ]


def test_without_a_chromium_the_packet_says_why_there_is_no_pdf(packing: Packing, store: Store) -> None:
    problem = BrowserError("only Chromium prints a PDF", "chromium", "install one")
    answer = packing(Whole(FILES, problem)).post("/incidents/i-1/packet")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "packet-i-1/packet.html" in archive.namelist()
        assert b"install one" in archive.read("packet-i-1/there-is-no-pdf.txt")
    assert store.audited()[0].detail.endswith("without PDF: only Chromium prints a PDF")


def test_a_viewer_makes_no_packet_and_of_no_incident_there_is_none(ask: Ask, store: Store) -> None:
    for path in ("/incidents/nosuch/packet", "/api/v1/incidents/nosuch/packet"):
        assert ask(Role.VIEWER).post(path).status_code == 403
        assert ask(Role.OPERATOR).post(path).status_code == 404
    assert {entry.action for entry in store.audited()} == {"refused"}
