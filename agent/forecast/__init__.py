"""What will become of the last facts if nothing moves: the rules, played over the days to come."""

from agent.forecast.feed import calendar_of, entries, feed
from agent.forecast.replay import Event, Forecast, forecast, moments, still_open

__all__ = ["Event", "Forecast", "calendar_of", "entries", "feed", "forecast", "moments", "still_open"]
