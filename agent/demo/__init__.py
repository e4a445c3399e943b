"""The demo: every part real, on this machine, with made-up people."""

from agent.demo.world import Demo

__all__ = ["Demo"]
