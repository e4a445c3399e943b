"""What another process does to a store; run as `python -m tests.store.writer URL TASK COUNT`."""

import sys

from agent.model.incident import Transition
from agent.model.look import PageTiming, Step
from agent.store import Store
from tests.store.values import a_change, a_look, an_alert, an_incident


def say(word: object) -> None:
    """To the parent, which reads line by line."""
    print(word, flush=True)


def remind(url: str, count: int) -> None:
    """Reads the open incident, decides, writes: wrong unless the whole is exclusive."""
    with Store.open(url) as store:
        for _ in range(count):
            with store.writing() as unit:
                found = unit.open_incidents()
                incident = found[0] if found else an_incident()
                unit.save_change(a_change(incident, Transition.REMINDED if found else Transition.OPENED))


def tell(url: str, count: int) -> None:
    """One transition and its alert a transaction; says the number once it is committed."""
    with Store.open(url) as store:
        for _ in range(count):
            with store.writing() as unit:
                number = unit.save_change(a_change(an_incident()))
                unit.add_alert(an_alert(number))
            say(number)


def hang(url: str, count: int) -> None:
    """Writes more than the page cache holds, then stays inside the transaction until it is killed."""
    steps = (Step(name="s", seconds=1, pages=(PageTiming(name="p" * 1000, seconds=1.0),) * count),)
    with Store.open(url) as store, store.writing() as unit:
        unit.add_look(a_look("half", steps=steps))
        say("inside")
        sys.stdin.read()


def only_open(url: str, count: int) -> None:
    sys.stdin.readline()
    Store.open(url).close()


TASKS = {task.__name__: task for task in (remind, tell, hang, only_open)}

if __name__ == "__main__":
    TASKS[sys.argv[2]](sys.argv[1], int(sys.argv[3]))
