"""From what the rules say to what becomes of the incidents. Pure: the whole alert policy stands here."""

from agent.incidents.by_hand import acknowledge, end
from agent.incidents.deciding import decide, tick
from agent.incidents.merging import Rulings

__all__ = ["Rulings", "acknowledge", "decide", "end", "tick"]
