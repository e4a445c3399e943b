"""A store that holds a year of 200 accounts: every page and call answers at once."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.busy import slack
from tests.dashboard.conftest import Dashboard

ANSWERS_WITHIN = 0.2  # seconds
TRIES = 5
LARGEST = 150_000  # bytes
PATHS = (
    "/availability",
    "/availability?span=365d",
    "/",
    "/api/v1/overview",
    "/incidents",
    "/incidents?state=all&page=9",
    "/incidents/portal",
    "/silences",
    "/slots",
    "/slots?kind=visit&subject=account-7",
    "/accounts",
    "/accounts/account-7",
    "/providers",
    "/deadlines",
    "/visits",
    "/visits?verdict=portal_down",
    "/visits?account=account-7&verdict=own_fault",
    "/settings",
    "/audit",
    "/api/v1/slots",
)


@pytest.fixture(scope="module")
def answers(year: Dashboard) -> Iterator[dict[str, tuple[float, int]]]:
    """The seconds to an answer and its bytes, by path."""
    with httpx.Client(base_url=year.url, headers={"X-Test-Role": "admin"}) as client:
        yield {path: _asked(client, path) for path in PATHS}


def _asked(client: httpx.Client, path: str) -> tuple[float, int]:
    """The first answer warms up what a running agent has warm; of the others the quickest.

    Of this process, in which the store, the server and the client are: what a machine that does nothing else
    would need. Tests run beside each other, and a clock on the wall would measure those.
    """
    times = []
    for _ in range(1 + TRIES):
        begun = time.process_time()
        answer = client.get(path)
        times.append(time.process_time() - begun)
        assert answer.status_code == 200, (path, answer.text)
    return min(times[1:]), len(answer.content)


def test_every_first_answer_comes_within_200_milliseconds(answers: dict[str, tuple[float, int]]) -> None:
    limit = ANSWERS_WITHIN * slack()
    assert {path: seconds for path, (seconds, _) in answers.items() if seconds > limit} == {}


def test_no_page_of_200_accounts_is_large(answers: dict[str, tuple[float, int]]) -> None:
    pages = {path: size for path, (_, size) in answers.items() if not path.startswith("/api/")}
    assert {path: size for path, size in pages.items() if size > LARGEST} == {}
