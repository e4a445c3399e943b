"""What every tier of tests shares, the stories included."""

import gc
import os

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import HealthCheck, settings

_NO_SKIPS = "NO_TEST_MAY_SKIP"

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy machine is not what a property is about

gc.set_threshold(100_000, 20, 20)  # hundreds of modules and thousands of tests stay: a tenth of the CPU time


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every real part can be installed, a skipped test is a failure."""
    reporter: TerminalReporter | None = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", ())) if reporter else 0
    if reporter and skipped and os.environ.get(_NO_SKIPS):
        reporter.write_line(f"{skipped} skipped, and {_NO_SKIPS} allows none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
