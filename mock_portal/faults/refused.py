"""Nobody listens."""

from __future__ import annotations

from typing import ClassVar

from mock_portal.faults.base import Fault


class Refused(Fault):
    """The listener does the work: it closes its socket while this fault stands."""

    name: ClassVar[str] = "refused"
    description: ClassVar[str] = "The portal's socket is closed: every connection is refused until this ends."
    whole_portal: ClassVar[bool] = True
    each_request: ClassVar[bool] = False
