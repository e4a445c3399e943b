"""`incidents list|show` and `evidence open`, after one visit that found something."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.system.agent_process import Result
from tests.system.parts import Portal, Sink, Vault
from tests.system.visit_document import Visit, documented
from tests.system.world import World

ACCOUNT = "harbor-imaging"


@dataclass(frozen=True)
class Found:
    world: World
    visit: Visit

    @property
    def incident(self) -> str:
        (change,) = self.visit.incidents
        return change.id


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory, shared_vault: Vault, shared_portal: Portal, shared_sink: Sink
) -> Iterator[Found]:
    """A deactivated enrollment where an approved one was expected, with a trace of the visit."""
    shared_portal.reset()
    folder = tmp_path_factory.mktemp("found")
    with World(folder, shared_vault, shared_portal, shared_sink, (ACCOUNT,)) as world:
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(
            text.replace('totp_key = "', 'expected = "Approved"\ntotp_key = "'), encoding="utf-8"
        )
        done = world.run("visit", ACCOUNT, "--trace", "always", "--json")
        assert done.status == 1, done.stderr
        yield Found(world, documented(done.stdout)[0])


def test_incidents_are_listed_for_a_person_and_as_one_document(found: Found) -> None:
    listed = found.world.run("incidents", "list")
    assert listed.status == 0
    (line,) = listed.stdout.splitlines()
    assert line.startswith(f"{found.incident}  critical ")
    assert " open " in line
    assert "enrollment-status" in line

    document = found.world.run("incidents", "list", "--json").json
    (incident,) = document["incidents"]
    (finding,) = found.visit.findings
    assert (incident["id"], incident["rule"], incident["subject"]) == (
        found.incident,
        "enrollment-status",
        finding.subject,
    )
    assert (incident["account"], incident["severity"], incident["state"]) == (ACCOUNT, "critical", "open")
    assert incident["resolved"] is None
    assert datetime.fromisoformat(incident["opened"]).utcoffset() is not None


def test_an_incident_shows_cause_since_next_step_desk_and_who_was_told(found: Found) -> None:
    shown = found.world.run("incidents", "show", found.incident)
    (finding,) = found.visit.findings
    assert shown.status == 0
    for part in (finding.title, finding.next_step, finding.desk, finding.impact, f"visit {ACCOUNT}"):
        assert part in shown.stdout
    for channel in ("ops-mail", "ops-hook"):
        assert f"{channel}: opened, sent" in shown.stdout
    for piece in found.visit.evidence:
        assert f"enrollwatch evidence open {piece.id}" in shown.stdout

    document = found.world.run("incidents", "show", found.incident, "--json").json
    assert [passage["transition"] for passage in document["transitions"]] == ["opened"]
    assert {alert["state"] for alert in document["alerts"]} == {"sent"}
    assert {piece["id"] for piece in document["evidence"]} == {piece.id for piece in found.visit.evidence}
    assert document["look_again"] == f"enrollwatch visit {ACCOUNT}"


def _piece(found: Found, kind: str) -> str:
    (identifier,) = [piece.id for piece in found.visit.evidence if piece.kind == kind]
    return identifier


def test_evidence_is_opened_into_a_file_of_ones_own_that_is_never_overwritten(
    found: Found, tmp_path: Path
) -> None:
    picture, out = _piece(found, "screenshot"), tmp_path / "seen.png"
    opened = found.world.run("evidence", "open", picture, "--out", str(out))
    assert (opened.status, opened.stdout.strip()) == (0, str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_bytes().startswith(b"\x89PNG")

    out.write_bytes(b"mine")
    again = found.world.run("evidence", "open", picture, "--out", str(out))
    _assert_refused(again, "cannot be written: File exists", str(out), "--out")
    assert out.read_bytes() == b"mine"


def test_a_trace_is_opened_beside_us_under_its_own_name(found: Found) -> None:
    trace = _piece(found, "trace")
    opened = found.world.run("evidence", "open", trace)
    file = found.world.folder / f"{trace}.zip"
    assert opened.status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert zipfile.is_zipfile(file)


def test_what_lies_on_the_disk_is_sealed(found: Found) -> None:
    files = list(found.world.settings.store.evidence.iterdir())
    assert len(files) == len(found.visit.evidence)
    for file in files:
        data = file.read_bytes()
        assert not data.startswith((b"\x89PNG", b"PK"))
        assert b"IHDR" not in data


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("incidents", "show", "nosuchid"), ("no incident 'nosuchid'", "incidents list --all")),
        (("evidence", "open", "nosuchid"), ("no evidence 'nosuchid'", "incidents show")),
    ],
)
def test_an_unknown_id_is_said_with_status_3(
    found: Found, words: tuple[str, ...], says: tuple[str, ...]
) -> None:
    _assert_refused(found.world.run(*words), *says)


def test_an_unknown_incident_prints_the_error_document_too(found: Found) -> None:
    done = found.world.run("incidents", "show", "nosuchid", "--json")
    assert done.status == 3
    assert done.json["error"]["what"] == "no incident 'nosuchid'"


def test_evidence_whose_file_was_damaged_is_refused(found: Found, tmp_path: Path) -> None:
    picture = _piece(found, "screenshot")
    with found.world.store() as store:
        record = store.evidence(picture)
    assert record
    file = found.world.settings.store.evidence / record.file
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        done = found.world.run("evidence", "open", picture, "--out", str(tmp_path / "out.png"))
    finally:
        file.write_bytes(whole)
    assert done.status == 3
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.png").exists()


def _assert_refused(done: Result, *parts: str) -> None:
    assert done.status == 3
    assert done.stdout == ""
    for part in parts:
        assert part in done.stderr
    assert "Traceback" not in done.stderr
