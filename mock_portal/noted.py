"""Dictionaries that know more than their keys: which values were stored anew, and which belong together."""

from __future__ import annotations

from collections import UserDict, defaultdict
from collections.abc import Callable, ItemsView, Mapping, ValuesView
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Noted(UserDict[K, V]):
    """Every change, in whatever way it is made, is told to `note` with the value stored or taken away."""

    def __init__(self, values: Mapping[K, V], note: Callable[[V], object]) -> None:
        super().__init__()
        self.data = dict(values)
        self._note = note

    def __setitem__(self, key: K, value: V) -> None:
        self.data[key] = value
        self._note(value)

    def __delitem__(self, key: K) -> None:
        self._note(self.data.pop(key))

    def values(self) -> ValuesView[V]:
        """The values, as fast as a plain dictionary has them: a world has thousands."""
        return self.data.values()

    def items(self) -> ItemsView[K, V]:
        """The keys with their values, as fast."""
        return self.data.items()


class Grouped(Noted[K, V]):
    """Values that can also be had by what they are about, without a look at all of them."""

    def __init__(
        self, values: Mapping[K, V], about: Callable[[V], str | None], note: Callable[[V], object]
    ) -> None:
        super().__init__(values, note)
        self._about = about
        self._keys: dict[str | None, dict[K, None]] = defaultdict(dict)
        for key, value in values.items():
            self._keys[about(value)][key] = None

    def __setitem__(self, key: K, value: V) -> None:
        self._keys[self._about(value)][key] = None
        super().__setitem__(key, value)

    def of(self, subject: str) -> list[V]:
        """The values about it, in the order in which they came to be about it."""
        held = (self.data.get(key) for key in self._keys.get(subject, ()))
        return [one for one in held if one is not None and self._about(one) == subject]
