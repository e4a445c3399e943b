"""Makes .venv ready: `python3 requirements/prepare.py demo|dev`. Standard library only: it runs first.

Builds the virtual environment, installs the locked packages, finds or installs a browser and, for `dev`,
the real servers that the tests drive. A second run finds its own mark and ends at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
HEARTBEAT = 4.0  # seconds; nothing is silent for longer than five

SERVERS = {
    "pdftotext": "poppler-utils",
    "promtool": "prometheus",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "chromium": "chromium",
    "/usr/lib/chromium/chromium-headless-shell": "chromium-headless-shell",
    "firefox-esr": "firefox-esr",
    "/usr/lib/postgresql/15/bin/initdb": "postgresql",
}
"""Program the tests drive -> the Debian package that has it."""


def main() -> None:
    lock = sys.argv[1] if sys.argv[1:] in (["demo"], ["dev"]) else sys.exit("usage: prepare.py demo|dev")
    mark = VENV / f".prepared-{lock}"
    state = _state(lock)
    if not (mark.exists() and mark.read_text() == state):
        _packages(lock)
        mark.write_text(state)
    if lock == "dev":
        _servers()
    _run("looking for a browser", [str(PYTHON), "-m", "agent.browser.install"])


def _state(lock: str) -> str:
    parts = (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _packages(lock: str) -> None:
    if not PYTHON.exists():
        _run("making .venv", [sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    locked = ["install", "--no-compile", "--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")]
    _run("installing packages", [*pip, *locked])
    # On all cores, where pip uses one.
    _run("compiling packages", [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")])
    own = ["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    _run("installing enrollwatch", [*pip, *own])


def _servers() -> None:
    absent = sorted({package for program, package in SERVERS.items() if not shutil.which(program)})
    if not absent:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"not installed, their tests will be skipped: {', '.join(absent)}", flush=True)
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run("asking for Debian's package lists", ["apt-get", "update"], environ)
    install = ["apt-get", "install", "-y", "--no-install-recommends", *absent, "fonts-liberation"]
    _run(f"installing {', '.join(absent)}", install, environ)


def _run(what: str, command: list[str], environ: dict[str, str] | None = None) -> None:
    """Run with its output shown, and say every few seconds that it still goes on."""
    print(f"== {what}", flush=True)
    done = threading.Event()
    threading.Thread(target=_beat, args=(what, done), daemon=True).start()
    try:
        status = subprocess.run(command, cwd=ROOT, env=environ, check=False, stdin=subprocess.DEVNULL)
    finally:
        done.set()
    if status.returncode:
        sys.exit(f"failed while {what} (status {status.returncode}): {' '.join(command)}")


def _beat(what: str, done: threading.Event) -> None:
    started = time.monotonic()
    while not done.wait(HEARTBEAT):
        print(f"   ... {what}, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
