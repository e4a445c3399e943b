"""What the demo is made of, and the order in which it is brought up."""

import asyncio
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pydantic import SecretStr

from agent.access import Passwords, Register
from agent.browser import installed
from agent.demo.child import Child, Visits
from agent.demo.show import visit_lines
from agent.model.clock import machine_clock
from agent.model.errors import BrowserError, EnrollwatchError, VaultError
from agent.model.person import Role
from agent.settings import Settings, load
from agent.store import Store
from agent.vault import AdminVault
from agent.vault.bootstrap import bootstrap
from agent.vault.importing import import_credentials
from agent.vault.server import LocalOpenBao
from agent.whole_files import write_whole

SEED = "7"
ACCOUNTS = ("north-clinic", "lakeside-therapy", "summit-cardiology", "harbor-imaging", "valley-pediatrics")
_START_LIMIT = 60.0  # seconds until the agent answers
_CHANNELS = """
[[routes]]                           # whoever looks at the demo at night sees what is told, too
severity = ["critical", "warning", "information"]
hours = "always"

[[channels]]
name = "ops-mail"
kind = "email"
to = ["ops@example.org"]
smtp = "{smtp}"

[[channels]]
name = "ops-hook"
kind = "webhook"
url = "{page}/hook"
"""
_ACCOUNT = """
[[accounts]]
name = "{name}"
vault_path = "portal/{name}"
totp_key = "{name}"
expected = "Approved"
"""
_SETTINGS = """\
# Made anew by each `enrollwatch demo`.
[portal]
url = "{portal}"
ca_file = "portal-ca.pem"

[vault]
url = "{vault}"
role_id_file = "role-id"
secret_id_file = "secret-id"

[schedule]
probe = "5s"
visit = "10m"
jitter = "1m"

[web]
listen = "127.0.0.1:{web}"
base_url = "http://127.0.0.1:{web}"
vault_path = "web/links"
"""
_PERSON = "demo"

Say = Callable[[str], None]


@dataclass
class Demo:
    """Keeps all it makes in `folder`, so that a second run reads the first one's evidence."""

    folder: Path
    say: Say
    _parts: ExitStack = field(default_factory=ExitStack)

    @property
    def config(self) -> Path:
        return self.folder / "enrollwatch.toml"

    @contextmanager
    def up(self) -> Iterator[None]:
        """Bring everything up, and down again however the block ends."""
        with self._parts:
            self._make_folder()
            self.say("Starting OpenBao ...")
            vault = self._parts.enter_context(LocalOpenBao(self.folder / "openbao"))
            self.say("Starting the mock portal and the alert sink ...")
            portal, sink = self._start_portal(), self._start_sink()
            web = _free_port()
            self.config.write_text(
                _SETTINGS.format(portal=portal["portal"], vault=vault.url, web=web)
                + "".join(_ACCOUNT.format(name=name) for name in ACCOUNTS)
                + _CHANNELS.format(**sink)
            )
            settings = load(self.config, {})
            self.say("Putting the made-up accounts' credentials into OpenBao ...")
            _fill(vault, settings)
            self._let_in(settings)
            self.say("Starting the agent ...")
            self._start_agent(web)
            self._say_addresses(portal, sink, web)
            yield

    def visit_everything(self) -> None:
        """Each account in each browser that this machine has, told as each ends."""
        browsers = asyncio.run(installed())
        if not browsers:
            raise BrowserError(
                "no browser is installed on this machine",
                "Chrome, Edge, Chromium, Firefox",
                "run `playwright install chromium`, or `apt-get install chromium`",
            )
        visits = Visits(self.folder)
        try:
            for browser in browsers:
                for account in ACCOUNTS:
                    self.say(f"Visiting {account} with {browser.engine} {browser.version} ...")
                    document = visits.visit(self.config, account, browser.engine)
                    for line in visit_lines(document):
                        self.say(line)
        finally:
            visits.stop()

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EnrollwatchError(
                f"the demo's folder cannot be made: {error.strerror}",
                str(self.folder),
                "choose another place",
            ) from error

    @property
    def password_file(self) -> Path:
        return self.folder / "dashboard-password"

    def _let_in(self, settings: Settings) -> None:
        """The demo's admin, with a password of this run's."""
        password, now = SecretStr(secrets.token_urlsafe(12)), machine_clock()
        with Store.open(settings.store.url) as store:
            register = Register(store, _PERSON, Passwords())
            if store.person(_PERSON):
                register.set_password(_PERSON, password, now)
            else:
                register.add(_PERSON, Role.ADMIN, password, now)
        write_whole(self.password_file, f"{password.get_secret_value()}\n".encode(), mode=0o600)

    def _child(self, name: str, *arguments: str) -> Child:
        child = Child(name, arguments, self.folder)
        self._parts.callback(child.stop)
        return child

    def _start_portal(self) -> dict[str, str]:
        ca_file, token = str(self.folder / "portal-ca.pem"), str(self.folder / "portal-token")
        options = ("--https", "--seed", SEED, "--ca-out", ca_file, "--token-file", token)
        child = self._child("portal", "mock_portal", "--port", "0", "--control-port", "0", *options)
        return dict(child.ready_line())

    def _start_sink(self) -> dict[str, str]:
        return dict(self._child("sink", "mock_portal.sink").ready_line())

    def _start_agent(self, web: int) -> None:
        agent = self._child("agent", "agent", "run", "--config", str(self.config))
        deadline = time.monotonic() + _START_LIMIT
        while not _answers(f"http://127.0.0.1:{web}/healthz"):
            if agent.ended() or time.monotonic() > deadline:
                raise EnrollwatchError(
                    "the agent did not start", str(self.folder / "agent.log"), "read that log"
                )

    def _say_addresses(self, portal: dict[str, str], sink: dict[str, str], web: int) -> None:
        self.say("")
        self.say("All up.")
        self.say(f"  portal   {portal['portal']}  (control port {portal['control']})")
        self.say(f"  pages    http://127.0.0.1:{web}/  (as {_PERSON}, password in {self.password_file})")
        self.say(f"  metrics  http://127.0.0.1:{web}/metrics")
        self.say(f"  mail     {sink['page']}")
        self.say(f"  settings {self.config}")
        self.say("")


def _fill(vault: LocalOpenBao, settings: Settings) -> None:
    admin = AdminVault(vault.url, None, vault.root_token)
    try:
        bootstrap(admin, settings)
        import_credentials(admin, _cast_credentials(), settings)
    finally:
        admin.close()


def _cast_credentials() -> bytes:
    command = [sys.executable, "-m", "mock_portal", "cast", "--seed", SEED, "--json", "--credentials"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise VaultError("the mock portal's cast cannot be listed", "mock_portal cast", "run it by hand")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1.0, trust_env=False).is_success
    except httpx.ConnectError:
        time.sleep(0.1)  # between two looks; the caller has the deadline
        return False
    except httpx.TimeoutException:
        return False
