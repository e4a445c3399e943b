"""Of every page over the lively store: nothing hostile is obeyed, and a restored store serves the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.backup import Target, create, path_for, restore
from agent.settings import Settings, StoreSettings
from agent.store import Store
from agent.web import application
from agent.web.gate import FORM_HEADER
from tests.dashboard.tour import tour
from tests.dashboard.world import lively, settings_in
from tests.unit.builders import NOW
from tests.web.conftest import HOST
from tests.web.keys import Keys
from tests.web.sites import as_header_says, site_of

FRESH = frozenset({"sign-in", "settings"})
"""Pages that differ each time, or say where the store is."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("all-pages"))


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture(scope="module")
def store(settings: Settings, keys: Keys) -> Iterator[Store]:
    with Store.open(settings.store.url) as opened:
        lively(opened, settings, keys)
        yield opened


def served(settings: Settings, store: Store, keys: Keys) -> dict[str, str]:
    """Every page, by its name, as an admin sees it."""
    app = application(site_of(settings, store, keys, lambda: NOW), as_header_says)
    client = TestClient(app, HOST, headers={"x-test-role": "admin", FORM_HEADER: "csrf"})
    app.state.foreteller.board()
    app.state.foreteller.settle(30)
    return {stop.name: client.get(stop.path).text for stop in tour(store)}


def test_no_hostile_text_is_obeyed_on_any_page(settings: Settings, store: Store, keys: Keys) -> None:
    pages = served(settings, store, keys)
    assert any("onmouseover" in html for html in pages.values())  # it is there to be read
    for name, html in pages.items():
        assert "<b onmouseover" not in html, name
        assert "\u202e" not in html, name
        assert 'href="https://evil' not in html, name


def test_a_restore_into_an_empty_folder_serves_the_same_dashboard(
    settings: Settings, store: Store, keys: Keys, tmp_path: Path
) -> None:
    file = path_for(tmp_path / "backups", NOW)
    create(store, settings.store.evidence, keys, file, NOW)
    target = Target.into(tmp_path / "elsewhere")
    restore(file, keys, target)
    there = settings.model_copy(update={"store": StoreSettings(url=target.url, evidence=target.evidence)})
    with Store.open(target.url) as restored:
        found = served(there, restored, keys)
    before = served(settings, store, keys)
    assert {name for name in before if found[name] != before[name]} <= FRESH
