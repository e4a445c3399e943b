"""Shares and lengths of time as people read them."""

from datetime import timedelta


def percent(share: float | None, places: int = 2) -> str:
    """Cut off, not rounded: what is short of the whole never reads 100 %."""
    if share is None:
        return "no number"
    whole = 10 ** (places + 2)
    return f"{int(share * whole + 1e-9) / 10**places:.{places}f} %"


def length(time: timedelta) -> str:
    """In the two greatest units that tell something, such as `3 h 26 min`; under none less than nothing."""
    seconds = abs(round(time.total_seconds()))
    sign = "-" if time < timedelta(0) and seconds else ""
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")]
    told = [f"{number} {unit}" for number, unit in parts if number][:2]
    return sign + (" ".join(told) or "0 min")
