"""An agent at work in another process: `python -m tests.unit.recording URL COUNT` records so many looks."""

import sys
from datetime import timedelta

from agent.model.policy import Policy
from agent.recorder import Recorder
from agent.store import Store

from .builders import EASTERN, NOW, at_once, facts, roster, visit


def main(url: str, count: int) -> None:
    """Each look finds the password still expired a month later, so that it is reminded of, and says so."""
    with Store.open(url) as store:
        recorder = Recorder(store, at_once("ops-mail"), Policy(), EASTERN)
        for months in range(count):
            at = NOW + timedelta(days=30 * months)
            recorder.record(visit(at=at, facts=facts(days_left=0)), roster(), at)
            recorder.tick(at)
            print("recorded", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
