"""`pytest scenarios/` collects the stories of this folder."""

from scenarios.collecting import pytest_addoption as pytest_addoption
from scenarios.collecting import pytest_collect_file as pytest_collect_file
from scenarios.collecting import pytest_terminal_summary as pytest_terminal_summary
