"""A provider at the office."""

from __future__ import annotations

import pytest

from mock_portal.portal import Portal
from tests.mock_portal.office.desk import Desk


@pytest.fixture
def desk(portal: Portal) -> Desk:
    return Desk(portal)
