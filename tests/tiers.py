"""Runs the tiers, one pytest process each: `python -m tests.tiers fast|all`.

One process a tier, because pytest-playwright keeps an event loop of its own in its process.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Tier:
    path: str
    fast: bool  # needs neither browser nor server


TIERS = (
    Tier("tests/unit", fast=True),
    Tier("tests/mock_portal", fast=False),
    Tier("tests/vault", fast=False),
    Tier("tests/store", fast=False),
    Tier("tests/alerts", fast=False),
    Tier("tests/browser", fast=False),
    Tier("tests/portal_browser", fast=False),
    Tier("tests/system", fast=False),
    Tier("scenarios", fast=False),
)


def main() -> None:
    wanted = {"fast": [tier for tier in TIERS if tier.fast], "all": list(TIERS)}
    chosen = wanted.get(" ".join(sys.argv[1:])) or sys.exit("usage: python -m tests.tiers fast|all")
    failed: list[str] = []
    for tier in chosen:
        started = time.monotonic()
        print(f"== {tier.path}", flush=True)
        if _pytest(tier.path):
            failed.append(tier.path)
        print(f"== {tier.path} took {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")
    print(f"all {len(chosen)} tiers passed", flush=True)


def _pytest(path: str) -> int:
    results = ROOT / "build" / "junit" / f"{path.replace('/', '-')}.xml"
    results.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", path, f"--junitxml={results}"]
    return subprocess.run(command, cwd=ROOT, env=os.environ, check=False).returncode


if __name__ == "__main__":
    main()
