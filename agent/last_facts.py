"""The last facts of an account, unsealed again, with the earlier looks that the rules weigh them against."""

from datetime import datetime
from typing import NamedTuple

from agent.evidence import Safe
from agent.model.errors import EnrollwatchError
from agent.model.facts import Facts
from agent.model.look import Look
from agent.recorder import looks_before, with_facts
from agent.store import Reads

_UNSEALED = 3  # earlier looks whose facts are unsealed too, as many as a visit unseals


class NoFactsError(EnrollwatchError):
    """No visit has read anything of the account yet."""


class Remembered(NamedTuple):
    """A look with its facts, and those before it, newest first: what the rules judge."""

    look: Look
    history: tuple[Look, ...]


def last_facts(store: Reads, safe: Safe, account: str, now: datetime) -> Remembered:
    """As the newest visit before `now` that read anything left it.

    Raises NoFactsError where there is none, SealError or VaultError where they cannot be unsealed.
    """
    found = _with_facts(store, safe, account, now)
    if found is None:
        raise NoFactsError(
            f"no visit has read any facts of {account}",
            "the store",
            f"look first: `enrollwatch visit {account}`",
        )
    facts: dict[str, Facts] = {}
    before = found
    for _ in range(_UNSEALED):
        earlier = _with_facts(store, safe, account, before.started)
        if earlier is None or earlier.facts is None:
            break
        facts[earlier.id], before = earlier.facts, earlier
    return Remembered(found, tuple(with_facts(looks_before(store, found), facts)))


def _with_facts(store: Reads, safe: Safe, account: str, before: datetime) -> Look | None:
    found = store.last_look_with_facts(account, before)
    if found is None:
        return None
    look, blob = found
    return look.model_copy(update={"facts": safe.open_facts(blob, look.id)})
