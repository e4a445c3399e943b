"""What can be wrong before or in a visit: how it is brought about, and what is then said of it."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

from tests.ports import free_port
from tests.system.world import World

Arrange = Callable[[World], object]
ACCOUNT = "north-clinic"
SECRET = "Hunter"  # how each secret in these settings begins
ANOTHER_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Row:
    """What is wrong, and parts of the sentence that says what, where and what to do."""

    name: str
    arrange: Arrange
    says: tuple[str, ...]
    arguments: tuple[str, ...] = (ACCOUNT,)


@dataclass(frozen=True)
class LookRow:
    name: str
    arrange: Arrange
    verdict: str
    says: tuple[str, ...]
    browser: str | None = None


def nothing(_: World) -> None:
    """The settings as they are."""


def _line(old: str, new: str) -> Arrange:
    """The settings file with one text in the place of another."""

    def change(world: World) -> None:
        text = world.config.read_text(encoding="utf-8")
        assert old in text
        world.config.write_text(text.replace(old, new, 1))

    return change


def _settings(**tables: dict[str, object]) -> Arrange:
    return lambda world: world.configure(None, **tables)


def _under_a_file(world: World) -> str:
    """A folder that cannot be made, whoever tries: modes would not stop root."""
    (world.folder / "file").touch()
    return str(world.folder / "file" / "data")


def _under_a_file_is(key: str, address: str) -> Arrange:
    return lambda world: world.configure(store={key: address.format(_under_a_file(world))})


SETTINGS = (
    Row("no settings file", lambda world: world.config.unlink(),
        ("no settings file", "enrollwatch.toml", "--config")),
    Row("no TOML", _line("[portal]", "[portal"), ("not TOML", "enrollwatch.toml", "correct")),
    Row("unknown setting", _line("[portal]\n", '[portal]\ncolour = "blue"\n'),
        ("portal.colour is not a setting", "enrollwatch.toml:2", "known here: authorised_by, ca_file")),
    Row("misspelt setting", _line("ca_file", "ca_fiel"),
        ("portal.ca_fiel is not a setting", "enrollwatch.toml:3", "did you mean `ca_file`?")),
    Row("misspelt table", _line("[browser]", "[browzer]"),
        ("browzer is not a setting", "enrollwatch.toml:", "did you mean `browser`?")),
    Row("missing setting", _line("secret_id_file", "# secret_id_file"),
        ("vault.secret_id_file is missing", "enrollwatch.toml:", "add it")),
    Row("password in the settings", _line("totp_key", 'password = "Hunter@2222"\ntotp_key'),
        ("accounts[0].password looks like a secret", "enrollwatch.toml:", "into Vault")),
    Row("Vault token in the settings", _line(f"portal/{ACCOUNT}", "hvs.Hunter2222Hunter2222Hunter2222"),
        ("accounts[0].vault_path looks like a secret", "enrollwatch.toml:", "into Vault")),
    Row("portal off loopback without consent", _settings(portal={"url": "https://portal.example.org"}),
        ("portal.example.org is not this machine", "enrollwatch.toml:", "authorised_by")),
    Row("no contract of that name", _settings(portal={"contract": "modern"}), ("modern", "contract")),
    Row("store in an unwritable folder", _under_a_file_is("url", "sqlite:///{}/e.db"),
        ("file/data", "folder")),
    Row("evidence in an unwritable folder", _under_a_file_is("evidence", "{}/evidence"),
        ("file/data", "folder")),
)  # fmt: skip

ARGUMENTS = (
    Row("misspelt setting", _line("ca_file", "ca_fiel"), ("portal.ca_fiel is not a setting", "`ca_file`?")),
    Row("unknown account", nothing, ("no account 'nowhere-clinic'", "arguments", f"name some of {ACCOUNT}"),
        ("nowhere-clinic",)),
    Row("no account", nothing, ("no account is named", "--all"), ()),
    Row("names and --all", nothing, ("--all is given", f"name some of {ACCOUNT}"), (ACCOUNT, "--all")),
    Row("bad --at", nothing, ("'yesterday' is not a time such as 2026-", "--at"),
        (ACCOUNT, "--at", "yesterday")),
    Row("--at without a zone", nothing, ("has no time zone", "--at"),
        (ACCOUNT, "--at", "2026-03-02T09:00:00")),
    Row("unknown browser", nothing, ("'netscape' is not one of", "firefox"),
        (ACCOUNT, "--browser", "netscape")),
    Row("unknown option", nothing, ("--colour", "--help"), (ACCOUNT, "--colour")),
)  # fmt: skip


def _fault(name: str, **fields: object) -> Arrange:
    return lambda world: world.portal.fault(name, **fields)


def _hung(world: World) -> None:
    world.configure(budgets={"page": "1s", "page_hard": "2s"})
    world.portal.fault("hung", at="before")


def _readable_secret_id(world: World) -> None:
    _write_secret_id(world, world.vault.secret_id_file.read_text(encoding="utf-8"), mode=0o644)


def _wrong_secret_id(world: World) -> None:
    _write_secret_id(world, "00000000-1111-2222-3333-444444444444", mode=0o600)


def _write_secret_id(world: World, content: str, mode: int) -> None:
    (world.folder / "secret-id").write_text(content)
    (world.folder / "secret-id").chmod(mode)
    world.configure(vault={"secret_id_file": "secret-id"})


def _no_secret_there(world: World) -> None:
    world.vault.give(ACCOUNT, password="Gone@soon1")  # so that it is put back after the test
    with world.vault.admin() as admin:
        admin.delete(f"secret/metadata/portal/{ACCOUNT}")


def _hanging_vault(world: World) -> None:
    """Connections are taken, and nobody answers; closed at the module's end."""
    listener = socket.create_server(("127.0.0.1", 0))
    LISTENERS.append(listener)
    world.configure(vault={"url": f"http://127.0.0.1:{listener.getsockname()[1]}"})


