"""The portal shows what was, not what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, TypeVar

from mock_portal.exchange import Exchange, Page
from mock_portal.faults.base import Fault, Turn
from mock_portal.web.public import PUBLIC_STATUS, ResultRow
from mock_portal.world.entities import Enrollment, EnrollmentStatus

T = TypeVar("T")


def _rows(value: object, kind: type[T]) -> list[T]:
    return [one for one in value if isinstance(one, kind)] if isinstance(value, list) else []


class StaleStatus(Fault):
    """Statuses as they were when this was switched on; or always `status`."""

    name: ClassVar[str] = "stale-status"
    description: ClassVar[str] = (
        "Enrollment statuses stay as they were when this began, or show the given one."
    )

    status: EnrollmentStatus | None = None

    def remember(self, statuses: Mapping[str, str]) -> dict[str, str]:
        """Keep every status of now."""
        return {} if self.status else dict(statuses)

    def alter_page(self, exchange: Exchange, turn: Turn, page: Page) -> Page:
        """Show the old statuses on the enrollments page and in the public search."""
        values = dict(page.values)
        if page.template == "enrollments.html":
            values["enrollments"] = [self._old(turn, one) for one in _rows(values["enrollments"], Enrollment)]
        elif page.template == "status_search.html" and values["rows"]:
            values["rows"] = [self._old_row(turn, row) for row in _rows(values["rows"], ResultRow)]
        return replace(page, values=values)

    def _status(self, turn: Turn, enrollment_id: str) -> EnrollmentStatus | None:
        if self.status is not None:
            return self.status
        known = turn.memory.get(enrollment_id)
        return None if known is None else EnrollmentStatus(known)

    def _old(self, turn: Turn, enrollment: Enrollment) -> Enrollment:
        status = self._status(turn, enrollment.id)
        return enrollment if status is None else enrollment.model_copy(update={"status": status})

    def _old_row(self, turn: Turn, row: ResultRow) -> ResultRow:
        status = self._status(turn, row.enrollment_id)
        return row if status not in PUBLIC_STATUS else replace(row, status=PUBLIC_STATUS[status])
