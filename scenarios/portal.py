"""The portal as a story steers it: its clock, its world, its faults and its request log."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import TypeAdapter

from scenarios.errors import RefusedError, StageError
from scenarios.programs import Program, run
from scenarios.story import Fault, Moment, Start

Rows = tuple[dict[str, Any], ...]
_ANSWER_LIMIT = 30.0
_ANY = TypeAdapter(Any)


class Portal:
    """One mock portal over HTTPS for all stories; `reset` between them."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = folder / "portal-ca.pem"
        command = [sys.executable, "-m", "mock_portal", "--port", "0", "--control-port", "0", "--https"]
        files = ["--token-file", str(folder / "portal-token"), "--ca-out", str(self.ca_file)]
        self._program = Program("the mock portal", [*command, *files], folder / "portal.log")
        self.url: str = self._program.ready["portal"]
        token = Path(self._program.ready["token_file"]).read_text(encoding="utf-8").strip()
        self._control = httpx.Client(
            base_url=self._program.ready["control"],
            headers={"Authorization": f"Bearer {token}"},
            timeout=_ANSWER_LIMIT,
            trust_env=False,
        )

    def reset(self, start: Start, skin: str) -> None:
        """The world as it was seeded, its clock standing at `now`, and the story's own changes."""
        asked = {"seed": start.seed, "skin": skin, "scale": start.scale, "now": start.now}
        self._ask("POST", "/reset", asked)
        self.set_clock(start.now)
        self.alter(start)

    def set_clock(self, now: datetime) -> None:
        self._ask("PUT", "/clock", {"now": now, "frozen": True})

    def alter(self, told: Start | Moment) -> None:
        """The world as a story sets it: changes, then what is new, then what is gone."""
        for patch in told.set:
            self._ask("PATCH", patch.path, patch.rest)
        for addition in told.add:
            self._ask("POST", addition.path, addition.rest)
        for path in told.remove:
            self._ask("DELETE", path)

    def set_password(self, account: str, password: str) -> None:
        """Changed now; its days count anew."""
        self._ask("PATCH", f"/accounts/{account}", {"password": password})

    def add(self, fault: Fault) -> None:
        self._ask("POST", "/faults", {"name": fault.name, **fault.rest})

    def clear_faults(self) -> None:
        self._ask("DELETE", "/faults")

    def requests(self) -> Rows:
        """Since the last reset, oldest first."""
        return tuple(self._ask("GET", "/requests"))

    def close(self) -> None:
        self._control.close()
        self._program.close()

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        content = None if body is None else _ANY.dump_json(dict(body))
        try:
            reply = self._control.request(
                method, path, content=content, headers={"Content-Type": "application/json"}
            )
        except httpx.HTTPError as error:
            raise StageError(
                f"the portal's control port does not answer: {type(error).__name__}",
                f"{method} {path}",
                f"read {self._program.log}",
            ) from error
        if reply.is_error:
            raise RefusedError(
                f"the portal refuses what the story asks: {_detail(reply)}",
                f"{method} {path}",
                "see `enrollwatch portal faults`, `... portal cast` and the control port's /openapi.json",
            )
        return reply.json() if reply.content else None


def _detail(reply: httpx.Response) -> str:
    try:
        problem = reply.json()
    except ValueError:
        return f"status {reply.status_code}"
    field = problem.get("field")
    return f"{field}: {problem['detail']}" if field else str(problem.get("detail", reply.status_code))


def cast(enrollwatch: str, seed: int) -> str:
    """The credentials document of the accounts that grow from a seed."""
    return run([enrollwatch, "portal", "cast", "--seed", str(seed), "--json", "--credentials"])
