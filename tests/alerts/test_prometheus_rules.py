"""The rules for Prometheus, held against promtool and its unit tests. Debian's, where it is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

import agent.prometheus
from agent.model.links import NO_LINKS, Links

FOLDER = Path(agent.prometheus.__file__).parent
TESTS = sorted(FOLDER.glob("*_test.yml"))
PROMTOOL = shutil.which("promtool")

pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")


def promtool(*arguments: str | Path) -> str:
    command = [PROMTOOL or "", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("links", [NO_LINKS, Links(runbooks='https://wiki.example/"{{ x }}')])
def test_the_rules_are_rules_with_and_without_links(links: Links, tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(agent.prometheus.rules(links))
    assert "32 rules found" in promtool("check", "rules", tmp_path / "rules.yml")


def test_each_alert_is_told_when_it_should_and_not_when_it_should_not() -> None:
    promtool("test", "rules", *TESTS)


def test_each_alert_has_a_test_that_fires_it() -> None:
    tested = "".join(path.read_text() for path in TESTS)
    assert [name for name in agent.prometheus.alerts() if f"- alertname: {name}\n" not in tested] == []
