"""Each fault is noticed from outside while it is on, and neither before nor after."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from mock_portal.faults import FAULTS
from mock_portal.portal import Portal
from tests.mock_portal.conftest import served as shared
from tests.mock_portal.faults.felt import FELT
from tests.mock_portal.faults.guest import Guest
from tests.mock_portal.served import Served, serve


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ports(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[bool, Served]]:
    """The tests' one portal, served without and with TLS: to serve one takes longer than to feel a fault."""
    portal, _ = shared()
    plain, over_tls = (tmp_path_factory.mktemp("served") for _ in range(2))
    async with serve(portal, plain) as one, serve(portal, over_tls, https=True) as other:
        yield {False: one, True: other}


def test_every_fault_says_how_it_is_felt_and_there_are_enough() -> None:
    assert list(FELT) == list(FAULTS)
    assert len(FAULTS) >= 35


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", FAULTS)
async def test_a_visitor_feels_it_while_it_is_on_and_neither_before_nor_after(
    name: str, portal: Portal, ports: dict[bool, Served]
) -> None:
    felt = FELT[name]
    served = ports[felt.https]

    async def is_felt() -> bool:
        async with served.client() as client:
            return await felt.feel(Guest(served, portal, client))

    await served.control.delete("/faults")  # whatever another test left, the listener knows that it is over
    assert not await is_felt()
    fault = await served.fault(name=name, **felt.ask)
    assert await is_felt()
    await served.control.delete(f"/faults/{fault}")
    assert not await is_felt()
