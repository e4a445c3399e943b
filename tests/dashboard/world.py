"""A store with something of everything in it, written by the recorder itself; all people are made up."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from agent.evidence import Safe, prepared
from agent.model.evidence import Evidence
from agent.model.facts import Facts
from agent.model.look import Look
from agent.model.roster import Roster
from agent.model.silence import Silence
from agent.model.slot import Slot, SlotOutcome
from agent.model.verdict import Cause
from agent.on_call import OnCall
from agent.recorder import Recorder
from agent.settings import Settings, load
from agent.store import Store
from tests.dashboard.looks import HOSTILE, captures, probe, visit
from tests.unit.builders import NOW
from tests.unit.rules.right_world import WELL, WELL_ROSTER
from tests.unit.rules.wrong_world import WRONG
from tests.web.keys import Keys

ACCOUNTS = (
    "north-clinic",
    "south-clinic",
    "harbor-imaging",
    "orchard-family",
    "quarry-therapy",
    "lapsed-rehab",
)
SETTINGS = """
[portal]
url = "http://127.0.0.1:9"
[vault]
url = "http://127.0.0.1:9"
role_id_file = "role-id"
secret_id_file = "secret-id"
[[channels]]
name = "ops-log"
kind = "log"
[[channels]]
name = "desk-log"
kind = "log"
for = "credentialing"
[[windows]]
name = "sunday works"
why = "the portal is renewed"
weekly = { days = ["sun"], at = "02:00", lasting = "4h" }
[web]
base_url = "https://watch.example"
"""


@dataclass(frozen=True)
class World:
    """What was made: where it is kept, and what keeps it."""

    store: Store
    safe: Safe
    recorder: Recorder


def settings_in(folder: Path, accounts: tuple[str, ...] = ACCOUNTS) -> Settings:
    """The settings file and the two files that it needs, made in an empty folder."""
    tables = "\n".join(f'[[accounts]]\nname = "{name}"\nvault_path = "portal/{name}"' for name in accounts)
    (folder / "enrollwatch.toml").write_text(SETTINGS + tables)
    for name in ("role-id", "secret-id"):
        (folder / name).write_text("made up")
        (folder / name).chmod(0o600)
    return load(folder / "enrollwatch.toml", {})


def lively(store: Store, settings: Settings, keys: Keys) -> World:
    """Two days: an outage that is over, accounts well and not, deeds, a silence, evidence."""
    prepared(settings.store.evidence)
    recorder = Recorder.of(settings, store, [channel.name for channel in settings.channels])
    world = World(store, Safe(settings.store.evidence, keys), recorder)
    with store.writing() as unit:
        for name in ACCOUNTS:
            unit.set_watching(name, NOW - timedelta(days=30))
    _probes(world)
    _visits(world)
    _deeds(world)
    return world


def _probes(world: World) -> None:
    """One each ten minutes; the portal was away for an hour, and slow for a while."""
    for minutes in range(2880, -1, -10):
        at = NOW - timedelta(minutes=minutes)
        away, slow = 1500 <= minutes <= 1560, 600 <= minutes <= 640
        causes = [Cause.SERVER_ERROR] if away else [Cause.SLOW] if slow else []
        seconds = 9.4 if slow else 0.2 + (minutes % 70) / 200
        _record(world, probe(at, causes, seconds), Roster(account="portal", watched_since=at))


def _visits(world: World) -> None:
    for hours in range(48, -1, -4):
        for number, name in enumerate(ACCOUNTS):
            facts, roster, causes = _of(name, hours)
            at = NOW - timedelta(hours=hours, minutes=7) + timedelta(seconds=40 * number)
            own = roster.model_copy(update={"account": name})
            _record(world, visit(name, at, causes, facts), own)


def _of(name: str, hours: int) -> tuple[Facts | None, Roster, list[Cause]]:
    """What the account shows so many hours ago: two have everything wrong of late, one cannot sign in."""
    if name in ("north-clinic", "south-clinic") and hours < 24:
        facts, roster = WRONG[ACCOUNTS.index(name)]
        return facts, roster, []
    if name == "lapsed-rehab" and hours < 20:
        return None, WELL_ROSTER, [Cause.PASSWORD_EXPIRED]
    return WELL, WELL_ROSTER, [Cause.SLOW] if name == "harbor-imaging" and hours < 8 else []


def _record(world: World, look: Look, roster: Roster) -> None:
    """With its slot, and with evidence where a visit did not end well."""
    evidence: tuple[Evidence, ...] = ()
    if look.account and look.reasons:
        evidence = world.safe.keep(tuple(captures()), look.id, look.ended)
    sealed = world.safe.facts(look.facts, look.id) if look.facts else None
    world.recorder.record(look, roster, look.ended, sealed=sealed, evidence=evidence)
    slot = Slot(
        kind=look.kind,
        subject=look.account or "portal",
        due=look.started,
        outcome=SlotOutcome.LATE if look.started.minute == 20 else SlotOutcome.DONE,
        started=look.started,
        ended=look.ended,
        look=look.id,
    )
    with world.store.writing() as unit:
        unit.save_slot(slot)


def _deeds(world: World) -> None:
    """One is taken, one is closed by hand, one is silenced."""
    on_call = OnCall(world.recorder, "dana", lambda: NOW)
    taken, closed, quiet, *_ = world.store.open_incidents()
    on_call.acknowledge(taken.id, NOW - timedelta(minutes=30), "ringing the desk")
    on_call.resolve(closed.id, NOW - timedelta(minutes=20), HOSTILE)
    silence = Silence(
        id="silence-1",
        rule=quiet.rule,
        until=NOW + timedelta(hours=8),
        why=f"works are announced {HOSTILE}",
        who="dana",
        made=NOW - timedelta(minutes=10),
    )
    on_call.silence(silence)
