"""The forecasts of all accounts, worked out beside the requests: each unseals facts, which asks Vault."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from loguru import logger

from agent.evidence import Safe
from agent.forecast import Forecast
from agent.forecast.feed import entries
from agent.last_facts import NoFactsError
from agent.model.base import Frozen
from agent.model.clock import Clock
from agent.model.errors import EnrollwatchError, VaultSealedError, VaultUnreachableError
from agent.model.facts import Facts
from agent.store import Store
from agent.views.deadlines import Deadline, by_month, foretold
from agent.views.lines import Trouble, trouble_of
from agent.views.standing import Failed, Standing

HORIZON = timedelta(days=184)
"""How far ahead: six months, so that a revalidation is there once it is posted (W13); seconds an account."""

AGAIN = timedelta(minutes=1)
"""When an account is tried again whose facts could not be unsealed."""

OLDEST = timedelta(days=31)
"""Facts that are older foretell nothing any more: the account has long been told as not looked at."""

_VAULT_AWAY = (VaultSealedError, VaultUnreachableError)

Foretell = Callable[[str, date], Forecast]


class Known(Frozen):
    """The providers that an account sees: their NPIs, and their enrollments and applications by NPI."""

    npis: frozenset[str] = frozenset()
    ids: Mapping[str, str] = {}


NOBODY = Known()


@dataclass(frozen=True)
class Told:
    """What is made of one account's forecast: its deadlines by month, and its entries in a calendar file."""

    deadlines: Mapping[date, tuple[Deadline, ...]]
    entries: bytes


@dataclass(frozen=True)
class Board:
    """All that is worked out by now, by account; what is older stands until the newer one is there."""

    told: Mapping[str, Told]
    known: Mapping[str, Known]
    standing: Standing

    def of(self, account: str) -> tuple[Deadline, ...] | None:
        """All deadlines of the account; null where they are not worked out."""
        told = self.told.get(account)
        return None if told is None else tuple(each for month in told.deadlines.values() for each in month)

    def month(self, first: date) -> tuple[Deadline, ...]:
        return tuple(each for told in self.told.values() for each in told.deadlines.get(first, ()))


@dataclass(frozen=True)
class _Key:
    """What a forecast is made from. Another look, or another day at the portal, makes another."""

    look: str
    day: date


@dataclass(frozen=True)
class _Entry:
    """`key` null: never worked out. `failed` is of the last try, which was at `tried`."""

    key: _Key | None = None
    told: Told | None = None
    known: Known = NOBODY
    failed: Failed | None = None
    tried: datetime | None = None

    def stands(self, wanted: _Key, now: datetime) -> bool:
        """Whether there is nothing to do: it is of these facts and this day, or was tried a moment ago."""
        if self.failed is not None and self.tried is not None:
            return now - self.tried < AGAIN
        return self.key == wanted


