"""`pytest scenarios/` collects the stories of this folder, and the visit of the whole cast."""

import pytest

from scenarios.collecting import pytest_addoption as pytest_addoption
from scenarios.collecting import pytest_collect_file as pytest_collect_file
from scenarios.collecting import pytest_terminal_summary as pytest_terminal_summary
from scenarios.collecting import stage_of
from scenarios.stage import Stage


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest) -> Stage:
    """The one that the stories play on too."""
    return stage_of(request.config)
