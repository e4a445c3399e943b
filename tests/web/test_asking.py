"""Times that somebody asks for: one that no clock can reckon with is no failure of ours."""

import pytest

from agent.model.person import Role
from tests.web.conftest import Ask

FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("slots", "since"),
        ("slots", "until"),
        ("visits", "since"),
        ("incidents", "since"),
        ("audit", "since"),
        ("audit", "until"),
    ],
)
def test_a_time_that_no_portal_has_seen_is_refused_by_name(ask: Ask, path: str, name: str, far: str) -> None:
    for address in (f"/{path}", f"/api/v1/{path}"):
        answer = ask(Role.ADMIN).get(address, params={name: far})
        assert answer.status_code == 422
        assert f"query.{name}" in answer.text
        assert "the year must be between 1970 and 2199" in answer.text


@pytest.mark.parametrize("far", FAR)
def test_nor_does_a_list_go_on_from_such_a_time(ask: Ask, far: str) -> None:
    answer = ask(Role.VIEWER).get("/visits", params={"verdict": "ok", "after": f"{far}~x"})
    assert answer.status_code == 422


def test_nor_can_a_silence_last_until_then(ask: Ask) -> None:
    asked = {"rule": "password-expiry", "why": "holiday"}
    for end in ({"until": FAR[1]}, {"lasting": "9999999999d"}):
        assert ask(Role.OPERATOR).post("/api/v1/silences", json=asked | end).status_code == 422
