"""Roster files: what a practice expects to find, in use and to be imported."""

from agent.roster.in_use import entries_in, roster_of

__all__ = ["entries_in", "roster_of"]
