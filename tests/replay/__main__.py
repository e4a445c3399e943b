"""`python -m tests.replay month|slice [SEED...]`: a line a seed, a table where one is not clean."""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from loguru import logger

from tests.replay.judging import Verdict, judged
from tests.replay.making import made
from tests.replay.oracle import wanted
from tests.replay.plans import MONTH, SLICE, Plan
from tests.replay.playing import played
from tests.replay.truth import Truth
from tests.replay.world import World

BUILD = Path(__file__).resolve().parents[2] / "build"
PLANS = {"month": MONTH, "slice": SLICE}
_SEED = 1
_MEMORY = Path("/dev/shm")  # what is proved is not that a disk keeps it, and a disk is waited for


def main() -> None:
    name, *seeds = sys.argv[1:] or [""]
    if name not in PLANS or not all(seed.isdigit() for seed in seeds):
        sys.exit("usage: python -m tests.replay month|slice [SEED...]")
    logger.remove()
    verdicts = [_replayed(name, PLANS[name], int(seed)) for seed in seeds or [str(_SEED)]]
    sys.exit(0 if all(verdict.is_clean for verdict in verdicts) else 1)


def _replayed(name: str, plan: Plan, seed: int) -> Verdict:
    begun = time.perf_counter()
    truth = made(plan, seed)
    pages = wanted(World(truth))
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        sent = asyncio.run(played(truth, Path(folder), each_day=lambda day: _say(f"... day {day}")))
    verdict = judged(pages, sent)
    detail = _detail(truth, verdict) | {"seconds": round(time.perf_counter() - begun, 1)}
    _say(f"seed {seed}: {json.dumps(verdict.numbers)} in {detail['seconds']} s")
    if not verdict.is_clean:
        _say(verdict.table())
    BUILD.mkdir(exist_ok=True)
    (BUILD / f"replay-{name}.json").write_text(json.dumps(verdict.numbers) + "\n")
    (BUILD / f"replay-{name}-detail.json").write_text(json.dumps(detail, indent=1) + "\n")
    return verdict


def _detail(truth: Truth, verdict: Verdict) -> dict[str, object]:
    return {
        "seed": truth.seed,
        "from": truth.span.begin.isoformat(),
        "until": truth.span.end.isoformat(),
        "incidents": Counter(trouble.kind for trouble in truth.troubles),
        "blips": Counter(blip.kind for blip in truth.blips),
        "windows": [each.name for each in truth.maintenance],
        "wanted": Counter(f"{page.channel} {page.transition} {page.rule}" for page in verdict.wanted),
        "false": [str(page) for page in verdict.false],
        "missed": [str(page) for page in verdict.missed],
    }


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
