"""The settings as loaded, and the audit: for admins, without secrets, with nothing in them obeyed."""

from datetime import timedelta

import pytest

from agent.model.person import Role
from agent.settings import Settings
from agent.store import AuditEntry, Store
from agent.views.settings import HIDDEN, sections
from tests.web.conftest import NOW, Ask

HOSTILE = "<script>alert(1)</script>\u202eevil\n=1+1"


def test_every_setting_is_shown_and_which_were_given(settings: Settings) -> None:
    shown = {one.key: one for section in sections(settings) for one in section.settings}
    assert shown["accounts[1]"].value == "name = harbor-imaging; vault_path = portal/harbor-imaging"
    assert (shown["vault.url"].value, shown["vault.url"].given) == ("http://127.0.0.1:9", True)
    assert (shown["vault.kv_mount"].value, shown["vault.kv_mount"].given) == ("secret", False)


def test_what_looks_like_a_secret_is_not_shown(settings: Settings) -> None:
    store = settings.store.model_copy(update={"url": "postgresql://agent:canary-of-dana@db.example/one"})
    shown = sections(settings.model_copy(update={"store": store}))
    values = {one.key: one.value for section in shown for one in section.settings}
    assert values["store.url"] == HIDDEN
    assert "canary" not in str(shown)


def test_the_page_and_the_call_are_for_admins(ask: Ask) -> None:
    for path in ("/settings", "/api/v1/settings", "/audit", "/audit.csv", "/api/v1/audit"):
        assert ask(Role.OPERATOR).get(path).status_code == 403
        assert ask(Role.ADMIN).get(path).status_code == 200
    assert "harbor-imaging" in ask(Role.ADMIN).get("/settings").text


@pytest.fixture
def deeds(store: Store) -> None:
    with store.writing() as unit:
        for number in range(3):
            at = NOW + timedelta(minutes=number)
            unit.audit(AuditEntry(at, "dana", "evidence view", f"evidence-{number}", HOSTILE))
        unit.audit(AuditEntry(NOW, "kim", "export", "slots", ""))


@pytest.mark.usefixtures("deeds")
def test_the_audit_is_paged_and_filtered_the_newest_first(ask: Ask) -> None:
    found = ask(Role.ADMIN).get("/api/v1/audit?who=dana&per_page=2").json()
    assert [deed["object"] for deed in found["items"]] == ["evidence-2", "evidence-1"]
    assert found["total"] == 3
    assert "kim" not in ask(Role.ADMIN).get("/audit?who=dana").text


@pytest.mark.usefixtures("deeds")
def test_a_hostile_text_in_it_is_shown_and_not_obeyed(ask: Ask) -> None:
    html = ask(Role.ADMIN).get("/audit").text
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "evil" in html


@pytest.mark.usefixtures("deeds")
def test_an_export_of_the_audit_is_itself_on_record(ask: Ask, store: Store) -> None:
    answer = ask(Role.ADMIN).get("/audit.csv?who=dana")
    assert answer.text.count("evidence view") == 3
    assert store.audited()[-1][1:] == ("test-admin", "export", "audit", "3 rows")
