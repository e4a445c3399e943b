"""`python -m mock_portal` as a user starts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from mock_portal.cli import main
from mock_portal.faults import FAULTS

COMMAND = (sys.executable, "-m", "mock_portal")
START_SECONDS = 10
"""Of one core; a start takes three."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, which saves a second each."""

    def run_here(*arguments: str) -> Ended:
        status = 0
        try:
            main(arguments)
        except SystemExit as leave:
            status = int(leave.code or 0)
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run_here


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A serving portal with what its ready line says."""
    ports = ("--port", "0", "--control-port", "0")
    with subprocess.Popen([*COMMAND, *ports, *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def stop(process: subprocess.Popen[str]) -> tuple[int, float]:
    """Ask it to end; returns its status and the seconds it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    return process.wait(10), time.monotonic() - began


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """What it has computed so far: unlike the clock, no other work on the machine adds to it. Linux."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def control(ready: dict[str, str]) -> httpx.Client:
    token = Path(ready["token_file"]).read_text()
    return httpx.Client(base_url=ready["control"], headers={"Authorization": f"Bearer {token}"})


def test_it_serves_over_https_says_where_and_ends_when_asked(tmp_path: Path) -> None:
    token_file, ca_file = tmp_path / "token", tmp_path / "ca.pem"
    with started("--https", "--token-file", str(token_file), "--ca-out", str(ca_file)) as (process, ready):
        assert ready.keys() == {"portal", "control", "token_file", "ca_file"}
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        trusting = ssl.create_default_context(cafile=ca_file)
        page = httpx.get(f"{ready['portal']}/pecos/login.do", verify=trusting, trust_env=False)
        assert "PECOS Sign In" in page.text
        with control(ready) as client:
            assert client.get("/clock").status_code == 200
        status, seconds = stop(process)
        assert status == 0
        assert seconds < 2


def test_a_restart_with_the_state_file_goes_on_where_it_was(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with started("--state", str(state), "--seed", "9", "--now", "2026-03-02T09:00:00-05:00") as (
        process,
        ready,
    ):
        with control(ready) as client:
            client.patch("/accounts/north-clinic", json={"locked": True})
            client.put("/clock", json={"advance": "+46d"})
            user_id = client.get("/accounts/north-clinic").json()["user_id"]
        assert stop(process)[0] == 0
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    with started("--state", str(state)) as (process, ready):
        with control(ready) as client:
            account = client.get("/accounts/north-clinic").json()
            assert (account["locked"], account["user_id"]) == (True, user_id)
            assert client.get("/clock").json()["now"].startswith("2026-04-17")
        stop(process)


def test_ten_thousand_enrollments_are_served_soon_after_the_start() -> None:
    with started("--scale", "10000") as (process, ready):
        assert cpu_seconds(process) < START_SECONDS
        with control(ready) as client:
            npi = client.get("/associates").json()[-1]["npi"]
        page = httpx.get(f"{ready['portal']}/pecos/selfService.do", params={"npi": npi, "lbn": ""})
        assert f"<td>{npi}</td>" in page.text
        stop(process)


def test_the_casts_credentials_are_those_of_the_seed(run: Run) -> None:
    accounts = json.loads(run("cast", "--seed", "7", "--json", "--credentials").out)["accounts"]
    assert accounts[0].keys() == {"name", "user_id", "password", "totp_secret", "note"}
    assert accounts[0]["name"] == "north-clinic"
    assert len(accounts) >= 8
    other = json.loads(run("cast", "--seed", "8", "--json", "--credentials").out)["accounts"]
    assert {one["password"] for one in other}.isdisjoint(one["password"] for one in accounts)
    plain = run("cast", "--seed", "7").out
    assert len(plain.splitlines()) == len(accounts)
    assert accounts[0]["password"] not in plain


def test_the_faults_are_listed_with_their_parameters(run: Run) -> None:
    lines = run("faults").out.splitlines()
    assert [line.split()[0] for line in lines] == list(FAULTS)
    listed = json.loads(run("faults", "--json").out)["faults"]
    slow = next(one for one in listed if one["name"] == "slow")
    assert slow["parameters"].keys() == {"seconds", "spread", "database"}


@pytest.mark.parametrize("ask", ["-h", "--help"])
def test_the_help_says_where_the_options_of_serving_are(run: Run, ask: str) -> None:
    ended = run(ask)
    assert ended.status == 0
    assert "serve --help" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--now", "2026-03-02T09:00:00"), "has no zone"),
        (("--now", "9000-03-02T09:00:00Z"), "2200"),
        (("--skin", "modern"), "classic"),
        (("--prot", "1"), "--port"),
        (("--port", "99999"), "65535"),
        (("--state", "/no/such/folder/state.json"), "/no/such/folder/state.json"),
        (("--token-file", "/no/such/folder/token"), "/no/such/folder/token"),
        (("dance",), "dance"),
    ],
)
def test_what_cannot_start_is_one_sentence_and_status_2(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    ended = run(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert words in ended.err


def test_a_port_in_use_and_a_corrupt_state_file_are_named(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("--port", port)
    assert ended.status == 2
    assert f"port {port}" in ended.err
    state = tmp_path / "state.json"
    state.write_text("not json")
    ended = run("--state", str(state))
    assert ended.status == 2
    assert len(ended.err.splitlines()) == 1
    assert str(state) in ended.err
    assert state.read_text() == "not json"
