"""What the portal says on its pages: its messages, and whether it supports our browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.browser.asking import Sight
from agent.browser.contract import Messages
from agent.model.facts import MessageFact, PortalFacts


@dataclass
class Heard:
    """Gathers the messages of a signed-in session; each is kept once for each page that showed it."""

    words: Messages
    _messages: dict[MessageFact, None] = field(default_factory=dict)
    _warned: bool | None = None

    @property
    def facts(self) -> PortalFacts:
        return PortalFacts(browser_warned=self._warned, messages=tuple(self._messages))

    def hear(self, page: str, sight: Sight) -> None:
        """Take in what a page shows; a system error is heard outside of alerts too, as on an error page."""
        warned = any(re.search(self.words.browser, text) for text in sight.paragraphs)
        self._warned = bool(self._warned) or warned
        self._messages.update(dict.fromkeys(self._found(page, sight)))

    def _found(self, page: str, sight: Sight) -> Iterator[MessageFact]:
        for text in sight.alerts:
            yield self._message(page, text)
        for text in sight.paragraphs:
            if self._is_system(text) and not any(text in alert for alert in sight.alerts):
                yield self._message(page, text)

    def _message(self, page: str, text: str) -> MessageFact:
        return MessageFact(
            page=page,
            code=_value(self.words.code, text),
            severity=_value(self.words.severity, text),
            system=self._is_system(text),
            text=text,
        )

    def _is_system(self, text: str) -> bool:
        return bool(re.search(self.words.system, text))


def _value(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return found and found["value"]
