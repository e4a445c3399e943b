"""Every route, asked by nobody, by each role and by each kind of token: in goes who may, and no other."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from agent.model.person import Role
from agent.web.gate import Needs, Viewer, is_open
from tests.web.conftest import NOW
from tests.web.entering import Door
from tests.web.entering import door as door

NOT_ASKED = {"HEAD", "OPTIONS"}


class Asked(NamedTuple):
    method: str
    path: str
    needs: Needs | None

    @property
    def address(self) -> str:
        return re.sub(r"\{[^}]+\}", "x", self.path)


def walked(app: FastAPI) -> Iterator[Asked]:
    """Every method of every route; what is mounted by its path."""
    for route in iter_route_contexts(app.routes):
        needs = declared(getattr(route.original_route, "dependant", None))
        for method in sorted(set(route.methods or {"GET"}) - NOT_ASKED):
            yield Asked(method, route.path or "", needs)


def declared(dependant: Any) -> Needs | None:
    found = (
        [each.call for each in dependant.dependencies if isinstance(each.call, Needs)] if dependant else []
    )
    assert len(found) < 2
    return found[0] if found else None


def test_each_route_declares_its_need_or_is_on_the_list_of_open_ones(door: Door) -> None:
    routes = list(walked(door.app))
    assert {"/slots", "/people", "/ack/{token}", "/api/v1/slots", "/static"} <= {each.path for each in routes}
    undeclared = {each.path for each in routes if each.needs is None and not is_open(each.path)}
    both = {each.path for each in routes if each.needs and is_open(each.path)}
    assert (undeclared, both) == (set(), set())


def test_what_changes_anything_needs_more_than_to_look(door: Door) -> None:
    """But for what one does to oneself."""
    lax = {
        each.path for each in walked(door.app) if each.method != "GET" and each.needs == Needs(Role.VIEWER)
    }
    assert lax == set()


def test_what_leaves_as_a_file_is_put_on_record_under_the_name_of_who_asked(door: Door) -> None:
    browser = door.signed_in("pat")
    files = [each for each in walked(door.app) if each.path.endswith((".csv", ".ics", ".zip"))]
    names = [each.path for each in files if browser.get(each.address).status_code == 200]
    assert len(names) >= 2
    assert [who for who, _, _ in door.audited("export")] == ["pat"] * len(names), names


@pytest.fixture
def expired(door: Door) -> TestClient:
    register = door.site.register("root")
    past = NOW - timedelta(days=2)
    text = register.make_token("pat", Role.ADMIN, timedelta(days=1), past)[1].get_secret_value()
    program = door.browser()
    program.headers["Authorization"] = f"Bearer {text}"
    return program


def test_each_route_lets_in_whom_it_should_and_nobody_else(door: Door, expired: TestClient) -> None:
    programs = {role: door.program("pat", role) for role in Role}
    bound = door.program("pat", Role.VIEWER, "north-clinic")
    people = {Role.VIEWER: "sam", Role.OPERATOR: "lee", Role.ADMIN: "pat"}
    wrong = []
    for asked in walked(door.app):
        if asked.needs is None:
            continue
        need = asked.needs
        answers: dict[str, tuple[int, set[int] | None]] = {}
        for role, name in people.items():
            answers[name] = (said(door.signed_in(name), asked), None if role.may(need.role) else {403})
            may = role.may(need.role) and not need.session_only
            answers[f"token {role}"] = (said(programs[role], asked), None if may else {403})
        refused = {303} if asked.method == "GET" and not asked.path.startswith("/api/") else {401}
        answers["nobody"] = (said(door.browser(), asked), refused)
        answers["expired token"] = (said(expired, asked), refused)
        if "{account}" not in asked.path:
            answers["token of one account"] = (said(bound, asked), {403})
        wrong += [
            (asked.method, asked.path, who, status)
            for who, (status, expected) in answers.items()
            if not is_as_expected(status, expected)
        ]
    assert wrong == []


def said(client: TestClient, asked: Asked) -> int:
    """A refusal as a page says 303 to the sign-in page; another 303 is a deed that was done."""
    answer = client.request(asked.method, asked.address)
    if answer.status_code == 303 and not answer.headers["location"].startswith("/sign-in?next="):
        return 200
    return answer.status_code


def is_as_expected(status: int, expected: set[int] | None) -> bool:
    """Null: let in, whatever the route then says of `x`; but it does not break."""
    if expected is not None:
        return status in expected
    return status not in (303, 401, 403) and (status < 500 or status == 503)


def test_nobody_learns_by_another_method_what_they_may_not_ask(door: Door) -> None:
    for asked in walked(door.app):
        if asked.needs is not None:
            for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
                answer = door.browser().request(method, asked.address)
                assert answer.status_code in (303, 401, 404, 405), (method, asked.path)


def test_a_token_of_some_accounts_reads_what_is_of_them_and_nothing_else(door: Door) -> None:
    router = APIRouter()

    @router.get("/of/{account}")
    def of(caller: Viewer, account: str) -> str:
        return account

    @router.get("/list")
    def some(caller: Viewer, account: str | None = None) -> str:
        return account or "all"

    @router.get("/all")
    def everything(caller: Viewer) -> str:
        return "all"

    @router.post("/of/{account}")
    def change(caller: Viewer, account: str) -> str:
        return account

    door.app.include_router(router)
    bound = door.program("pat", Role.VIEWER, "north-clinic")
    allowed = ["/of/north-clinic", "/list?account=north-clinic"]
    refused = [
        "/of/harbor-imaging",
        "/list",
        "/list?account=harbor-imaging",
        "/list?account=north-clinic&account=harbor-imaging",
        "/list?account=",
        "/all?account=north-clinic",
    ]
    assert {path: bound.get(path).status_code for path in allowed} == dict.fromkeys(allowed, 200)
    assert {path: bound.get(path).status_code for path in refused} == dict.fromkeys(refused, 403)
    assert bound.post("/of/north-clinic").status_code == 403
    assert door.audited("refused")[0][2] == "this token reads what is of north-clinic alone; from testclient"
