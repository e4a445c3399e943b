"""What is remembered of looks does not grow without end."""

from agent.store.known import KnownLooks

from .values import a_look


def test_it_holds_so_many_looks_and_then_begins_anew() -> None:
    known = KnownLooks()
    known.add(a_look(f"look-{number}") for number in range(1999))
    known.add([a_look("another")])
    assert known.find("look-0")
    known.add([a_look("one too many")])
    assert known.find("look-0") is None
    assert known.find("one too many")
    known.add(a_look(f"look-{number}") for number in range(2001))
    assert known.find("look-0") is None
