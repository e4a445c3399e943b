"""A mock of PECOS and I&A: a separate program with its own clock, seed and faults, full of made-up people."""
