"""Pages that were wanted against pages that were sent, one to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.replay.playing import Sent
from tests.replay.telling import PAGER, SECOND_PAGER, Wanted
from tests.replay.truth import MINUTE

LIMIT = 3 * MINUTE
"""A page that comes later than so after its moment is missed."""


@dataclass(frozen=True)
class Verdict:
    wanted: tuple[Wanted, ...]
    sent: tuple[Sent, ...]
    false: tuple[Sent, ...]
    missed: tuple[Wanted, ...]

    @property
    def numbers(self) -> dict[str, int]:
        return {
            "wanted": len(self.wanted),
            "sent": len(self.sent),
            "false": len(self.false),
            "missed": len(self.missed),
        }

    @property
    def is_clean(self) -> bool:
        return not self.false and not self.missed

    def table(self) -> str:
        rows = [(each.at, f"false   {each}") for each in self.false]
        rows += [(each.at, f"missed  {each}  (of {each.life})") for each in self.missed]
        return "\n".join(row for _, row in sorted(rows))


def judged(wanted: Sequence[Wanted], sent: Sequence[Sent]) -> Verdict:
    """Every page wanted takes the first that fits and is free: its channel, rule, subject and transition, no
    sooner than its moment and within the limit, and of the incident that told the rest of its life."""
    pages = [each for each in sent if each.channel in (PAGER, SECOND_PAGER)]
    free = list(pages)
    incidents: dict[str, str] = {}
    missed = []
    for want in wanted:
        found = next((each for each in free if _fits(want, each, incidents.get(want.life))), None)
        if found is None:
            missed.append(want)
            continue
        free.remove(found)
        incidents[want.life] = found.incident
    return Verdict(tuple(wanted), tuple(pages), tuple(free), tuple(missed))


def _fits(want: Wanted, sent: Sent, incident: str | None) -> bool:
    return (
        (want.channel, want.rule, want.subject, want.transition)
        == (sent.channel, sent.rule, sent.subject, sent.transition)
        and want.at <= sent.at <= want.at + LIMIT
        and incident in (None, sent.incident)
    )
