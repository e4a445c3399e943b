"""The shape of `[[windows]]`: maintenance that is announced."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo, field_validator, model_validator

from agent.model.clock import moment_of
from agent.model.window import Window
from agent.windows import sound


class WindowSettings(Window):
    """A maintenance window; one that names no zone is in the portal's (`in_zone`)."""

    @field_validator("once", mode="before")
    @classmethod
    def _on_the_wall(cls, once: object, info: ValidationInfo) -> object:
        """A time that names no zone is the wall clock's in the window's."""
        zone = info.data.get("time_zone")
        if zone is None or not isinstance(once, Mapping):
            return once
        return {name: _moment(said, ZoneInfo(zone)) for name, said in once.items()}

    @model_validator(mode="after")
    def _is_sound(self) -> "WindowSettings":
        sound(self)
        return self


def in_zone(windows: object, time_zone: str) -> object:
    """Windows as they are written, those that name no zone in this one."""
    if not isinstance(windows, list | tuple):
        return windows
    return [{"time_zone": time_zone, **each} if isinstance(each, Mapping) else each for each in windows]


def _moment(said: object, zone: ZoneInfo) -> object:
    """With its zone; what is no time at all is left for pydantic to refuse."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return said
    return moment if moment.tzinfo else moment_of(moment, zone)
