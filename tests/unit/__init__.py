"""Tests of the pure parts: no browser, no network, no files but temporary ones."""
