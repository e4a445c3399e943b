"""Where a story is played: on every browser and skin that it knows, or on one of them, drawn by its name.

Of those that are drawn, Firefox gets one in eight: a visit by it costs twice the CPU time of one by Chromium.
What may differ between browsers is in `EVERYWHERE`, and `make test-all` plays all stories on all of them.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

BROWSERS = ("chromium", "firefox")
SKINS = ("classic", "2.0")
TICKETS = {"chromium": 7, "firefox": 1}
"""How often each browser lies in the lot from which the name of a spread story draws; another one once."""
EVERYWHERE = frozenset(
    {
        "all_well",
        "announcement",
        "blocked",
        "browser_grown_old",
        "captcha",
        "code_refused",
        "maintenance",
        "other_providers_data",
        "page_garbled",
        "page_in_spanish",
        "page_signs_by_itself",
        "rate_limited",
        "server_error_after_sign_in",
        "session_killed_once",
        "wrong_password",
    }
)
"""Stories that are played everywhere also when the others are spread: where browsers or skins differ, or the
product must not."""


@dataclass(frozen=True)
class Place:
    """A browser and a skin of the portal; told as `chromium-classic`."""

    browser: str
    skin: str

    def __str__(self) -> str:
        return f"{self.browser}-{self.skin}"

    @property
    def folder(self) -> str:
        """Below a failed story's own: the browser, and the skin where it is not the first one."""
        return self.browser if self.skin == SKINS[0] else str(self)


@dataclass(frozen=True)
class Manner:
    """How to play: where, with the browser shown or not, and when the agent keeps a trace.

    `trace` is off, failure or always. `narrow` leaves out the screens that the story does not need.
    """

    place: Place
    headed: bool = False
    trace: str = "off"
    narrow: bool = False


def places(
    name: str, browsers: Sequence[str], skins: Sequence[str], *, spread: bool, everywhere: Collection[str]
) -> tuple[Place, ...]:
    """All pairs of them; of a story that is spread the one that its name draws, the same in every run.

    Each skin is drawn as often as another, each browser as often as its `TICKETS`.
    """
    pairs = tuple(Place(browser, skin) for browser, skin in product(browsers, skins))
    if not pairs or not spread or name in everywhere:
        return pairs
    drawn = hashlib.sha1(name.encode(), usedforsecurity=False).digest()
    lots = [pair for pair in pairs for _ in range(TICKETS.get(pair.browser, 1))]
    return (lots[int.from_bytes(drawn) % len(lots)],)
