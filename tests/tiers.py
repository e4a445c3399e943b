"""Runs the tiers, one pytest process each, some at a time: `python -m tests.tiers fast|usual|all`.

One process a tier, because pytest-playwright keeps an event loop of its own in its process. Two more at a
time than there are cores, because a tier also waits, for servers and fresh authenticator codes: of two cores
three at a time leave 4.5 % idle over a whole run, four 2.4 %, for the same CPU time. What a tier printed is
shown when it ends; until then a line every few seconds says which are running.

They run as batch work: of some forty processes that wake each other nobody is pushed aside who computes.
Side by side, three times, two browsers' visits, mypy and tests of rules by two cores took 6 to 14 % less
CPU time so, with a third fewer switches.
"""

import asyncio
import os
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = (os.cpu_count() or 1) + 2
NO_BYTECODE = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
HEARTBEAT = 4.0  # seconds; nothing is silent for longer than five


@dataclass(frozen=True)
class Tier:
    path: str  # a folder, or a pattern of files
    fast: bool = False  # needs neither browser nor server
    usual: tuple[str, ...] = ()  # options that `all` leaves out
    options: tuple[str, ...] = ()
    module: str = "pytest"

    @property
    def name(self) -> str:
        """Its path, and the skin that it is of."""
        skin = self.options[self.options.index("--skin") + 1] if "--skin" in self.options else ""
        return f"{self.path} {skin}".strip()

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.module, *self._arguments()]

    def _arguments(self) -> list[str]:
        if self.module != "pytest":
            return list(self.options)
        files = [str(path) for path in sorted(ROOT.glob(self.path))]
        results = ROOT / "build" / "junit" / f"{re.sub('[^a-z_0-9]+', '-', self.name)}.xml"
        return [*files, *self.options, *self.usual, f"--junitxml={results}"]


_NOT_THE_CAST = "--ignore=scenarios/test_cast.py"
TIERS = (  # types first, which are soon known; then the longest, so that the end is not one long tier alone
    Tier("types", module="mypy"),
    Tier("scenarios", usual=("--spread",), options=("--skin", "2.0", _NOT_THE_CAST)),
    Tier("scenarios", usual=("--spread",), options=("--skin", "classic", _NOT_THE_CAST)),
    Tier(
        "tests/system",
        options=("--ignore-glob=*/test_visit_*",),
        usual=("-k", "not the_whole_year and not two_hundred_times"),
    ),
    Tier("scenarios/test_cast.py"),
    # In the usual run of two personas one skin: the others have rows in every list, and are read on both.
    Tier(
        "tests/browser",
        usual=(
            "-k",
            "not firefox and not classic-riverbend-dme and not 2.0-harbor-imaging"
            " or test_guard or test_going_elsewhere",
        ),
    ),
    # Of hostile texts the usual run tries one of each kind at every page, and of the control port's nouns
    # that are served alike two; test-all every one.
    Tier(
        "tests/mock_portal",
        usual=("-k", "not every_noun_of_a_kind and (not test_hostile_input or script or twice or 21_mb)"),
    ),
    Tier("tests/portal_browser", usual=("-k", "not firefox or test_walks.py")),
    Tier("tests/system/test_visit_*.py", usual=("-k", "not firefox or good_day")),  # stories play the others
    Tier("tests/vault"),
    Tier("tests/lookups"),
    Tier("tests/scenarios_runner"),
    Tier("tests/replay"),
    Tier("tests/store"),
    Tier("tests/web"),
    Tier("tests/dashboard"),
    Tier("tests/unit/test_*.py", fast=True),
    Tier("tests/unit/rules", fast=True),
    Tier("tests/alerts"),
)


def main() -> None:
    wanted = {
        "fast": [tier for tier in TIERS if tier.fast],
        "usual": list(TIERS),
        "all": [replace(tier, usual=()) for tier in TIERS],
    }
    chosen = wanted.get(" ".join(sys.argv[1:])) or sys.exit("usage: python -m tests.tiers fast|usual|all")
    _be_batch_work()
    failed = asyncio.run(_run(chosen))
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")
    _say(f"all {len(chosen)} tiers passed")


def _be_batch_work() -> None:
    """Also all that is started from here; where the system has no such thing, or forbids it, as before."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


async def _run(tiers: list[Tier]) -> list[str]:
    started: dict[str, float] = {}
    places = asyncio.Semaphore(AT_ONCE)
    beating = asyncio.create_task(_beat(started))
    try:
        results = await asyncio.gather(*(_play(tier, places, started) for tier in tiers))
    finally:
        beating.cancel()
    return [tier.name for tier, passed in zip(tiers, results, strict=True) if not passed]


async def _play(tier: Tier, places: asyncio.Semaphore, started: dict[str, float]) -> bool:
    async with places:
        started[tier.name] = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *tier.command,
            cwd=ROOT,
            env=_environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        seconds = time.monotonic() - started.pop(tier.name)
    _say(f"== {tier.name}, {seconds:.0f} s\n{output.decode(errors='replace')}")
    return process.returncode == 0


def _environment() -> dict[str, str]:
    """No process compiles what another has, or pip, also where Python is told to keep nothing."""
    return {name: value for name, value in os.environ.items() if name not in NO_BYTECODE}


async def _beat(started: dict[str, float]) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        now = time.monotonic()
        _say("... " + ", ".join(f"{path} {now - since:.0f} s" for path, since in started.items()))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
