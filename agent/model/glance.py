"""A look in one line: what a list of many shows of it."""

from datetime import timedelta

from pydantic import AwareDatetime

from agent.model.base import Frozen
from agent.model.look import Look, LookKind, Reason
from agent.model.verdict import Verdict


class Glance(Frozen):
    """A look without what fills a page of its own. `reason` is the one that decided the verdict."""

    id: str
    kind: LookKind
    account: str | None
    browser: str | None
    started: AwareDatetime
    ended: AwareDatetime
    verdict: Verdict
    reason: Reason | None

    @property
    def took(self) -> timedelta:
        return self.ended - self.started


def glance_of(look: Look) -> Glance:
    return Glance(
        id=look.id,
        kind=look.kind,
        account=look.account,
        browser=look.browser,
        started=look.started,
        ended=look.ended,
        verdict=look.verdict,
        reason=look.reason,
    )