@dataclass
class Foreteller:
    """`board()` answers at once with what there is, and sets a thread to work on the rest.

    One thread at a time, and it ends when nothing is left to do; one entry an account. Safe to ask from any
    thread. Raises StoreError.
    """

    accounts: Sequence[str]
    store: Store
    safe: Safe
    foretell: Foretell
    clock: Clock
    zone: ZoneInfo
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: threading.Thread | None = None

    def board(self) -> Board:
        wanted = self._wanted()
        now = self.clock()
        with self._lock:
            waiting = self._waiting(wanted, now)
            worked = {name: self._entries.get(name, _Entry()) for name in self.accounts}
            if waiting and self._worker is None:
                self._worker = threading.Thread(target=self._work, name="foreteller", daemon=True)
                self._worker.start()
        return _board(worked, waiting, [name for name in self.accounts if name not in wanted])

    def settle(self, seconds: float) -> bool:
        """Waits until all is worked out that was asked for; whether it is."""
        worker = self._worker
        if worker is not None:
            worker.join(seconds)
        return worker is None or not worker.is_alive()

    def _wanted(self) -> dict[str, _Key]:
        """Of each account of which anything was read lately."""
        today = self.clock().astimezone(self.zone).date()
        newest = self.store.newest_with_facts(self.accounts, self.clock() - OLDEST)
        return {name: _Key(newest[name], today) for name in self.accounts if name in newest}

    def _work(self) -> None:
        while due := self._due():
            name = next(iter(due))
            try:
                self._keep({name: self._entry(name, due[name])})
            except _VAULT_AWAY as error:  # asked for each account, a Vault that is away takes seconds each
                self._keep({each: self._failed(each, trouble_of(error)) for each in due})

    def _due(self) -> dict[str, _Key]:
        """What is to be worked out. Nothing ends the thread: whoever asks later starts another."""
        try:
            wanted = self._wanted()
        except EnrollwatchError as error:
            logger.warning("the forecasts wait: {}", error)
            wanted = {}
        now = self.clock()
        with self._lock:
            due = {name: wanted[name] for name in self._waiting(wanted, now)}
            if not due:
                self._worker = None
        return due

    def _keep(self, made: Mapping[str, _Entry]) -> None:
        with self._lock:
            self._entries |= made

    def _entry(self, name: str, key: _Key) -> _Entry:
        """Raises what says that Vault opens nothing for any account."""
        try:
            forecast = self.foretell(name, key.day + HORIZON)
            return _Entry(key, self._told(forecast), self._known(key.look), tried=self.clock())
        except _VAULT_AWAY:
            raise
        except EnrollwatchError as error:
            return self._failed(name, trouble_of(error), passing=not isinstance(error, NoFactsError))
        except Exception as error:  # the edge of a thread: one account must not hide all others
            logger.exception("the forecast of {} failed", name)
            what = f"the forecast failed: {type(error).__name__}"
            return self._failed(name, Trouble(what=what, where=name, do="see the log of the agent"))

    def _failed(self, name: str, trouble: Trouble, passing: bool = True) -> _Entry:
        """What was worked out before stays beside it."""
        with self._lock:
            before = self._entries.get(name, _Entry())
        failed = Failed(account=name, trouble=trouble, passing=passing)
        return replace(before, failed=failed, tried=self.clock())

    def _waiting(self, wanted: Mapping[str, _Key], now: datetime) -> list[str]:
        return [
            name for name, key in wanted.items() if not self._entries.get(name, _Entry()).stands(key, now)
        ]

    def _told(self, forecast: Forecast) -> Told:
        return Told(by_month(foretold(forecast, self.zone)), entries(forecast, self.zone))

    def _known(self, look: str) -> Known:
        blob = self.store.sealed_facts(look)
        return known_in(self.safe.open_facts(blob, look)) if blob else NOBODY


def known_in(facts: Facts) -> Known:
    """Every provider that they name. No name of anybody."""
    ids = {each.id: each.npi for each in facts.enrollments or ()}
    ids |= {each.id: each.npi for each in facts.applications or () if each.id}
    connected = {each.npi for each in facts.connections or () if each.npi}
    return Known(
        npis=frozenset({each.npi for each in facts.associates or ()} | connected | set(ids.values())), ids=ids
    )


def _board(worked: Mapping[str, _Entry], waiting: Sequence[str], blind: Sequence[str]) -> Board:
    never = [Failed(account=name, trouble=_never(name), passing=False) for name in blind]
    failed = [
        entry.failed for name, entry in worked.items() if entry.failed and name not in (*blind, *waiting)
    ]
    told = {name: entry.told for name, entry in worked.items() if entry.told}
    return Board(
        told=told,
        known={name: entry.known for name, entry in worked.items()},
        standing=Standing(
            accounts=len(worked),
            ready=len(told),
            working=tuple(waiting),
            failed=(*failed, *never),
        ),
    )


def _never(account: str) -> Trouble:
    return Trouble(
        what=f"no visit of the last {OLDEST.days} days has read any facts",
        where=account,
        do=f"look first: `enrollwatch visit {account}`",
    )
