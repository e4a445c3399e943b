"""`packet` of a real incident: the folder, its PDF, the audit, and what is not in it."""

import asyncio
import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.browser import discover
from agent.browser.printing import printed
from agent.cli import main
from agent.model.errors import BrowserError
from agent.store import AuditEntry
from tests.ports import free_port
from tests.system.agent_process import Result
from tests.system.parts import Portal, Sink, Vault, cast
from tests.system.world import World

ACCOUNT = "harbor-imaging"


@dataclass(frozen=True)
class Found:
    world: World
    incident: str
    npi: str
    enrollment: str


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory, shared_vault: Vault, shared_portal: Portal, shared_sink: Sink
) -> Iterator[Found]:
    """A deactivated enrollment where an approved one was expected."""
    shared_portal.reset()
    folder = tmp_path_factory.mktemp("found")
    with World(folder, shared_vault, shared_portal, shared_sink, (ACCOUNT,)) as world:
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(
            text.replace('totp_key = "', 'expected = "Approved"\ntotp_key = "'), encoding="utf-8"
        )
        (visit,) = world.run("visit", ACCOUNT, "--json").json["visits"]
        opened = [each for each in visit["incidents"] if each["rule"] == "enrollment-status"]
        (seen,) = [each for each in visit["facts"]["enrollments"] if each["id"] == opened[0]["subject"]]
        yield Found(world, opened[0]["id"], seen["npi"], seen["id"])


@pytest.fixture(scope="module")
def made(found: Found) -> Path:
    """The packet, beside the settings under its own name."""
    done = found.world.run("packet", found.incident)
    folder = found.world.folder / f"packet-{found.incident}"
    assert (done.status, done.stdout.strip()) == (0, str(folder)), done.stderr
    return folder


def _packet(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "packet.json").read_text(encoding="utf-8"))
    assert document["schema"] == 1
    packet: dict[str, Any] = document["packet"]
    return packet


def test_the_folder_holds_a_pdf_its_page_its_data_and_the_pictures(found: Found, made: Path) -> None:
    files = {path.relative_to(made).as_posix(): path for path in made.rglob("*") if path.is_file()}
    pictures = [name for name in files if name.startswith("screenshots/")]
    assert set(files) == {"packet.pdf", "packet.html", "packet.json", *pictures}
    assert pictures
    for name in pictures:
        assert files[name].read_bytes().startswith(b"\x89PNG")
    pdf = files["packet.pdf"].read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"/Subtype /Image" in pdf
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    assert made.stat().st_mode & 0o777 == 0o700


