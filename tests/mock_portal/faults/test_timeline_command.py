"""`--timeline` as a user gives it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from mock_portal.cli import main

START = "2026-03-02T09:00:00-05:00"


def test_a_served_portal_follows_its_file(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[moment]]\nat = "+1h"\nadd = { name = "status", code = 502 }\n')
    command = (sys.executable, "-m", "mock_portal", "--port", "0", "--control-port", "0", "--now", START)
    with subprocess.Popen([*command, "--timeline", str(plan)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            ready = json.loads(process.stdout.readline())
            headers = {"Authorization": f"Bearer {Path(ready['token_file']).read_text()}"}
            with httpx.Client(base_url=ready["control"], headers=headers) as control:
                assert httpx.get(f"{ready['portal']}/pecos/login.do").status_code == 200
                control.put("/clock", json={"advance": "1h"}).raise_for_status()
                assert httpx.get(f"{ready['portal']}/pecos/login.do").status_code == 502
        finally:
            process.terminate()


def test_a_mistake_in_the_file_is_one_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[moment]]\nat = "+1h"\nadd = { name = "slow" }\naccount = "north-clinic"\n')
    with pytest.raises(SystemExit) as left:
        main(["--port", "0", "--control-port", "0", "--timeline", str(plan)])
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert len(told.splitlines()) == 1
    assert f"{plan}, line 4: unknown key 'account'" in told


def test_the_help_shows_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    main(["serve", "--help"])
    told = capsys.readouterr().out
    assert "[[moment]]\n" in told
    assert 'add = { name = "slow"' in told
