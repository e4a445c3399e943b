"""`python -m mock_portal --smtp`, with the real sink beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from mock_portal.cli import main

SECONDS = 15


@contextmanager
def started(*arguments: str) -> Iterator[dict[str, str]]:
    """A program of the portal's, with what its ready line says."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def ask_and_wait(control: httpx.Client) -> list[dict[str, str]]:
    """Make the portal post a message; returns the mail once none of it is queued."""
    ticket = control.get("/help-desk/tickets").json()[0]["number"]
    control.patch(f"/help-desk/tickets/{ticket}", json={"reply": "Grüße"}).raise_for_status()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        mail: list[dict[str, str]] = control.get("/mail").json()
        if mail and all(one["delivery"] != "queued" for one in mail):
            return mail
        time.sleep(0.05)
    raise AssertionError(f"mail is still queued after {SECONDS} seconds: {mail}")


def test_the_portals_mail_arrives_at_the_sink_and_a_restart_sends_nothing_twice(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    with started("mock_portal.sink") as sink:
        portal = ("mock_portal", "--port", "0", "--control-port", "0", "--seed", "7", "--smtp", sink["smtp"])
        told: list[list[dict[str, str]]] = []
        for _ in range(2):
            with started(*portal, "--state", state) as ready:
                headers = {"Authorization": f"Bearer {Path(ready['token_file']).read_text()}"}
                with httpx.Client(base_url=ready["control"], headers=headers) as control:
                    told.append(ask_and_wait(control))
        received = httpx.get(f"{sink['page']}/messages").json()
    assert [one["delivery"] for one in told[1]] == ["sent"] * len(told[1])
    assert told[1][: len(told[0])] == told[0]
    assert len(told[1]) == len(told[0]) + 1
    assert [one["subject"] for one in reversed(received)] == [one["subject"] for one in told[1]]
    assert "Grüße" in received[0]["text"]


def test_a_server_that_cannot_be_one_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(("--smtp", "nowhere"))
    assert ended.value.code == 2
    assert capsys.readouterr().err == ("mock_portal: --smtp nowhere: write the server like 127.0.0.1:2525\n")
