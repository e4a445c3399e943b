"""Parameters that many routes share: which part of a list, from when until when."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints

from agent.model.clock import in_reach
from agent.views.paging import MOST_PER_PAGE, PER_PAGE

BLANK_IS_NONE = BeforeValidator(lambda said: said or None)
"""A field of a form that nobody filled in comes as an empty text."""

Word = Annotated[str, StringConstraints(max_length=100)]
"""A name or an id to look for."""


@dataclass(frozen=True)
class Part:
    """Page number `page`, from 1, of `per_page` rows each."""

    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = PER_PAGE


ThePart = Annotated[Part, Depends()]

Moment = Annotated[AwareDatetime, AfterValidator(in_reach)]
"""A time in UTC that somebody asks for."""

Since = Annotated[Moment | None, BLANK_IS_NONE, Query(description="From then on, ISO 8601.")]
Until = Annotated[Moment | None, BLANK_IS_NONE, Query(description="Before then, ISO 8601.")]
