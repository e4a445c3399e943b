"""A Vault of the stories' own, with the credentials of the portal's cast in it."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from scenarios.errors import RefusedError, StageError
from scenarios.portal import cast
from scenarios.programs import Program, run
from scenarios.settings_file import base_settings, write_settings
from scenarios.story import Password

_ANSWER_LIMIT = 30.0
_POLL = 0.05
INSTEAD: Mapping[Password, str] = {Password.WRONG: "Not-the-1", Password.RENEWED: "Another-2"}
"""What Vault holds where it is not the password that the cast begins with."""


class Vault:
    """One OpenBao for all stories. What it holds is the agent's own doing: `enrollwatch secrets ...`."""

    def __init__(self, enrollwatch: str, portal_url: str, folder: Path) -> None:
        self._enrollwatch = enrollwatch
        self._portal_url = portal_url
        self._folder = folder
        self._held: tuple[int, dict[str, str]] | None = None
        self._casts: dict[int, dict[str, dict[str, Any]]] = {}
        self._sealed = False
        command = [sys.executable, "-m", "agent.vault", "--folder", str(folder / "bao")]
        self._program = Program("OpenBao", command, folder / "bao.log")
        ready = self._program.ready
        self.url: str = ready["url"]
        self._root_token = _word(ready["root_token_file"])
        self._unseal_key = _word(ready["unseal_key_file"])
        self._client = httpx.Client(base_url=f"{self.url}/v1/sys", timeout=_ANSWER_LIMIT, trust_env=False)

    def hold(self, seed: int, passwords: Mapping[str, Password]) -> None:
        """The cast's credentials, but for passwords that are to be others; imports only what differs."""
        others = {name: INSTEAD[password] for name, password in passwords.items() if password in INSTEAD}
        if self._held == (seed, others):
            return
        before = self._held[1] if self._held and self._held[0] == seed else None
        self._held = None  # until all of it is in
        people = self._people(seed)
        if strangers := set(others) - set(people):
            raise RefusedError(
                f"there is no account {', '.join(sorted(strangers))}",
                "password",
                "see `enrollwatch portal cast`",
            )
        accounts = [
            {**person, "password": others.get(name, person["password"])}
            for name, person in people.items()
            if before is None or others.get(name) != before.get(name)
        ]
        self._secrets(accounts, "import", "-")
        self._held = seed, others

    def seal(self) -> None:
        """Stop serving secrets; the listener goes on answering."""
        self._ask("PUT", "/seal", None)
        self._sealed = True

    def unseal(self) -> None:
        """Serve again; nothing where it was not sealed."""
        if not self._sealed:
            return
        self._ask("PUT", "/unseal", {"key": self._unseal_key})
        deadline = time.monotonic() + _ANSWER_LIMIT
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise StageError("Vault is unsealed and not ready", self.url, f"read {self._program.log}")
            time.sleep(_POLL)
        self._sealed = False

    def close(self) -> None:
        self._client.close()
        self._program.close()

    @property
    def settings(self) -> dict[str, Any]:
        """The `[vault]` table of the agent's settings."""
        role, secret = (str(self._folder / name) for name in ("role-id", "secret-id"))
        return {"url": self.url, "role_id_file": role, "secret_id_file": secret}

    def _people(self, seed: int) -> dict[str, dict[str, Any]]:
        """By name. Before the first the agent's role is set up: the names are the same in all seeds."""
        if seed not in self._casts:
            accounts = json.loads(cast(self._enrollwatch, seed))["accounts"]
            if not self._casts:
                self._secrets(accounts, "bootstrap")
            self._casts[seed] = {account["name"]: account for account in accounts}
        return self._casts[seed]

    def _secrets(self, accounts: list[dict[str, Any]], *arguments: str) -> None:
        config = self._folder / "secrets.toml"
        names = [{"name": account["name"]} for account in accounts]
        write_settings(config, base_settings(self._portal_url, self.settings, names))
        run(
            [self._enrollwatch, "secrets", *arguments, "--config", str(config)],
            text=json.dumps({"accounts": accounts}),
            environment={"VAULT_TOKEN": self._root_token, "BAO_TOKEN": self._root_token},
        )

    def _is_ready(self) -> bool:
        try:
            return self._client.get("/health").is_success
        except httpx.HTTPError:
            return False

    def _ask(self, method: str, path: str, body: dict[str, str] | None) -> None:
        try:
            reply = self._client.request(method, path, json=body, headers={"X-Vault-Token": self._root_token})
            reply.raise_for_status()
        except httpx.HTTPError as error:
            raise StageError(
                f"Vault refuses {path}: {type(error).__name__}", self.url, f"read {self._program.log}"
            ) from error


def _word(file: str) -> str:
    return Path(file).read_text(encoding="utf-8").strip()
