"""A look becomes stored fact, with what follows from it and who is told, all in one transaction."""

from agent.recorder.keeping import keep, new_id
from agent.recorder.recording import Recorder, Report, looks_before, routing_of, with_facts

__all__ = ["Recorder", "Report", "keep", "looks_before", "new_id", "routing_of", "with_facts"]
