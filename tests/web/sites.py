"""The parts of the application over a store, without Vault and browsers; who asks is taken as they say."""

from datetime import date

from fastapi import Request
from pydantic import SecretStr

from agent.access import AckLinks
from agent.evidence import Safe
from agent.forecast import Forecast
from agent.last_facts import NoFactsError
from agent.metrics import Metrics
from agent.model.clock import Clock
from agent.model.person import Role
from agent.on_call import UnknownIncidentError
from agent.packet import Whole
from agent.recorder import Recorder
from agent.settings import Settings
from agent.store import Store
from agent.vault.link_keys import FIELD
from agent.web import Site
from agent.web.gate import Caller
from tests.web.keys import Keys

LINKS = AckLinks("https://watch.example", lambda: {FIELD: SecretStr("made-up-key-" * 4)})


def site_of(settings: Settings, store: Store, keys: Keys, clock: Clock) -> Site:
    """As `run` has it, with no facts to forecast from and nothing to pack."""

    def no_facts(account: str, until: date) -> Forecast:
        raise NoFactsError(f"no visit has read any facts of {account}", "the store", "look first")

    def nothing_packed(incident: str) -> Whole:
        raise UnknownIncidentError(incident)

    return Site(
        settings=settings,
        store=store,
        safe=Safe(settings.store.evidence, keys),
        recorder=Recorder.of(settings, store, [channel.name for channel in settings.channels]),
        metrics=Metrics(),
        clock=clock,
        health=lambda: None,
        forecast=no_facts,
        links=LINKS,
        pack=nothing_packed,
    )


def as_header_says(request: Request) -> Caller | None:
    """`X-Test-Role: viewer`; without it nobody asks."""
    role = request.headers.get("x-test-role")
    return Caller(f"test-{role}", Role(role), "csrf") if role else None
