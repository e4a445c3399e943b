"""The application over a store of a test's own, asked as each role. No Vault, no browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent.evidence import prepared
from agent.model.person import Role
from agent.settings import Settings, load
from agent.store import Store
from agent.web import Site, application
from agent.web.gate import FORM_HEADER
from tests.unit.conftest import empty_store as empty_store
from tests.unit.settings_text import SETTINGS
from tests.web.keys import Keys
from tests.web.sites import as_header_says, site_of

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TWO_ACCOUNTS = f"""{SETTINGS}
[[accounts]]
name = "harbor-imaging"
vault_path = "portal/harbor-imaging"
[[channels]]
name = "ops-log"
kind = "log"
"""

HOST = "http://127.0.0.1:8400"
"""Where the application is asked; it answers to no other name."""

Ask = Callable[[Role | None], TestClient]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "enrollwatch.toml"
    path.write_text(TWO_ACCOUNTS)
    for name in ("role-id", "secret-id"):
        (tmp_path / name).write_text("made up")
        (tmp_path / name).chmod(0o600)
    return load(path, {})


@pytest.fixture
def store(settings: Settings, empty_store: Path) -> Iterator[Store]:
    file = Path(settings.store.url.removeprefix("sqlite:///"))
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_store, file)
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
    prepared(settings.store.evidence)
    return site_of(settings, store, keys, clock)


@pytest.fixture
def app(site: Site) -> FastAPI:
    """`X-Test-Role` says who asks: authentication has tests of its own."""
    return application(site, as_header_says)


@pytest.fixture
def ask(app: FastAPI) -> Ask:
    """`ask(Role.VIEWER).get("/slots")`; `ask(None)` is nobody. Redirects are not followed."""

    def client(role: Role | None) -> TestClient:
        headers = {"x-test-role": str(role), FORM_HEADER: "csrf"} if role else {}
        return TestClient(app, HOST, headers=headers, follow_redirects=False, raise_server_exceptions=True)

    return client
