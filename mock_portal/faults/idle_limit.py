"""Another idle limit."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mock_portal.faults.base import Fault
from mock_portal.policy import SessionPolicy


class IdleLimit(Fault):
    """Changes the idle limit, what the pages say of it, or only what they say."""

    name: ClassVar[str] = "idle-limit"
    description: ClassVar[str] = "Sessions end after other minutes; with stated_only the pages only claim so."
    in_background: ClassVar[bool] = True
    each_request: ClassVar[bool] = False

    minutes: int = Field(default=15, ge=1, le=1440)
    stated_only: bool = False

    def policy(self, policy: SessionPolicy) -> SessionPolicy:
        """The session policy while this fault stands."""
        limit = policy.limit_minutes if self.stated_only else self.minutes
        return policy.model_copy(update={"limit_minutes": limit, "stated_minutes": self.minutes})
