"""Unusual secrets are planted, visits of every kind are made, and everything written is searched for them.

Two commands and a running agent go at the same time, each with its own folder, store and accounts.
"""

import base64
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.model.screen import Screen
from tests.system.agent_process import environment
from tests.system.canaries import PASSWORD_MARK, SEED_MARK, USER_ID_MARK, Canary, canary, plant
from tests.system.leak_search import Document, codes_in, files_under, forms, secrets_in
from tests.system.parts import ROOT, Portal, Sink, Vault
from tests.system.visit_document import documented
from tests.system.waiting import eventually
from tests.system.world import World
from tests.system.written import Witness, unsealed

_LONGEST = 400.0  # seconds; idle it takes forty

SEARCHES = ("chromium", "firefox", "run")

CANARIES: Mapping[str, tuple[Canary, ...]] = {
    "chromium": (
        canary("north-clinic"),
        canary("riverbend-dme", Screen.ENROLLMENTS, seed_in_kv=True),
        canary("orchard-family", Screen.HOME),
        canary("lakeside-therapy", wrong_password=True),
        canary("cedar-surgical", wrong_seed=True, seed_in_kv=True),
    ),
    "firefox": (
        canary("harbor-imaging", seed_in_kv=True),
        canary("summit-cardiology", Screen.ENROLLMENTS),
        canary("granite-hospice", Screen.HOME, seed_in_kv=True),
        canary("valley-pediatrics", wrong_password=True),
        canary("continental-billing", wrong_seed=True),
    ),
    "run": (canary("prairie-dental"),),
}
FAILING_MID_WAY = ("riverbend-dme", "summit-cardiology")
LOSING_THE_SESSION = ("orchard-family", "granite-hospice")
"""Their visits read the screen on which they fail and no other: those of the first of each read all."""
ENDS = ["ok", "portal_down", "session_lost", "account_problem", "account_problem"]


@dataclass(frozen=True)
class Written:
    """What one of the three wrote: as it lay there, and with what was sealed opened."""

    world: World
    plain: tuple[Document, ...]
    opened: Mapping[str, list[Document]]
    stdout: str


@dataclass(frozen=True)
class Run:
    """All three, and what was seen of them while they ran."""

    by: Mapping[str, Written]
    seen: tuple[Document, ...]
    processes: frozenset[str]
    begun: float
    ended: float

    def documents(self) -> list[Document]:
        """Each once, however often it was seen."""
        opened = [document for each in self.by.values() for kind in each.opened.values() for document in kind]
        every = (*self.seen, *self.plain(), *opened)
        return list({document.data: document for document in every}.values())

    def plain(self) -> list[Document]:
        """What anybody can read who gets hold of the machine's disk, mail or metrics."""
        return [document for each in self.by.values() for document in each.plain]


@dataclass(frozen=True)
class Parts:
    """Of this module's own: other tests change nothing of them."""

    vault: Vault
    portal: Portal
    sink: Sink


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = Parts(Vault(tmp_path_factory.mktemp("v")), Portal(tmp_path_factory.mktemp("p")), Sink())
    made.sink.start()
    for account in FAILING_MID_WAY:
        made.portal.fault("status", code=500, path="/pecos/enrollments.do", account=account)
    for account in LOSING_THE_SESSION:
        made.portal.fault("session-killed", path="/pecos/home.do", account=account, times=1)
    yield made
    made.sink.stop()
    made.portal.stop()
    made.vault.stop()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, parts: Parts) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("leaks")
    worlds = {}
    for name in SEARCHES:
        (folder / name).mkdir()
        worlds[name] = World(folder / name, parts.vault, parts.portal, parts.sink)
    for name, world in worlds.items():
        plant(world, CANARIES[name])
    begun = time.time()
    witness = Witness(folder)
    with ThreadPoolExecutor(len(worlds)) as pool, witness:
        by = dict(zip(worlds, pool.map(_written, worlds, worlds.values()), strict=True))
    sent = Document("mail and webhooks", json.dumps(parts.sink.messages()).encode())
    yield Run(by, (sent, *witness.documents), frozenset(witness.processes), begun, time.time())
    for world in worlds.values():
        world.close()


def _written(name: str, world: World) -> Written:
    temporary = world.folder / "tmp"
    temporary.mkdir()
    if name == "run":
        said, stdout = _run_for_a_while(world, str(temporary)), ""
    else:
        words = ("visit", "--all", "--json", "--trace", "always", "--browser", name)
        done = world.run_anew(*words, timeout=_LONGEST, TMPDIR=str(temporary))
        stdout = done.stdout
        said = [Document("stdout", stdout.encode()), Document("stderr", done.stderr.encode())]
    return Written(world, (*said, *files_under(world.folder)), unsealed(world), stdout)


def _run_for_a_while(world: World, temporary: str) -> list[Document]:
    with world.config.open("a", encoding="utf-8") as settings:
        settings.write('\n[schedule]\nprobe = "1s"\nvisit = "10s"\njitter = "0s"\n')
    agent = world.start_agent(TMPDIR=temporary)
    eventually(lambda: agent.log(kind="visit", verdict="ok"), _LONGEST, what="a visit")
    said = Document("/metrics", agent.exposition().encode())
    assert agent.terminate()[0] == 0
    return [said]


SECRETS = {"a password": PASSWORD_MARK, "a seed": SEED_MARK}


