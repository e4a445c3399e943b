"""The API as its document says, asked at random as each role and as nobody: no call fails unforeseen.

Examples are drawn by schemathesis from the OpenAPI document, always the same ones; each is sent as drawn, and
once more with names that are there, so that it gets past the first 404.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import ASGIClient, get_client
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agent.model.person import Role
from agent.store import Store
from agent.web import application
from agent.web.gate import FORM_HEADER, Caller
from tests.dashboard.world import lively, settings_in
from tests.unit.builders import NOW
from tests.web.conftest import HOST
from tests.web.keys import Keys
from tests.web.sites import as_header_says, site_of

ROLES = (None, *Role)
Case = schemathesis.Case[Any]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
bounded = settings(
    max_examples=3, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="enrollwatch-fuzz-"))


@cache
def store_and_app() -> tuple[Store, FastAPI]:
    """The lively store of this process, and the application over it."""
    chosen, keys = settings_in(folder()), Keys()
    store = Store.open(chosen.store.url)
    lively(store, chosen, keys)
    return store, application(site_of(chosen, store, keys, lambda: NOW), as_header_says)


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Any:
    yield
    store_and_app()[0].close()
    shutil.rmtree(folder())


described = schemathesis.openapi.from_dict(store_and_app()[1].openapi())
described.app = store_and_app()[1]


@cache
def client() -> ASGIClient:
    """One for all calls, which looks for no proxy: a call's own takes as long as its answer."""
    app: Any = store_and_app()[1]  # whose type is stricter than the one that schemathesis asks for
    opened = get_client(app)
    opened.trust_env = False
    return opened


@cache
def failed_visit() -> tuple[str, str]:
    """One with a reason and evidence: its identifier, and that of a piece."""
    store, _ = store_and_app()
    visit = next(look for look in store.looks("lapsed-rehab") if look.reasons)
    return visit.id, store.evidence_of(visit.id)[0].id


def known() -> dict[str, Any]:
    """A name that is there, by the name of the part of an address."""
    store, _ = store_and_app()
    visit, evidence = failed_visit()
    incident = store.open_incidents()[-1].id
    return {
        "identifier": incident,
        "incident": incident,
        "name": "north-clinic",
        "account": "north-clinic",
        "npi": "1234567893",
        "visit": visit,
        "look": visit,
        "evidence": evidence,
        "silence": "silence-1",
    }


def named(case: Case) -> None:
    """Put names that are there into the address."""
    names = known()
    for part in case.path_parameters or {}:
        if part in names:
            case.path_parameters[part] = names[part]


@described.parametrize()
@bounded
def test_every_call_answers_each_role_as_its_document_says(case: Case) -> None:
    answers = {role: [asked(case, role)] for role in ROLES}
    named(case)
    for role in ROLES:
        answers[role].append(asked(case, role))
    assert set(answers[None]) <= {401, 405}
    assert not {401, 403} & set(answers[Role.ADMIN])


def asked(case: Case, role: Role | None) -> int:
    """The status of an answer that is as the document says."""
    headers = {"X-Test-Role": str(role), FORM_HEADER: "csrf"} if role else {}
    answer = case.call_and_validate(HOST, session=client(), checks=CHECKS, headers=headers)
    client().cookies.clear()
    return int(answer.status_code)


def filled(path: str) -> str:
    """With names that are there."""
    for name, value in known().items():
        path = path.replace(f"{{{name}}}", value)
    return path


def test_a_token_of_one_account_is_told_of_no_other() -> None:
    app = store_and_app()[1]
    caller = Caller("pat (token)", Role.VIEWER, "", ("north-clinic",))
    site = app.state.site
    program = TestClient(application(site, lambda request: caller), HOST)
    others = [account.name for account in site.settings.accounts if account.name != "north-clinic"]
    told = {}
    for path in (filled(path) for path in app.openapi()["paths"]):
        answer = program.get(path, params={"account": "north-clinic"})
        if answer.status_code == 200:
            told[path] = [name for name in others if name in answer.text]
    assert len(told) >= 4
    assert {path: names for path, names in told.items() if names} == {}
