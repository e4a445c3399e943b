"""From what the rules say to what becomes of the incidents. Pure: the whole alert policy stands here."""

from agent.incidents.by_hand import acknowledge, end
from agent.incidents.deciding import decide, tick
from agent.incidents.inhibition import COMMON_CAUSES
from agent.incidents.merging import Rulings, key_of

__all__ = ["COMMON_CAUSES", "Rulings", "acknowledge", "decide", "end", "key_of", "tick"]
