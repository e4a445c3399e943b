"""In by a password or a token, and out again. Who is refused is not told why, and is put on record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import SecretStr

from agent.access import lockout
from agent.access.passwords import Passwords
from agent.access.secrecy import digest_of, fresh_session, same, token_parts
from agent.access.sessions import IDLE, LONGEST, is_to_note, lives
from agent.model.access import Person, Session, Token
from agent.model.person import Role
from agent.store import AuditEntry, Store, Unit

NOBODY = "nobody"
_USE_NOTED_EVERY = timedelta(hours=1)


class Refusal(StrEnum):
    """Why a sign-in is refused, as far as it is told: whether there is such a person is not."""

    WRONG = "Name or password is wrong."
    WAIT = "Too many tries. Wait a while, then try again."


class Known(NamedTuple):
    """Somebody who may come in. `session` or `token` says by what."""

    person: Person
    role: Role  # of the person, or of the token where that is less
    session: Session | None = None
    token: Token | None = None

    @property
    def who(self) -> str:
        """As the audit names them: `pat`, or `pat (token ew_0a1b2c3d)`."""
        return f"{self.person.name} (token {self.token.id})" if self.token else self.person.name


@dataclass(frozen=True)
class SignedIn:
    secret: SecretStr  # for the browser's cookie, and nothing else
    person: Person


@dataclass(frozen=True)
class Refused:
    why: Refusal
    wait: timedelta = timedelta(0)


@dataclass(frozen=True)
class Door:
    store: Store
    passwords: Passwords

    def sign_in(
        self, name: str, password: SecretStr, address: str, now: datetime, old: str | None = None
    ) -> SignedIn | Refused:
        """`old` is the session that the browser had, which ends: no one is carried over a sign-in.

        A try is counted before it is looked at, so that many at once are not one.
        """
        name = name.strip().casefold()
        wait = self._counted(name, address, now)
        if wait:
            return Refused(Refusal.WAIT, wait)
        person = self.store.person(name)
        checked = self.passwords.check(self.store.password_of(name) if person else None, password)
        if person is None or person.disabled or not checked.right:
            self._refuse(person, address, now, "disabled" if person and person.disabled else "")
            return Refused(Refusal.WRONG)
        anew = self.passwords.hashed(password) if checked.stale else None
        return self._let_in(person, address, now, anew, old)

    def sign_out(self, secret: str, address: str, now: datetime) -> None:
        with self.store.writing() as unit:
            session = unit.session(digest_of(secret))
            if session is not None:
                unit.end_session(session.digest)
                unit.audit(_entry(now, session.person, "sign-out", session.person, address))

    def by_session(self, secret: str, now: datetime, *, is_activity: bool = True) -> Known | None:
        """Whose it is, while it lives; `is_activity` where a person did something, and no page by itself."""
        session = self.store.session(digest_of(secret))
        person = self.store.person(session.person) if session else None
        if session is None or person is None or person.disabled or not lives(session, now):
            return None
        if is_activity and is_to_note(session, now):
            session = self._noted(session, now)
        return Known(person, person.role, session=session) if session else None

    def by_token(self, text: str, address: str, now: datetime) -> Known | None:
        """Whose it is, unless it ran out or was revoked, or its person is disabled."""
        parts = token_parts(text)
        found = self.store.token(parts[0]) if parts else None
        if parts is None or found is None or not same(found[1], digest_of(parts[1])):
            self.refused("token refused", NOBODY, "unknown", address, now)
            return None
        token = found[0]
        person = self.store.person(token.person)
        why = _why_not(token, person, now)
        if person is None or why:
            self.refused("token refused", token.person, token.id, address, now, why)
            return None
        self._note_use(token, now)
        return Known(person, min(person.role, token.role, key=lambda role: role.rank), token=token)

    def refused(self, what: str, who: str, of: str, address: str, now: datetime, detail: str = "") -> None:
        """On record, until an address has had so many refusals that more lines would only fill the disk."""
        subject = f"{what} {lockout.address_subject(address)}"
        if lockout.locked_until(self.store.tries(subject), lockout.FREE_TO_RECORD, now):
            return
        with self.store.writing() as unit:
            unit.forget_old_tries(now - lockout.FORGOTTEN_AFTER)
            unit.save_tries(subject, lockout.after_failure(unit.tries(subject), now))
            unit.audit(_entry(now, who, what, of, address, detail))

    def _counted(self, name: str, address: str, now: datetime) -> timedelta:
        """How long to wait; nothing where the try, which is counted, may be looked at.

        Of an address that is locked out the lock-out is on record, and not each try besides.
        """
        by_name, by_address = lockout.name_subject(name), lockout.address_subject(address)
        held = lockout.locked_until(self.store.tries(by_address), lockout.FREE_BY_ADDRESS, now)
        if held:
            return held - now
        with self.store.writing() as unit:
            unit.forget_old_tries(now - lockout.FORGOTTEN_AFTER)
            unit.save_tries(by_address, lockout.after_failure(unit.tries(by_address), now))
            until = lockout.locked_until(unit.tries(by_name), lockout.FREE_BY_NAME, now)
            if until:
                unit.audit(_refusal(unit.person(name), address, now, "locked out"))
                self._audit_lock_outs(unit, None, address, now)
                return until - now
            unit.save_tries(by_name, lockout.after_failure(unit.tries(by_name), now))
        return timedelta(0)

    def _refuse(self, person: Person | None, address: str, now: datetime, why: str) -> None:
        with self.store.writing() as unit:
            unit.audit(_refusal(person, address, now, why))
            self._audit_lock_outs(unit, person, address, now)

    def _audit_lock_outs(self, unit: Unit, person: Person | None, address: str, now: datetime) -> None:
        """Of the address, and of the person where one is given, if they have to wait from now on."""
        by_address = lockout.address_subject(address)
        held = [(by_address, by_address, lockout.FREE_BY_ADDRESS)]
        if person:
            held.append((lockout.name_subject(person.name), person.name, lockout.FREE_BY_NAME))
        for subject, called, free in held:
            until = lockout.locked_until(unit.tries(subject), free, now)
            if until:
                who = person.name if person else NOBODY
                detail = f"until {until:%Y-%m-%d %H:%M:%S} UTC"
                unit.audit(_entry(now, who, "lock-out", called, address, detail))

    def _let_in(
        self, person: Person, address: str, now: datetime, anew: str | None, old: str | None
    ) -> SignedIn | Refused:
        secret = fresh_session()
        session = Session(
            digest=digest_of(secret.get_secret_value()), person=person.name, began=now, seen=now
        )
        with self.store.writing() as unit:
            still = unit.person(person.name)
            if still is None or still.disabled or still.password_set != person.password_set:
                return Refused(Refusal.WRONG)  # changed while the password was looked at
            if anew:
                unit.save_person(still, anew)
            if old:
                unit.end_session(digest_of(old))
            self._forgive(unit, person, address)
            unit.forget_sessions(now - IDLE, now - LONGEST)
            unit.save_session(session)
            unit.audit(_entry(now, person.name, "sign-in", person.name, address))
        return SignedIn(secret, still)

    def _forgive(self, unit: Unit, person: Person, address: str) -> None:
        unit.forget_tries(lockout.name_subject(person.name))
        subject = lockout.address_subject(address)
        tries = unit.tries(subject)
        if tries:
            unit.save_tries(subject, lockout.after_success(tries))

    def _noted(self, session: Session, now: datetime) -> Session | None:
        """Seen now; null where it was ended meanwhile, which a write must not undo."""
        with self.store.writing() as unit:
            if unit.session(session.digest) is None:
                return None
            noted = session.model_copy(update={"seen": now})
            unit.save_session(noted)
        return noted

    def _note_use(self, token: Token, now: datetime) -> None:
        if token.used and now - token.used < _USE_NOTED_EVERY:
            return
        with self.store.writing() as unit:
            found = unit.token(token.id)
            if found:
                unit.save_token(found[0].model_copy(update={"used": now}))


def _refusal(person: Person | None, address: str, now: datetime, why: str) -> AuditEntry:
    who = person.name if person else NOBODY
    return _entry(now, who, "sign-in refused", who, address, why)


def _entry(now: datetime, who: str, action: str, of: str, address: str, detail: str = "") -> AuditEntry:
    return AuditEntry(now, who, action, of, "; ".join(filter(None, [detail, f"from {address}"])))


def _why_not(token: Token, person: Person | None, now: datetime) -> str:
    if token.revoked:
        return "revoked"
    if token.expires <= now:
        return "expired"
    return "person disabled" if person is None or person.disabled else ""
