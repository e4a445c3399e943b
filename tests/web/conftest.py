"""The application over a store of a test's own, asked as each role. No Vault, no browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from agent.evidence import Safe, prepared
from agent.forecast import Forecast
from agent.last_facts import NoFactsError
from agent.metrics import Metrics
from agent.model.person import Role
from agent.recorder import Recorder
from agent.settings import Settings, load
from agent.store import Store
from agent.web import Site, application
from agent.web.gate import Caller
from tests.web.keys import Keys

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SETTINGS = """
[portal]
url = "http://127.0.0.1:9"
[vault]
url = "http://127.0.0.1:9"
role_id_file = "role-id"
secret_id_file = "secret-id"
[[accounts]]
name = "north-clinic"
vault_path = "portal/north-clinic"
[[accounts]]
name = "harbor-imaging"
vault_path = "portal/harbor-imaging"
[[channels]]
name = "ops-log"
kind = "log"
"""

Ask = Callable[[Role | None], TestClient]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "enrollwatch.toml"
    path.write_text(SETTINGS)
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("made up")
        (tmp_path / name).chmod(0o600)
    return load(path, {})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings.store.url) as opened:
        yield opened


@pytest.fixture
def keys() -> Keys:
    return Keys()


@dataclass
class At:
    """A clock that a test may set."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> At:
    return At()


@pytest.fixture
def site(settings: Settings, store: Store, keys: Keys, clock: At) -> Site:
    def no_facts(account: str, until: date) -> Forecast:
        raise NoFactsError(f"no visit has read any facts of {account}", "the store", "look first")

    prepared(settings.store.evidence)
    return Site(
        settings=settings,
        store=store,
        safe=Safe(settings.store.evidence, keys),
        recorder=Recorder.of(settings, store, [channel.name for channel in settings.channels]),
        metrics=Metrics(),
        clock=clock,
        health=lambda: None,
        forecast=no_facts,
    )


@pytest.fixture
def app(site: Site) -> FastAPI:
    """`X-Test-Role` says who asks: authentication has tests of its own."""

    def authenticate(request: Request) -> Caller | None:
        role = request.headers.get("x-test-role")
        return Caller(f"test-{role}", Role(role), "csrf") if role else None

    return application(site, authenticate)


@pytest.fixture
def ask(app: FastAPI) -> Ask:
    """`ask(Role.VIEWER).get("/slots")`; `ask(None)` is nobody. Redirects are not followed."""

    def client(role: Role | None) -> TestClient:
        headers = {"x-test-role": str(role)} if role else {}
        return TestClient(app, headers=headers, follow_redirects=False, raise_server_exceptions=True)

    return client
