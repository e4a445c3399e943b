"""Each fault is noticed from outside while it is on, and neither before nor after."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_portal.faults import FAULTS
from mock_portal.portal import Portal
from tests.mock_portal.faults.felt import FELT
from tests.mock_portal.faults.guest import Guest
from tests.mock_portal.served import Served, serve


def test_every_fault_says_how_it_is_felt_and_there_are_enough() -> None:
    assert list(FELT) == list(FAULTS)
    assert len(FAULTS) >= 35


@pytest.mark.parametrize("name", FAULTS)
async def test_a_visitor_feels_it_while_it_is_on_and_neither_before_nor_after(
    name: str, portal: Portal, tmp_path: Path
) -> None:
    felt = FELT[name]

    async def is_felt(served: Served) -> bool:
        async with served.client() as client:
            return await felt.feel(Guest(served, portal, client))

    async with serve(portal, tmp_path, https=felt.https) as served:
        assert not await is_felt(served)
        fault = await served.fault(name=name, **felt.ask)
        assert await is_felt(served)
        await served.control.delete(f"/faults/{fault}")
        assert not await is_felt(served)
