"""A part of a long list, and where the rest is."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from agent.model.base import Frozen

T = TypeVar("T")

PER_PAGE = 50
MOST_PER_PAGE = 500


class Paged(Frozen, Generic[T]):
    """`items` are those of page number `page`, from 1, of a list of `total`."""

    items: tuple[T, ...]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """At least 1: an empty list has one page, an empty one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def file(self) -> int:
        """Which part of a file, in parts of `MOST_PER_PAGE`, these rows are in."""
        return (self.page - 1) * self.per_page // MOST_PER_PAGE + 1

    @property
    def files(self) -> int:
        """How many parts the whole list has as files. At least 1."""
        return max(1, -(-self.total // MOST_PER_PAGE))


def paged(found: Sequence[T], page: int, per_page: int) -> Paged[T]:
    """Of a list that is in memory already. A page past its end is empty."""
    start = (page - 1) * per_page
    return Paged[T](
        items=tuple(found[start : start + per_page]), page=page, per_page=per_page, total=len(found)
    )
