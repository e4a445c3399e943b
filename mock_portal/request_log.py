"""What came in: one row a request, never a field's value."""

from __future__ import annotations

from collections import deque
from enum import StrEnum

from pydantic import AwareDatetime

from mock_portal.world.entities import Entity

_MOST_ROWS = 20_000
LONGEST_PATH = 200


class RequestKind(StrEnum):
    """What a request was, for a test that counts them."""

    PAGE = "page"  # a page, a code, a search, a sign-out, a keep-alive
    SIGN_IN = "sign_in"  # a POST that carries a user ID and a password, whatever became of it
    REFUSED = "refused"  # by a fault, or for want of a session or a form token
    WRITE = "write"  # would change portal data: signature, application, password
    PROBE = "probe"  # an unauthenticated GET of the monitoring probe
    ASSET = "asset"  # style sheets, scripts, and the page's own session poll


class RequestRow(Entity):
    """One request, at portal time; `session` is a short public tag; `status` is null where none was sent."""

    at: AwareDatetime
    account: str | None
    session: str | None
    method: str
    path: str
    status: int | None
    kind: RequestKind


class RequestLog:
    """The newest rows, oldest first."""

    def __init__(self, rows: tuple[RequestRow, ...] = ()) -> None:
        self._rows = deque(rows, maxlen=_MOST_ROWS)

    def add(self, row: RequestRow) -> None:
        """Append a row; the oldest goes when there are too many."""
        self._rows.append(row)

    def rows(self) -> tuple[RequestRow, ...]:
        """All rows kept."""
        return tuple(self._rows)
