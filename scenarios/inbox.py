"""Where alerts go: a mail server and webhook that keep what they get."""

import sys
from pathlib import Path
from typing import Any

import httpx

from scenarios.errors import StageError
from scenarios.programs import Program


class Inbox:
    """One for all stories; `new` says what came since it was last asked."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "mock_portal.sink", "--smtp-port", "0", "--http-port", "0"]
        self._program = Program("the alert sink", command, folder / "sink.log")
        self.smtp: str = self._program.ready["smtp"]
        self.hook: str = self._program.ready["page"] + "/hook"
        self._client = httpx.Client(base_url=self._program.ready["page"], trust_env=False)
        self._seen: set[str] = set()

    def new(self) -> tuple[dict[str, Any], ...]:
        """Messages not yet returned, oldest first; a repeat with the same key is the same message."""
        try:
            messages = self._client.get("/messages").raise_for_status().json()
        except httpx.HTTPError as error:
            raise StageError(
                f"the alert sink does not answer: {type(error).__name__}", "GET /messages", "run it by hand"
            ) from error
        fresh = {message["key"]: message for message in messages if message["key"] not in self._seen}
        self._seen |= set(fresh)
        return tuple(reversed(fresh.values()))

    def close(self) -> None:
        self._client.close()
        self._program.close()
