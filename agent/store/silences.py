"""Silences: what nobody is to be told of for a while, who said so and why."""

from datetime import datetime

from sqlalchemy import bindparam, select

from agent.model.silence import Silence
from agent.store.rows import flat
from agent.store.session import Reading, Writing
from agent.store.tables import silences


class SilenceReads(Reading):
    def silences(self, lasting: datetime | None = None) -> tuple[Silence, ...]:
        """Oldest first; with `lasting` only those that last at that moment."""
        rows = self._rows(_ALL) if lasting is None else self._rows(_UNTIL_AFTER, {"lasting": lasting})
        found = (flat(Silence, row) for row in rows)
        return tuple(silence for silence in found if lasting is None or silence.lasts(lasting))

    def silence(self, silence_id: str) -> Silence | None:
        row = self._first(select(silences).where(silences.c.id == silence_id))
        return None if row is None else flat(Silence, row)


_ALL = select(silences).order_by(silences.c.made, silences.c.id)
_UNTIL_AFTER = _ALL.where(silences.c.until > bindparam("lasting"))


class SilenceWrites(Writing):
    def save_silence(self, silence: Silence) -> None:
        """Added, or replaced: it may end before its time, and stays for the record."""
        self._save(silences, silence.model_dump())
