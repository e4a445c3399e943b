"""Answers kept by source and NPI, for as long as the caller's clock allows: a portal's clock may be moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Kept(Generic[Answer]):
    """An answer, of when it is, and whether the source had nothing."""

    answer: Answer
    at: datetime
    empty: bool


class Answers(Generic[Answer]):
    """What one source said. That it has nothing is believed for a shorter time."""

    def __init__(self, life: timedelta, empty_life: timedelta) -> None:
        self._life = life
        self._empty_life = min(life, empty_life)
        self._kept: dict[str, Kept[Answer]] = {}

    def put(self, npi: str, answer: Answer, now: datetime, *, empty: bool) -> None:
        self._kept[npi] = Kept(answer, now, empty)

    def fresh(self, npis: Iterable[str], now: datetime) -> dict[str, Kept[Answer]]:
        """Those that can still be used; what is too old, or of a time to come, is forgotten."""
        self._kept = {npi: one for npi, one in self._kept.items() if self._is_fresh(one, now)}
        return {npi: self._kept[npi] for npi in npis if npi in self._kept}

    def _is_fresh(self, one: Kept[Answer], now: datetime) -> bool:
        age = now - one.at
        return timedelta() <= age < (self._empty_life if one.empty else self._life)
