"""The mock portal as a process of its own, and its control port."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx
import pyotp
from pydantic import SecretStr

ROOT = Path(__file__).parents[2]
SEED = "7"
COMMAND = (sys.executable, "-m", "mock_portal")


@dataclass(frozen=True)
class Person:
    """One account of the cast, as it would stand in Vault."""

    name: str
    user_id: str
    password: str
    totp_secret: str

    async def code(self) -> SecretStr:
        return SecretStr(pyotp.TOTP(self.totp_secret).now())


@cache
def cast() -> Mapping[str, Person]:
    """The portal's demo accounts by alias."""
    asked = [*COMMAND, "cast", "--seed", SEED, "--json", "--credentials"]
    printed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout
    return {
        one["name"]: Person(one["name"], one["user_id"], one["password"], one["totp_secret"])
        for one in json.loads(printed)["accounts"]
    }


class MockPortal:
    """Started on free ports; `close` ends it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.cast = cast()
        self._process = subprocess.Popen(
            [*COMMAND, "--port", "0", "--control-port", "0", "--seed", SEED, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.url: str = ready["portal"]
        token = Path(ready["token_file"]).read_text(encoding="utf-8").strip()
        self._control = httpx.Client(
            base_url=ready["control"], headers={"Authorization": f"Bearer {token}"}, trust_env=False
        )

    def _call(self, method: str, path: str, body: object = None) -> Any:
        reply = self._control.request(method, path, json=body)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def next_code(self) -> Self:
        """Move the portal's clock on, so that the code of this moment is taken once more."""
        self._call("PUT", "/clock", {"advance": 31})
        return self

    def there(self, nouns: str, account: str = "") -> list[dict[str, Any]]:
        """All the entities of a kind, as the control port has them; of one account where it is named."""
        rows: list[dict[str, Any]] = self._call("GET", f"/{nouns}{f'?account={account}' if account else ''}")
        return rows

    def change(self, path: str, **fields: object) -> None:
        self._call("PATCH", path, fields)

    def fault(self, name: str, **fields: object) -> None:
        self._call("POST", "/faults", {"name": name, **fields})

    def clear(self) -> None:
        self._call("DELETE", "/faults")

    def requests(self, kind: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._call("GET", f"/requests?kind={kind}")
        return rows

    def close(self) -> None:
        self._control.close()
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()
