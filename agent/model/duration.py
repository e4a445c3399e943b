"""Lengths of time as people write them."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def duration(text: object) -> object:
    """`"90s"`, `"1m"`, `"4h"`, `"2d"` as a timedelta; anything else is left for pydantic to refuse."""
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(
            f'{text!r} is not a duration: write a number and a unit, such as "30s", "5m" or "4h"'
        )
    try:
        return timedelta(seconds=float(match["number"]) * _UNITS[match["unit"]])
    except OverflowError as error:
        raise ValueError(f"{text!r} is longer than any time can be: give a shorter one") from error


Duration = Annotated[timedelta, BeforeValidator(duration), Field(gt=timedelta(0))]
