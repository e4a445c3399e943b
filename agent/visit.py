"""One signed-in look by one account, start to end. Reads and keeps; judging comes after."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from filelock import AsyncFileLock, Timeout
from loguru import logger
from pydantic import SecretStr

from agent.browser import (
    BrowserPool,
    PageContract,
    Patience,
    PortalFailure,
    PortalSession,
    SessionLost,
    failure,
)
from agent.budget import over_budget
from agent.codes import WINDOW_SECONDS, CodeGuard
from agent.evidence import Safe
from agent.lookups.public_data import PublicLookups
from agent.lookups.public_page import Certificate
from agent.lookups.reference import blamed
from agent.model.clock import Clock
from agent.model.errors import EnrollwatchError
from agent.model.evidence import Capture, Evidence
from agent.model.facts import Facts
from agent.model.look import Look, LookKind, Reason, verdict_of
from agent.model.public import PublicFacts
from agent.model.verdict import MAY_SPEND_SECRET, SPENDS_SECRET, Cause
from agent.own_faults import (
    account_busy,
    already_refused,
    reason_of,
    session_lost,
    session_lost_twice,
    unforeseen,
)
from agent.settings import AccountSettings, Engine, Settings
from agent.store import Store
from agent.vault import Secret, VaultClient

_FACTS_BEFORE = 3  # earlier looks whose facts are unsealed, for the rules about change
_LOCK_PATIENCE = 60.0  # seconds to wait while another visit uses the account
_SIGN_INS = 2  # of a visit whose session was lost: each may wait a window for its code

_T = TypeVar("_T")


@dataclass(frozen=True)
class Seen:
    """A look that has ended, and what of it is sealed."""

    look: Look
    sealed: bytes | None = None
    evidence: tuple[Evidence, ...] = ()
    facts_before: Mapping[str, Facts] = field(default_factory=dict)  # of earlier looks, by their id


@dataclass
class _Notes:
    """What a visit has gathered so far, whatever ends it."""

    reasons: list[Reason] = field(default_factory=list)
    session: PortalSession | None = None
    signed_in: bool = False
    browser_version: str | None = None
    captures: tuple[Capture, ...] = ()
    certificate_expires: datetime | None = None
    public: PublicFacts | None = None
    patience: Patience | None = None

    @property
    def facts(self) -> Facts | None:
        if self.session is None or not self.signed_in:
            return None
        facts = self.session.facts
        portal = facts.portal.model_copy(update={"certificate_expires": self.certificate_expires})
        return facts.model_copy(update={"portal": portal, "public": self.public})


@dataclass(frozen=True)
class Visitor:
    """`certificate` looks at the portal's certificate, which a browser may not be able to judge.

    `lookups` are asked about everybody the account sees and, by account, the NPIs that are `expected`.
    """

    settings: Settings
    contract: PageContract
    pool: BrowserPool
    vault: VaultClient
    store: Store
    safe: Safe
    codes: CodeGuard
    certificate: Callable[[], Awaitable[Certificate]]
    references: Sequence[str]
    clock: Clock
    lookups: PublicLookups | None = None
    expected: Mapping[str, Sequence[str]] = field(default_factory=dict)

    async def look(self, account: AccountSettings, engine: Engine, *, keep: bool = True) -> Seen:
        """Every way this can fail is the verdict of the look; `keep` false seals and writes nothing."""
        look_id, started, begun = secrets.token_hex(8), self.clock(), time.monotonic()
        notes = _Notes()
        with logger.contextualize(look=look_id):
            await self._guarded(self._attempt(account, engine, notes), notes)
            notes.public = await self._guarded(self._publicly(account, notes), notes)
            before = await self._guarded(asyncio.to_thread(self._facts_before, account, started), notes)
            sealing = asyncio.to_thread(self._seal, notes, look_id) if keep else None
            kept = await self._guarded(sealing, notes) if sealing else None
            sealed, evidence = kept or (None, ())
            reasons = await blamed(self._all_reasons(notes), self.references)
        session = notes.session
        look = Look(
            id=look_id,
            kind=LookKind.VISIT,
            account=account.name,
            browser=engine,
            browser_version=notes.browser_version,
            started=started,
            ended=started + timedelta(seconds=round(time.monotonic() - begun, 3)),
            verdict=verdict_of(reasons),
            reasons=reasons,
            steps=session.steps if session else (),
            facts=notes.facts,
            losses=session.losses if session else (),
            blocked=session.blocked if session else (),
        )
        return Seen(look, sealed, evidence, before or {})

    async def _guarded(self, work: Awaitable[_T], notes: _Notes) -> _T | None:
        """The outermost edge of a look: what breaks on our side becomes a reason."""
        try:
            return await work
        except EnrollwatchError as error:
            notes.reasons.append(reason_of(error))
        except Exception as error:
            logger.opt(exception=error).error("a look failed in a way nobody foresaw")
            notes.reasons.append(unforeseen(error))
        return None

    async def _attempt(self, account: AccountSettings, engine: Engine, notes: _Notes) -> None:
        page, codes = self.settings.budgets.page_hard.total_seconds(), _SIGN_INS * WINDOW_SECONDS
        try:
            async with self._locked(account.name), Patience(page, codes) as notes.patience:
                await self._alone(account, engine, notes)
        except Timeout:
            notes.reasons.append(account_busy(account.name, _LOCK_PATIENCE))

    async def _publicly(self, account: AccountSettings, notes: _Notes) -> PublicFacts | None:
        """What the public sources say; one that cannot be read is a problem in the facts, no failed visit."""
        if self.lookups is None or (facts := notes.facts) is None:
            return None
        seen = [associate.npi for associate in facts.associates or ()]
        return await self.lookups.facts([*seen, *self.expected.get(account.name, ())], self.clock())

    async def _alone(self, account: AccountSettings, engine: Engine, notes: _Notes) -> None:
        """Holding the account's lock: the visit before may just have had this secret refused."""
        secret = await asyncio.to_thread(self.vault.secret, account.vault_path)
        refused = await asyncio.to_thread(self.store.refused_secret, account.name)
        if refused and refused.version >= secret.version:
            path = account.vault_path
            notes.reasons += (
                already_refused(path, refused.version, refused.cause, refused.at),
                # What was refused still stands: it is told also where the first look was not stored.
                failure(refused.cause, path).reason,
            )
        else:
            seen = await self.certificate()
            notes.certificate_expires = seen.expires
            if seen.untrusted:
                notes.reasons.append(failure(seen.untrusted, self.settings.portal.url).reason)
            else:
                await self._in_browser(account, engine, secret, notes)

    @asynccontextmanager
    async def _locked(self, account: str) -> AsyncIterator[None]:
        """One session an account, among all processes on this store."""
        file = lock_folder(self.settings) / f"{account}.lock"
        async with AsyncFileLock(file, timeout=_LOCK_PATIENCE, run_in_executor=False):
            yield

    async def _in_browser(
        self, account: AccountSettings, engine: Engine, secret: Secret, notes: _Notes
    ) -> None:
        portal = self.settings.portal
        # The portal's own CA was checked by `certificate` just now; a browser cannot be told to trust it.
        async with self.pool.tab(engine, ignore_https_errors=portal.ca_file is not None) as tab:
            notes.browser_version = tab.version
            session = PortalSession(
                tab,
                self.contract,
                portal.url,
                self.settings.budgets.page_hard.total_seconds(),
                self.clock,
                self.settings.browser.trace,
                ZoneInfo(portal.time_zone),
            )
            notes.session = session
            try:
                await self._read(account, secret, session, notes)
            except PortalFailure as failure:
                notes.reasons.append(failure.reason)
                if _spends_secret(failure.reason.cause, notes):
                    await asyncio.to_thread(self._remember_refusal, account.name, secret, failure.reason)
                notes.captures = notes.captures or await session.evidence(failed=True)

    async def _read(
        self, account: AccountSettings, secret: Secret, session: PortalSession, notes: _Notes
    ) -> None:
        async def sign_in() -> None:
            await session.sign_in(
                secret.field("user_id"),
                secret.field("password"),
                lambda: self.codes.next_code(account.name, lambda: self._code(account, secret)),
            )
            notes.signed_in = True

        await sign_in()
        for screen, step in session.readings:
            if screen not in account.screens:
                continue
            if notes.patience:
                notes.patience.expect(session.pages_known)
            await self._through_a_loss(step, sign_in, session, notes)
        failed = bool(notes.reasons or session.problems or session.blocked)
        notes.captures = await session.evidence(failed=failed)
        await session.sign_out()

    async def _through_a_loss(
        self,
        step: Callable[[], Awaitable[object]],
        sign_in: Callable[[], Awaitable[None]],
        session: PortalSession,
        notes: _Notes,
    ) -> None:
        """Once a visit a lost session is taken up where it was; a second loss is the portal's failure."""
        try:
            await step()
        except SessionLost as lost:
            if any(reason.cause is Cause.SESSION_LOST for reason in notes.reasons):
                raise PortalFailure(session_lost_twice(lost.page)) from lost
            notes.reasons.append(session_lost(lost.page))
            await sign_in()
            await self._through_a_loss(step, sign_in, session, notes)

    def _code(self, account: AccountSettings, secret: Secret) -> SecretStr:
        if account.totp_key:
            return self.vault.code(account.totp_key)
        return self.vault.code_from_seed(secret.field("totp_secret"))

    def _remember_refusal(self, account: str, secret: Secret, reason: Reason) -> None:
        with self.store.writing() as unit:
            unit.refuse_secret(account, secret.version, reason.cause, self.clock())

    def _facts_before(self, account: AccountSettings, started: datetime) -> dict[str, Facts]:
        """Of the newest looks that have any: what one could not read, another may have read."""
        facts: dict[str, Facts] = {}
        before = started
        for _ in range(_FACTS_BEFORE):
            if (found := self.store.last_look_with_facts(account.name, before)) is None:
                break
            look, blob = found
            facts[look.id] = self.safe.open_facts(blob, look.id)
            before = look.started
        return facts

    def _seal(self, notes: _Notes, look_id: str) -> tuple[bytes | None, tuple[Evidence, ...]]:
        sealed = self.safe.facts(notes.facts, look_id) if notes.facts else None
        return sealed, self.safe.keep(notes.captures, look_id, self.clock())

    def _all_reasons(self, notes: _Notes) -> list[Reason]:
        session = notes.session
        if session is None:
            return notes.reasons
        pages = [page for step in session.steps for page in step.pages]
        slow = over_budget(pages, self.settings.budgets.page)
        return [*notes.reasons, *session.problems, *([slow] if slow else [])]


def _spends_secret(cause: Cause, notes: _Notes) -> bool:
    """A refusal; or words after the password that nobody understands, which may well be one."""
    return cause in (SPENDS_SECRET if notes.signed_in else MAY_SPEND_SECRET)


def lock_folder(settings: Settings) -> Path:
    """Where each account's lock lies; it must be there before a look."""
    return settings.store.evidence.parent / "locks"
