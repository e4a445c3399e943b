"""The calendar feed by a real token in its address."""

from datetime import timedelta

import pytest

from agent.model.person import Role
from tests.web.conftest import NOW
from tests.web.entering import Door
from tests.web.entering import door as door


def fed(door: Door, role: Role) -> int:
    """The status that a calendar program gets."""
    made = door.site.register("root").make_token("lee", role, timedelta(days=1), NOW)
    return int(door.browser().get(f"/deadlines.ics?token={made[1].get_secret_value()}").status_code)


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 200), (Role.OPERATOR, 403)])
def test_a_token_of_the_least_role_reads_it_and_no_other_does(door: Door, role: Role, status: int) -> None:
    assert fed(door, role) == status


def test_what_is_no_token_is_refused_and_on_record(door: Door) -> None:
    assert door.browser().get("/deadlines.ics?token=guessed").status_code == 403
    assert door.audited("token refused")
