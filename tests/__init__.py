"""Tests, in tiers by what they touch; `tests.tiers` runs them."""
