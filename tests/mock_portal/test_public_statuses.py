"""What the public search says of each status that an enrollment can have."""

from __future__ import annotations

import re

import pytest

from mock_portal.portal import Portal
from mock_portal.world.entities import Account, EnrollmentStatus
from tests.mock_portal.visitor import Visitor

SHOWN = {
    EnrollmentStatus.APPROVED: "Approved",
    EnrollmentStatus.PENDING: "Pending",
    EnrollmentStatus.DEACTIVATED: "Deactivated",
    EnrollmentStatus.STAY: "Approved",
    EnrollmentStatus.REVOKED: "Deactivated",
    EnrollmentStatus.WITHDRAWN: "Deactivated",
    EnrollmentStatus.DENIED: None,
    EnrollmentStatus.OPT_OUT: None,
}


@pytest.mark.parametrize("status", EnrollmentStatus)
async def test_each_status_is_shown_as_one_of_three_or_not_at_all(
    portal: Portal, visitor: Visitor, north: Account, status: EnrollmentStatus
) -> None:
    enrollment = portal.world.enrollments_of(north.associates[0])[0]
    portal.world.put_enrollment(enrollment.model_copy(update={"status": status}))
    text = (await visitor.get("/pecos/selfService.do", lbn="North Clinic")).text
    shown = SHOWN[status]
    assert re.findall(r"<td>(.*?)</td>", text)[4:] == ([shown] if shown else [])