def test_it_says_what_the_desk_asks_for(found: Found, made: Path) -> None:
    packet = _packet(made)
    (provider,) = packet["providers"]
    assert provider["npi"] == found.npi
    assert [each["enrollment_id"] for each in provider["enrollments"]] == [found.enrollment]
    assert packet["visit"]["verdict"] == "ok"
    assert packet["visit"]["browser_version"]
    assert "sign-in" in [step["name"] for step in packet["visit"]["steps"]]
    assert all(address.startswith(found.world.portal.url) for address in packet["visit"]["addresses"])
    assert [picture["file"] for picture in packet["pictures"]]
    assert packet["missing"] == []
    html = (made / "packet.html").read_text(encoding="utf-8")
    for part in (found.npi, found.enrollment, "Deactivated", "private window", "data:image/png;base64,"):
        assert part in html


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_the_pdf_can_be_read_and_searched(found: Found, made: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", made / "packet.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for part in (found.npi, found.enrollment, "Before you ring", "1 of"):
        assert part in text


def test_no_secret_of_the_account_is_in_it(made: Path) -> None:
    person = cast()[ACCOUNT]
    for name in ("packet.html", "packet.json"):
        text = (made / name).read_text(encoding="utf-8").lower()
        for secret in (person.user_id, person.password, person.totp_secret):
            assert secret.lower() not in text


def test_it_is_on_record_who_made_it_and_when(found: Found, made: Path) -> None:
    with found.world.store() as store:
        first = store.audited(found.incident)[0]
    assert (first.who, first.action) == (pwd.getpwuid(os.getuid()).pw_name, "packet")
    assert str(made) in first.detail
    assert datetime.now(UTC) - first.at < timedelta(minutes=30)


def test_opening_evidence_is_on_record_too(found: Found, tmp_path: Path) -> None:
    with found.world.store() as store:
        (picture,) = [e.id for look in store.looks(ACCOUNT) for e in store.evidence_of(look.id)][:1]
    out = tmp_path / "seen.png"
    assert found.world.run("evidence", "open", picture, "--out", str(out)).status == 0
    (entry,) = _audited(found, picture)
    assert (entry.action, entry.detail) == ("evidence open", f"to {out}")


def _audited(found: Found, of: str) -> tuple[AuditEntry, ...]:
    with found.world.store() as store:
        return store.audited(of)


def test_a_second_one_needs_another_folder_and_overwrites_nothing(
    found: Found, made: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    again = found.world.run("packet", found.incident)
    _assert_refused(again, 2, "already", str(made), "--to")
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before

    elsewhere = tmp_path / "for the desk"
    done = found.world.run("packet", found.incident, "--to", str(elsewhere), "--json")
    assert done.status == 0
    assert done.json == {
        "schema": 1,
        "incident": found.incident,
        "folder": str(elsewhere),
        "pdf": str(elsewhere / "packet.pdf"),
        "files": sorted(path.relative_to(elsewhere).as_posix() for path in elsewhere.rglob("*.*")),
        "problem": None,
    }


def test_an_unknown_incident_leaves_no_folder(found: Found, tmp_path: Path) -> None:
    done = found.world.run("packet", "nosuchid", "--to", str(tmp_path / "packet"))
    _assert_refused(done, 3, "no incident 'nosuchid'", "incidents list --all")
    assert list(tmp_path.iterdir()) == []
    assert _audited(found, "nosuchid") == ()


def test_without_vault_nothing_is_unsealed_and_no_folder_is_left(found: Found, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    before = _audited(found, found.incident)
    away = f"http://127.0.0.1:{free_port()}"
    done = found.world.run("packet", found.incident, "--to", str(elsewhere), ENROLLWATCH_VAULT__URL=away)
    _assert_refused(done, 3)
    assert list(tmp_path.iterdir()) == []
    assert _audited(found, found.incident) == before


def test_a_damaged_picture_is_named_and_the_rest_is_there(found: Found, tmp_path: Path) -> None:
    with found.world.store() as store:
        records = [e for look in store.looks(ACCOUNT) for e in store.evidence_of(look.id)]
    file = found.world.settings.store.evidence / records[0].file
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        done = found.world.run("packet", found.incident, "--to", str(tmp_path / "packet"))
    finally:
        file.write_bytes(whole)
    assert done.status == 0
    (missing,) = _packet(tmp_path / "packet")["missing"]
    assert records[0].id in missing
    assert "the sealed data is damaged" in missing


def test_where_no_chromium_is_found_the_folder_is_made_and_the_missing_pdf_told(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(discover, "_candidates", lambda *_: [])  # a machine without a browser
    target = tmp_path / "packet"
    words = ["packet", found.incident, "--to", str(target), "--config", str(found.world.config), "--json"]
    with pytest.raises(SystemExit) as left:
        main(words)
    said = capsys.readouterr()
    assert left.value.code == 1
    assert json.loads(said.out)["pdf"] is None
    assert "only Chromium prints a PDF" in json.loads(said.out)["problem"]
    assert "apt-get install chromium" in said.err
    assert (target / "packet.html").is_file()
    assert not (target / "packet.pdf").exists()


def _assert_refused(done: Result, status: int, *parts: str) -> None:
    assert (done.status, done.stdout) == (status, "")
    for part in parts:
        assert part in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_document_that_is_printed_reaches_nothing_and_runs_nothing() -> None:
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        here = f"http://127.0.0.1:{port}"
        pdf = await printed(
            f"<link rel=stylesheet href={here}/a.css><img src={here}/b.png><iframe src={here}/c></iframe>"
            f"<script>fetch('{here}/d'); document.body.innerHTML = 'x'.repeat(99)</script>"
            f"<meta http-equiv=refresh content='0; url={here}/e'><p>kept</p>"
        )
    assert pdf.startswith(b"%PDF-")
    assert asked == []


async def test_a_browser_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(
        discover,
        "_candidates",
        lambda engine, *_: [discover.BrowserInstall(engine=engine, executable=broken)],
    )
    with pytest.raises(BrowserError, match="could not be printed") as caught:
        await printed("<p>x</p>")
    assert caught.value.where == str(broken)
