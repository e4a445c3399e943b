"""The stage: one portal, one Vault, one inbox and one agent, for all stories of a run."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from scenarios.agent import Agent, program
from scenarios.inbox import Inbox
from scenarios.places import Manner
from scenarios.portal import Portal
from scenarios.settings_file import CHANNEL, base_settings, laid_over, write_settings
from scenarios.story import Account, Story
from scenarios.vault import Vault


class Stage:
    """Starts everything; `close` ends everything. Raises StageError where a part does not start."""

    def __init__(self) -> None:
        with ExitStack() as parts:
            self._folder = Path(parts.enter_context(TemporaryDirectory(prefix="enrollwatch-stories-")))
            enrollwatch = program()
            self.portal = Portal(self._folder)
            parts.callback(self.portal.close)
            self.inbox = Inbox(self._folder)
            parts.callback(self.inbox.close)
            self.vault = Vault(enrollwatch, self.portal.url, self._folder)
            parts.callback(self.vault.close)
            self.agent = Agent(enrollwatch, self._folder)
            parts.callback(self.agent.close)
            self._parts = parts.pop_all()

    def close(self) -> None:
        self._parts.close()

    def set_for(self, story: Story, name: str, beside: Path, manner: Manner) -> Path:
        """World, Vault and a data folder as the story begins; returns the agent's settings file.

        `name` is of this performance, `beside` the folder of the story's file.
        """
        skin = manner.place.skin
        self.vault.unseal()
        self.vault.hold(story.portal.seed, {})
        self.portal.reset(story.portal, skin)
        self.inbox.new()
        folder = self._folder / name
        folder.mkdir()
        accounts = accounts_of(story, beside, narrow=manner.narrow)
        own: dict[str, object] = {
            "portal": {"ca_file": str(self.portal.ca_file), "contract": skin},
            "browser": {"headed": manner.headed},
            "channels": [
                {"name": CHANNEL, "kind": "email", "to": ["ops@example.org"], "smtp": self.inbox.smtp}
            ],
        }
        if story.public:
            own["public"] = {
                "registry": self.portal.url,
                "data": self.portal.url,
                "ca_file": str(self.portal.ca_file),
            }
        settings = laid_over(base_settings(self.portal.url, self.vault.settings, accounts), own)
        config = folder / "enrollwatch.toml"
        write_settings(config, laid_over(settings, story.settings))
        return config


def accounts_of(story: Story, beside: Path, *, narrow: bool) -> list[dict[str, object]]:
    """As the agent's settings state them; `narrow` with no screens but those that the story needs."""
    screens = story.screens if narrow else ()
    return [_account(account, beside, screens) for account in story.accounts]


def _account(account: Account, beside: Path, screens: Sequence[str]) -> dict[str, object]:
    stated = account.model_dump(exclude_defaults=True)
    if screens:
        stated["screens"] = screens
    return {**stated, "roster": str(beside / account.roster)} if account.roster else stated
