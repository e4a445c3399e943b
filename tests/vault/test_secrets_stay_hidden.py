"""Canaries in everything that goes in; nothing that comes out, whole or in pieces, may hold one."""

import base64
import json
import traceback
from collections.abc import Callable, Iterator

import pytest
from loguru import logger
from pydantic import SecretStr

from agent.model.errors import EnrollwatchError
from agent.settings import Settings, VaultSettings
from agent.vault import AdminVault, VaultClient
from agent.vault.bootstrap import bootstrap
from agent.vault.importing import import_credentials
from agent.vault.role_files import write_private
from agent.vault.verify import verify
from tests.vault.conftest import Connect, SettingsAt
from tests.vault.documents import account
from tests.vault.stubs import stub

CANARY = "canary7f3a"
SEED = "NZQW4YLSPE3WMM3BNZQW4YLSPE3WMM3B"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Everything that is logged, at every level, with the settings that the program itself logs with."""
    lines: list[str] = []
    number = logger.add(lines.append, level="TRACE", backtrace=True, diagnose=False)
    yield lines
    logger.remove(number)


def everything(error: BaseException | None) -> str:
    """All that a careless handler could print of an error, of its causes, and of their attributes."""
    text = []
    while error is not None:
        text += traceback.format_exception(error)
        text += [repr(error), repr(vars(error)), repr(error.args)]
        error = error.__cause__ or error.__context__
    return "\n".join(text)


def failure(call: Callable[[], object]) -> str:
    with pytest.raises(EnrollwatchError) as caught:
        call()
    logger.opt(exception=caught.value).error("it failed")
    return everything(caught.value)


BAD_DOCUMENTS: dict[str, str | bytes] = {
    "cut off": '{"accounts": [{"name": "north-clinic", "password": "canary7f3a',
    "not text": b'{"accounts": "canary7f3a \xff"}',
    "unknown key": '{"canary7f3a": 1}',
    "no account": '{"accounts": ["canary7f3a"]}',
    "a secret as a name": json.dumps({"accounts": [account("Canary7f3a-" + CANARY, password=None)]}),
    "bad seed": json.dumps({"accounts": [account("north-clinic", totp_secret=f"1{CANARY}!")]}),
    "short seed": json.dumps({"accounts": [account("north-clinic", totp_secret=CANARY)]}),
    "password missing": json.dumps({"accounts": [account("north-clinic", user_id=CANARY, password=None)]}),
    "password is a list": json.dumps({"accounts": [account("north-clinic", password=[CANARY])]}),
    "twice": json.dumps({"accounts": [account("north-clinic", password=CANARY)] * 2}),
    "nobody's": json.dumps({"accounts": [account("nobody", password=CANARY)]}),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_refused_document_is_not_quoted(
    admin: AdminVault, bootstrapped: Settings, log: list[str], name: str
) -> None:
    shown = failure(lambda: import_credentials(admin, BAD_DOCUMENTS[name], bootstrapped))
    assert CANARY not in (shown + "".join(log)).lower()


@pytest.mark.parametrize("status", [200, 307, 400, 403, 404, 405, 429, 500, 501, 502, 503])
def test_an_answer_that_quotes_the_request_is_not_passed_on(
    connect: Connect, role_files: SettingsAt, log: list[str], status: int
) -> None:
    echo = json.dumps({"errors": [f"you sent {CANARY}"], "data": CANARY}).encode()
    with stub(status, echo, {"Location": f"/{CANARY}"}) as server:
        settings = role_files(server.url)
        write_private(settings.secret_id_file, CANARY)
        shown = failure(connect(settings).data_key)
        with AdminVault(server.url, None, SecretStr(CANARY)) as admin:
            shown += failure(lambda: admin.put("secret", "portal/x", {"password": CANARY}, 0))
            if status != 404:  # for which read says: nothing there
                shown += failure(lambda: admin.read("secret/data/portal/x"))
    assert CANARY not in shown + "".join(log)


def test_an_exposed_secret_id_is_not_quoted_nor_one_that_is_not_text(
    connect: Connect, role_files: SettingsAt, log: list[str]
) -> None:
    settings = role_files("http://127.0.0.1:9")
    settings.secret_id_file.write_bytes(CANARY.encode() + b"\xff")
    shown = failure(connect(settings).data_key)
    settings.secret_id_file.chmod(0o644)
    shown += failure(connect(settings).data_key)
    assert CANARY not in shown + "".join(log)


def test_a_bad_seed_and_a_bad_data_key_are_not_quoted(vault_client: VaultClient, log: list[str]) -> None:
    shown = failure(lambda: vault_client.code_from_seed(SecretStr(f"1{CANARY}!")))
    shown += failure(lambda: vault_client.unwrap(f"vault:v1:{CANARY}"))
    assert CANARY not in shown + "".join(log)


def test_a_whole_life_leaves_no_secret_in_any_log_report_or_repr(
    admin: AdminVault, bootstrapped: Settings, vault_settings: VaultSettings, log: list[str]
) -> None:
    document = {
        "accounts": [account("north-clinic", user_id=f"u-{CANARY}", password=CANARY, totp_secret=SEED)],
        "channels": [{"name": "ops-mail", "password": CANARY}],
    }
    shown = [repr(bootstrap(admin, bootstrapped))]
    shown.append(repr(import_credentials(admin, json.dumps(document), bootstrapped)))
    with VaultClient(vault_settings) as client:
        secret, key = client.secret("portal/north-clinic"), client.data_key()
        shown += [repr(secret), repr(secret.fields), repr(key), repr(client.code("north-clinic"))]
        shown.append(repr(verify(client, bootstrapped)))
        shown += [repr(vars(client)), repr(vars(admin)), repr(admin.stored("secret", "portal/north-clinic"))]
        hidden = [CANARY, SEED, client.code("north-clinic").get_secret_value()]
    hidden += [repr(key.plaintext), base64.b64encode(key.plaintext).decode()]
    hidden.append(vault_settings.secret_id_file.read_text(encoding="ascii").strip())
    everything_said = "".join(shown) + "".join(log)
    assert [text for text in hidden if text in everything_said] == []
    assert log, "nothing was logged, so nothing was proved"