@pytest.mark.parametrize("engine", ["chromium", "firefox"])
def test_the_visits_that_are_searched_ended_in_every_way_that_matters(run: Run, engine: str) -> None:
    visits = documented(run.by[engine].stdout)
    assert [visit.verdict for visit in visits] == ENDS
    assert {step.name for step in visits[0].steps} >= set(Screen), "a whole visit is searched"
    assert min(len(visit.steps) for visit in visits[1:3]) > 1, "these failed signed in"
    traced = [[piece.kind for piece in visit.evidence].count("trace") for visit in visits]
    assert traced == [1, 1, 1, 0, 0], "no trace where the password or the code was refused"
    opened = run.by[engine].opened
    assert len(opened["screenshot"]) == len(visits)
    assert len(opened["facts"]) == 3
    assert all(_pages_in(trace) for trace in opened["trace"])


def _pages_in(trace: Document) -> bool:
    """Whether it holds page contents, so that there is something to search."""
    with zipfile.ZipFile(io.BytesIO(trace.data)) as archive:
        return any(b"PECOS" in archive.read(name) for name in archive.namelist())


def test_what_ran_was_seen_while_it_ran(run: Run) -> None:
    assert any("firefox" in name for name in run.processes)
    assert any("chrom" in name or "headless" in name for name in run.processes)
    assert any(document.where.endswith("-wal") for document in run.seen)
    assert any(f"{os.sep}tmp{os.sep}" in document.where for document in run.seen)
    names = {document.where.rpartition("/")[2] for document in run.plain()}
    assert {"enrollwatch.db", "agent-1.log", "stderr", "metrics", "north-clinic.lock"} <= names


def test_no_password_and_no_seed_is_in_anything_that_was_written(run: Run) -> None:
    assert secrets_in(run.documents(), SECRETS) == []


def test_no_authenticator_code_is_in_any_text_that_was_written(run: Run) -> None:
    codes = {
        code for group in CANARIES.values() for each in group for code in each.codes(run.begun, run.ended)
    }
    assert codes_in(run.documents(), codes) == []


def test_no_user_id_is_in_what_lies_open(run: Run) -> None:
    sent = [document for document in run.seen if document.where == "mail and webhooks"]
    assert secrets_in([*run.plain(), *sent], {"a user ID": USER_ID_MARK}) == []


def test_no_provider_and_no_user_is_named_in_store_evidence_log_or_mail(run: Run, parts: Parts) -> None:
    names = {}
    for each in (planted for group in CANARIES.values() for planted in group):
        for associate in parts.portal.control("GET", f"/associates?account={each.account}"):
            names[associate["pac_id"]] = associate["name"]
            if associate["kind"] == "individual":
                names[f"{associate['pac_id']} family name"] = associate["name"].partition(",")[0]
        user = parts.portal.control("GET", f"/accounts/{each.account}")
        names[f"user of {each.account}"] = f"{user['first_name']} {user['last_name']}"
        names[f"employer of {each.account}"] = user["employer"]
    assert len(names) > 30
    sent = [document for document in run.seen if document.where == "mail and webhooks"]
    shown = [
        (document.where, what)
        for document in [*run.plain(), *sent]
        for what, name in names.items()
        if name.encode() in document.data
    ]
    assert shown == []


PLANTED = 'Pl\u00e4nted "secret"/+&<\\%z 7'


def _in_log(folder: Path, text: bytes) -> None:
    (folder / "agent.log").write_bytes(b'{"message": "typed ' + text + b'"}\n')


def _in_a_trace(folder: Path, text: bytes) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("resources/page.html", b"<p>" + text + b"</p>")
    with zipfile.ZipFile(folder / "trace.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nested.zip", inner.getvalue())


@pytest.mark.parametrize("form", sorted(forms(PLANTED)))
@pytest.mark.parametrize("hide", [_in_log, _in_a_trace])
def test_the_search_finds_a_planted_secret_in_every_form(
    tmp_path: Path, hide: Callable[[Path, bytes], None], form: str
) -> None:
    hide(tmp_path, forms(PLANTED)[form])
    found = secrets_in(files_under(tmp_path), {"planted": PLANTED})
    assert form in {hit.form for hit in found}


@pytest.mark.parametrize("offset", range(3))
def test_the_search_finds_a_secret_inside_longer_base64(tmp_path: Path, offset: int) -> None:
    _in_log(tmp_path, base64.b64encode(b"#" * offset + PLANTED.encode() + b"and more"))
    assert secrets_in(files_under(tmp_path), {"planted": PLANTED})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the code is 123456.", True),
        ('{"code": "123456"}', True),
        ("code=123456&go=1", True),
        ("at 12:00:00.123456+00:00", False),
        ("I20041234567890", False),
        ("took 123456.75 ms", False),
    ],
)
def test_a_code_is_found_as_a_whole_token_only(text: str, found: bool) -> None:
    assert bool(codes_in([Document("text", text.encode())], ["123456"])) is found


def test_a_build_that_leaks_into_its_log_and_its_evidence_is_found_out_in_both(
    tmp_path: Path, parts: Parts
) -> None:
    account = "willow-behavioral"
    planted = canary(account, wrong_password=True)
    with World(tmp_path, parts.vault, parts.portal, parts.sink) as world:
        plant(world, [planted])
        done = subprocess.run(
            [sys.executable, "-m", "tests.system.leaky_agent", "visit", "--all"],
            cwd=ROOT,
            env=environment(world.config),
            capture_output=True,
            check=False,
        )
        opened = [document for kind in unsealed(world).values() for document in kind]
        found = secrets_in([Document("stderr", done.stderr), *files_under(tmp_path), *opened], SECRETS)
    assert done.returncode == 3
    assert {hit.secret for hit in found} == {"a password"}
    assert {hit.where for hit in found} == {"stderr", f"screenshot of ia-login, {account}"}
