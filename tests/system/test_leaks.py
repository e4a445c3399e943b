"""Unusual secrets are planted, visits of every kind are made, and everything written is searched for them.

Two commands and a running agent go at the same time, each with its own folder, store and accounts.
"""

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.agent_process import environment
from tests.system.canaries import Canary, canary, plant
from tests.system.leak_search import Document, Hit, codes_in, files_under, forms, secrets_in
from tests.system.parts import ROOT, Portal, Sink, Vault
from tests.system.visit_document import documented
from tests.system.waiting import eventually
from tests.system.world import World
from tests.system.written import Witness, unsealed

SEARCHES = ("chromium", "firefox", "run")

CANARIES: Mapping[str, tuple[Canary, ...]] = {
    "chromium": (
        canary("north-clinic"),
        canary("riverbend-dme", seed_in_kv=True),
        canary("orchard-family"),
        canary("lakeside-therapy", wrong_password=True),
        canary("cedar-surgical", wrong_seed=True, seed_in_kv=True),
    ),
    "firefox": (
        canary("harbor-imaging", seed_in_kv=True),
        canary("summit-cardiology"),
        canary("granite-hospice", seed_in_kv=True),
        canary("valley-pediatrics", wrong_password=True),
        canary("continental-billing", wrong_seed=True),
    ),
    "run": (canary("prairie-dental"),),
}
FAILING_MID_WAY = ("riverbend-dme", "summit-cardiology")
LOSING_THE_SESSION = ("orchard-family", "granite-hospice")
ENDS = ["ok", "portal_down", "session_lost", "account_problem", "account_problem"]


@dataclass(frozen=True)
class Written:
    """What one of the three wrote: as it lay there, and with what was sealed opened."""

    world: World
    begun: float
    ended: float
    plain: tuple[Document, ...]
    opened: Mapping[str, list[Document]]
    stdout: str

    @property
    def everything(self) -> list[Document]:
        return [*self.plain, *(document for kind in self.opened.values() for document in kind)]


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
def written(tmp_path_factory: pytest.TempPathFactory, parts: Parts) -> Iterator[Mapping[str, Written]]:
    def work(name: str) -> Written:
        world = worlds[name]
        temporary = world.folder / "tmp"
        temporary.mkdir()
        begun = time.time()
        said, stdout = (_run_for_a_while if name == "run" else _visit_all)(world, name, str(temporary))
        files = tuple(files_under(world.folder))
        return Written(world, begun, time.time(), (*said, *files), unsealed(world), stdout)

    worlds = {
        name: World(tmp_path_factory.mktemp(name), parts.vault, parts.portal, parts.sink) for name in SEARCHES
    }
    for name, world in worlds.items():
        plant(world, CANARIES[name])
    _configure_run(worlds["run"])
    witness = Witness(tmp_path_factory.getbasetemp())
    with ThreadPoolExecutor(len(worlds)) as pool, witness:
        done = dict(zip(worlds, pool.map(work, worlds), strict=True))
    yield done
    for world in worlds.values():
        world.close()


def _configure_run(world: World) -> None:
    settings = world.config.read_text(encoding="utf-8")
    world.config.write_text(
        settings + '\n[schedule]\nprobe = "1s"\nvisit = "10s"\njitter = "0s"\n', encoding="utf-8"
    )


def _visit_all(world: World, engine: str, temporary: str) -> tuple[tuple[Document, ...], str]:
    done = world.run(
        "visit", "--all", "--json", "--trace", "always", "--browser", engine, TMPDIR=temporary
    )
    assert done.status == 3
    said = (Document("stdout", done.stdout.encode()), Document("stderr", done.stderr.encode()))
    return said, done.stdout


def _run_for_a_while(world: World, _: str, temporary: str) -> tuple[tuple[Document, ...], str]:
    agent = world.start_agent(TMPDIR=temporary)
    eventually(lambda: agent.log(kind="visit", verdict="ok"), 60, what="a visit")
    said = Document("/metrics", agent.exposition().encode())
    assert agent.terminate()[0] == 0
    return (said,), ""
