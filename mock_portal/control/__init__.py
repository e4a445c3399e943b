"""The control port: move the clock, change the world, switch faults; JSON for tests and stories."""
