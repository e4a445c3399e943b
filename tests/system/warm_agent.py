"""`enrollwatch serve`: many visits by one process, for tests that need many and not the command's start."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.system.agent_process import environment
from tests.system.parts import ROOT
from tests.system.world import World

_END_LIMIT = 20.0  # seconds to close its browsers


@dataclass(frozen=True)
class Answer:
    """What `visit --json` would have printed, and its status."""

    status: int
    document: dict[str, Any]

    @property
    def visit(self) -> dict[str, Any]:
        """The only one."""
        (visit,) = self.document["visits"]
        return dict(visit)


class WarmAgent:
    """One process whose browsers stay warm; settings, store and time are each world's own."""

    def __init__(self, log: Path) -> None:
        self._log = log
        with log.open("wb") as stream:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent", "serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
                cwd=ROOT,
                env=environment(log.parent / "none.toml"),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=_END_LIMIT)

    def visit(self, world: World, *names: str, at: datetime | None = None, **options: object) -> Answer:
        """Visit these accounts, or all; `options` are `browser`, `trace` and `dry_run`."""
        asked = {"config": str(world.config), "names": names, **options}
        if at is not None:
            asked["at"] = at.isoformat()
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Answer(answer["exit"], answer["document"])

    def log_text(self) -> str:
        """Everything it said on standard error."""
        return self._log.read_text(encoding="utf-8")
