"""How the portal prints days and moments; a page that prints them otherwise is not read by guessing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import field_validator

from agent.browser.elements import compiled
from agent.model.base import Frozen

PORTAL_ZONE = ZoneInfo("America/New_York")


class Formats(Frozen):
    """Formats of `strptime`; `today` is the pattern of the footer's words that say what day it is."""

    day: str = "%m/%d/%Y"
    moment: str = "%m/%d/%Y %I:%M %p ET"
    today: str = r"(?P<value>\d\d/\d\d/\d{4})"

    @field_validator("today")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        return compiled(pattern)


def machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Dates:
    """Reads the dates of one portal; `now` tells a page that has turned day and month around."""

    formats: Formats = field(default_factory=Formats)
    zone: ZoneInfo = PORTAL_ZONE
    now: Callable[[], datetime] = machine_time

    @property
    def day(self) -> str:
        return self.formats.day

    @property
    def moment(self) -> str:
        return self.formats.moment

    def read(self, text: str, form: str) -> datetime | None:
        """A date without a zone; None where it is impossible or of another format."""
        return _parsed(text, form)

    def is_turned(self, text: str, form: str) -> bool:
        """Whether a date that cannot be read can be read with its day and month turned around."""
        return _parsed(text, form) is None and _parsed(text, _turned(form)) is not None

    def footer_is_turned(self, footer: str) -> bool:
        """Whether the page says today's date with day and month turned around.

        Only a date that is today's when it is read so, and is not today's as the contract has it, says that;
        a clock that is wrong by days says nothing.
        """
        said = re.search(self.formats.today, footer)
        if said is None:
            return False
        today = self.now().astimezone(self.zone).date()
        if _near(_parsed(said["value"], self.day), today):
            return False
        return _near(_parsed(said["value"], _turned(self.day)), today)


def _turned(form: str) -> str:
    return form.translate(str.maketrans("md", "dm"))


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the portal's, and added by the caller
    except ValueError:
        return None


def _near(said: datetime | None, today: date) -> bool:
    """The portal's clock and ours may stand on two sides of midnight."""
    return said is not None and abs(said.date() - today) <= timedelta(days=1)
