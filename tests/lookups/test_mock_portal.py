"""The look-ups against the portal's own public services, as a process of its own, over TLS."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.lookups.public_data import PublicLookups
from agent.model.errors import SettingsError
from agent.model.public import PublicFacts, Source
from agent.settings import PublicSettings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class World:
    """A mock portal at 2 March 2026 with the providers it knows."""

    def __init__(self, folder: Path) -> None:
        options = ["--port", "0", "--control-port", "0", "--seed", "7", "--https", "--now", NOW.isoformat()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mock_portal", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        self.url: str = ready["portal"]
        self.ca_file: str = ready["ca_file"]
        token = Path(ready["token_file"]).read_text(encoding="utf-8").strip()
        headers = {"Authorization": f"Bearer {token}"}
        self._control = httpx.Client(base_url=ready["control"], headers=headers, trust_env=False)
        self.npis = {one["name"]: one["npi"] for one in self.call("GET", "/associates")}

    def call(self, method: str, path: str, body: object = None) -> Any:
        reply = self._control.request(method, path, json=body)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def lookups(self, **fields: object) -> PublicLookups:
        known = {"registry": self.url, "data": self.url, "ca_file": self.ca_file, "timeout": "60s"}
        return PublicLookups(PublicSettings.model_validate({**known, **fields}))

    def close(self) -> None:
        self._control.close()
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    portal = World(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.close()


async def test_every_provider_of_the_cast_is_looked_up_without_a_problem(world: World) -> None:
    npis = list(world.npis.values())
    facts = await world.lookups().facts(npis, NOW)
    assert facts.problems == {}
    assert {one.npi for one in facts.registry or ()} == set(npis)
    assert all(one.active and one.name and one.specialties and one.location for one in facts.registry or ())
    assert facts.released == {
        Source.ORDER_AND_REFER: date(2026, 2, 27),
        Source.REVALIDATION: date(2026, 3, 1),
        Source.ENROLLMENT: date(2026, 1, 1),
    }
    assert len({one.npi for one in facts.enrollments or ()}) > len(npis) / 2


def of(npi: str, facts: PublicFacts) -> tuple[int, int, int]:
    """How many rows each list has of an NPI."""
    lists = (facts.order_and_refer, facts.revalidations, facts.enrollments)
    orders, dates, enrolled = (sum(one.npi == npi for one in rows or ()) for rows in lists)
    return orders, dates, enrolled


async def test_the_lists_have_whom_they_should(world: World) -> None:
    doctor, supplier = world.npis["Hale, Benedict"], world.npis["Riverbend Medical Equipment Inc"]
    newcomer, retired = world.npis["Gorse, Henrietta"], world.npis["Carrow, Barnaby"]
    facts = await world.lookups().facts([doctor, supplier, newcomer, retired], NOW)
    assert of(doctor, facts) == (1, 1, 1)
    assert of(supplier, facts) == (0, 24, 24)
    assert of(newcomer, facts) == (0, 0, 0)
    assert of(retired, facts) == (0, 1, 0)


async def test_an_untrusted_certificate_and_a_ca_file_that_is_none_are_told(world: World) -> None:
    facts = await world.lookups(ca_file=None).facts([world.npis["Hale, Benedict"]], NOW)
    assert set(facts.problems) == set(Source)
    assert all("certificate cannot be trusted" in words for words in facts.problems.values())
    with pytest.raises(SettingsError, match="CA file cannot be read"):
        world.lookups(ca_file=__file__)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"name": "status", "code": 500}, "status 500"),
        ({"name": "rate-limit", "retry_after": 60}, "asks to wait 60 seconds"),
        ({"name": "block-page"}, "status 403"),
        ({"name": "maintenance"}, "status 503"),
        ({"name": "empty"}, "empty"),
        ({"name": "garbled"}, "JSON was due"),
        ({"name": "wrong-content-type"}, "another shape"),
        ({"name": "redirect-loop"}, "another address"),
        ({"name": "truncated"}, "broke off"),
        ({"name": "reset"}, "broke off"),
    ],
)
async def test_a_fault_of_one_service_is_told_and_leaves_the_others(
    world: World, fault: dict[str, object], words: str
) -> None:
    world.call("POST", "/faults", {**fault, "path": "/api/"})
    try:
        facts = await world.lookups().facts([world.npis["Hale, Benedict"]], NOW)
    finally:
        world.call("DELETE", "/faults")
    assert set(facts.problems) == {Source.REGISTRY}
    assert words in facts.problems[Source.REGISTRY]
    assert facts.enrollments
