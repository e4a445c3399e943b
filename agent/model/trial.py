"""One test alert through one channel."""

from pydantic import AwareDatetime

from agent.model.alert import Outcome
from agent.model.base import Frozen


class Trial(Frozen):
    """What the channel said of it at `at`; a trial that it puts off is not tried again as such, but anew."""

    channel: str
    at: AwareDatetime
    outcome: Outcome
    receipt: str | None = None
    problem: str | None = None

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.ACCEPTED
