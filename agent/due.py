"""When a probe or a visit is due: a pure grid, so that a crash can be accounted for afterwards."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.model.look import LookKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Grid:
    """The due times of one subject: every `interval`, each put off by up to `jitter`.

    The putting-off is drawn from the subject and the time, not from chance: the same due times come out
    whenever they are asked for.
    """

    kind: LookKind
    subject: str
    interval: timedelta
    jitter: timedelta = timedelta(0)

    def after(self, moment: datetime) -> datetime:
        """The first due time strictly after `moment`."""
        index = (moment - self.jitter - _EPOCH) // self.interval
        while (due := self._due(index)) <= moment:
            index += 1
        return due

    def newest(self, moment: datetime) -> datetime:
        """The last due time at or before `moment`."""
        due = self.after(moment - self.interval - self.jitter)
        while (following := self.after(due)) <= moment:
            due = following
        return due

    def between(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Every due time strictly after `start` and strictly before `end`."""
        due = self.after(start)
        while due < end:
            yield due
            due = self.after(due)

    def count(self, start: datetime, end: datetime) -> int:
        """How many are due from `start` until before `end`, without jitter: it may be one off."""
        return max(self._begun(end) - self._begun(start), 0)

    def _begun(self, moment: datetime) -> int:
        """How many intervals since the epoch begin before `moment`."""
        return -((_EPOCH - moment) // self.interval)

    def _due(self, index: int) -> datetime:
        return _EPOCH + index * self.interval + self.jitter * self._share(index)

    def _share(self, index: int) -> float:
        drawn = hashlib.blake2b(f"{self.kind}/{self.subject}/{index}".encode(), digest_size=4).digest()
        return int.from_bytes(drawn, "big") / 2**32
