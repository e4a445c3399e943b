"""What a session has done and found so far; kept when the session is lost, so that it can go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from agent.browser.pages.associates import Associates
from agent.browser.pages.enrollments import Enrollments
from agent.model.facts import Facts, PasswordFacts, SessionFacts
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


@dataclass
class Findings:
    """The facts as they come in."""

    password: PasswordFacts = field(default_factory=PasswordFacts)
    session: SessionFacts = field(default_factory=SessionFacts)
    associates: Associates | None = None
    enrollments: dict[str, Enrollments] = field(default_factory=dict)  # by the link that leads to them

    @property
    def facts(self) -> Facts:
        """All that was read; what was not, or not yet, is null and named in `not_read`.

        `not_read` may hold `password.days_left`, `session.limit_minutes`, `enrollments` (the list is
        not complete) and `enrollments.form`, `.state`, `.status` (some of them are null).
        """
        read = tuple(fact for page in self.enrollments.values() for fact in page.listed)
        return Facts(
            password=self.password,
            session=self.session,
            enrollments=None if self.associates is None else read,
            not_read=tuple(dict.fromkeys(self._not_read())),
        )

    def _not_read(self) -> Iterator[str]:
        if self.password.days_left is None:
            yield "password.days_left"
        if self.session.limit_minutes is None:
            yield "session.limit_minutes"
        if not self._all_enrollments_seen():
            yield "enrollments"
        for page in self.enrollments.values():
            yield from page.not_read

    def _all_enrollments_seen(self) -> bool:
        if self.associates is None or not self.associates.complete:
            return False
        return all(associate.link in self.enrollments for associate in self.associates.listed)
