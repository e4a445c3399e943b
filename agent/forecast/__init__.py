"""What will become of the last facts if nothing moves: the rules, played over the days to come.

As a calendar: `agent.forecast.feed`, which few commands need.
"""

from agent.forecast.replay import Event, Forecast, forecast, moments, still_open

__all__ = ["Event", "Forecast", "forecast", "moments", "still_open"]
