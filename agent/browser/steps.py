"""What a session has done so far, and how long it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from agent.model.look import PageTiming, Step


class Steps:
    """Steps by name in the order they were begun; one that is begun again goes on where it was."""

    def __init__(self) -> None:
        self._steps: dict[str, Step] = {}
        self._pages: list[PageTiming] = []

    @property
    def done(self) -> tuple[Step, ...]:
        return tuple(self._steps.values())

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Everything inside belongs to the step, also where it fails."""
        self._pages = []
        started = perf_counter()
        try:
            yield
        finally:
            before = self._steps.get(name, Step(name=name, seconds=0))
            self._steps[name] = Step(
                name=name,
                seconds=round(before.seconds + perf_counter() - started, 3),
                pages=(*before.pages, *self._pages),
            )

    def page(self, timing: PageTiming) -> None:
        self._pages.append(timing)