LISTENERS: list[socket.socket] = []

LOOKS = (
    LookRow("secret-id file that others can read", _readable_secret_id, "own_fault",
            ("others can read the secret-id file", "secret-id)", "chmod 600")),
    LookRow("no role files", _settings(vault={"role_id_file": "nowhere"}), "own_fault",
            ("role-id file is not there", "nowhere", "secrets bootstrap")),
    LookRow("refused secret-id", _wrong_secret_id, "own_fault",
            ("Vault refuses the role-id or the secret-id", "auth/approle/login", "secrets bootstrap")),
    LookRow("no secret in Vault", _no_secret_there, "own_fault",
            ("Vault has nothing there", f"portal/{ACCOUNT}", "import the secret")),
    LookRow("path that the policy does not cover", _line(f"portal/{ACCOUNT}", "portal/elsewhere"),
            "own_fault", ("Vault refuses access", "portal/elsewhere", "secrets verify")),
    LookRow("no authenticator key", _line('totp_key = "', 'totp_key = "un'), "own_fault",
            ("Vault refuses access", "un" + ACCOUNT, "secrets verify")),
    LookRow("unreachable Vault", lambda world: world.configure(vault={"url": f"http://127.0.0.1:{free_port()}"}),
            "own_fault", ("nothing answers at Vault's address", "auth/approle/login", "start Vault")),
    LookRow("Vault that hangs", _hanging_vault, "own_fault",
            ("Vault does not answer in time", "auth/approle/login", "start Vault")),
    LookRow("wrong password", lambda world: world.vault.give(ACCOUNT, password="Wr0ng@pass"),
            "account_problem", ("refuses the user ID or password", "ia-login /IAWeb/login.do", "into Vault")),
    LookRow("wrong code", lambda world: world.vault.give(ACCOUNT, totp_secret=ANOTHER_SEED),
            "account_problem", ("refuses the verification code", "ia-mfa", "authenticator seed in Vault")),
    LookRow("locked account", lambda world: world.portal.change(ACCOUNT, locked=True), "account_problem",
            ("account is locked", "ia-login", "unlock it in I&A")),
    LookRow("refused connection", _fault("refused"), "portal_down",
            ("refuses connections", "ia-login /IAWeb/login.do", "next visit looks again")),
    LookRow("500", _fault("status", code=500), "portal_down",
            ("server error (HTTP 500)", "ia-login", "next visit looks again")),
    LookRow("hung", _hung, "portal_down",
            ("did not finish within the hard limit", "ia-login", "next visit looks again")),
    LookRow("garbled", _fault("garbled"), "portal_changed",
            ("not a readable page (it is garbled)", "ia-login", "page contract")),
    LookRow("renamed label", _fault("renamed-label", label="User ID", to="Login name"), "portal_changed",
            ("ia-login: textbox 'User ID' is missing", "/IAWeb/login.do", "page contract")),
    LookRow("renamed label behind the sign-in",
            _fault("renamed-label", label="Days until your password expires", to="Days to go"),
            "portal_changed",
            ("'Days until your password expires' is missing", "/IAWeb/myProfile.do", "page contract")),
    *(
        LookRow(f"{kind} certificate", _fault("certificate", kind=kind), "portal_down",
                ("certificate cannot be trusted", "https://127.0.0.1", "portal.ca_file"))
        for kind in ("expired", "wrong-name", "self-signed")
    ),
    LookRow("certificate of an unknown CA", _settings(portal={"ca_file": None}), "portal_down",
            ("certificate cannot be trusted", "127.0.0.1", "portal.ca_file")),
)  # fmt: skip
