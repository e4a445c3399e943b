"""People and tokens: made, changed and put on record, each deed in one transaction with its audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr, TypeAdapter, ValidationError

from agent.access.lockout import name_subject
from agent.access.passwords import Passwords, refuse_weak
from agent.access.secrecy import fresh_token
from agent.model.access import Person, PersonName, Token
from agent.model.errors import AccessError
from agent.model.person import Role
from agent.store import AuditEntry, Store, Unit

LONGEST_TOKEN = timedelta(days=366)
_NOTE_LENGTH = 80
_NAME = TypeAdapter(PersonName)


class UnknownPersonError(AccessError):
    """Nobody has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is nobody called {name!r}", "the store", "see `enrollwatch people list`")


class UnknownTokenError(AccessError):
    """No token has this ID."""

    def __init__(self, token_id: str) -> None:
        super().__init__(f"there is no token {token_id!r}", "the store", "see `enrollwatch tokens list`")


@dataclass(frozen=True)
class Register:
    """What `who` does to people and tokens. Raises AccessError where it cannot be done."""

    store: Store
    who: str
    passwords: Passwords

    def add(self, name: str, role: Role, password: SecretStr, now: datetime) -> Person:
        person = Person(name=_checked(name), role=role, made=now, password_set=now)
        refuse_weak(name, password)
        kept = self.passwords.hashed(password)
        with self.store.writing() as unit:
            if unit.person(name):
                raise AccessError(
                    f"there is somebody called {name!r} already",
                    "the store",
                    "choose another name, or change that person's role or password",
                )
            unit.add_person(person, kept)
            self._audit(unit, now, "people add", name, str(role))
        return person

    def set_password(self, name: str, password: SecretStr, now: datetime) -> Person:
        """It ends every session of that person, and every wait after failed sign-ins."""
        refuse_weak(name, password)
        kept = self.passwords.hashed(password)
        with self.store.writing() as unit:
            person = _known(unit, name).model_copy(update={"password_set": now})
            unit.save_person(person, kept)
            unit.forget_tries(name_subject(name))
            ended = unit.end_sessions(name)
            self._audit(unit, now, "people password", name, f"{ended} sessions ended")
        return person

    def set_role(self, name: str, role: Role, now: datetime) -> Person:
        with self.store.writing() as unit:
            person = _known(unit, name).model_copy(update={"role": role})
            if not role.may(Role.ADMIN):
                _refuse_the_last_admin(unit, name)
            unit.save_person(person)
            unit.end_sessions(name)
            self._audit(unit, now, "people role", name, str(role))
        return person

    def disable(self, name: str, now: datetime) -> Person:
        """From now on neither password nor token lets that person in."""
        with self.store.writing() as unit:
            person = _known(unit, name)
            _refuse_the_last_admin(unit, name)
            disabled = person.model_copy(update={"disabled": person.disabled or now})
            unit.save_person(disabled)
            unit.end_sessions(name)
            self._audit(unit, now, "people disable", name)
        return disabled

    def enable(self, name: str, now: datetime) -> Person:
        """Also of one who waits after failed sign-ins: the wait is over."""
        with self.store.writing() as unit:
            person = _known(unit, name).model_copy(update={"disabled": None})
            unit.save_person(person)
            unit.forget_tries(name_subject(name))
            self._audit(unit, now, "people enable", name)
        return person

    def make_token(
        self,
        name: str,
        role: Role,
        lasting: timedelta,
        now: datetime,
        *,
        accounts: Sequence[str] = (),
        note: str = "",
    ) -> tuple[Token, SecretStr]:
        """The token, and the text that lets a program in: it is shown now and never again."""
        fresh = fresh_token()
        with self.store.writing() as unit:
            person = _known(unit, name)
            _refuse_scope(person, role, accounts, lasting, note)
            token = Token(
                id=fresh.id,
                person=name,
                role=role,
                accounts=tuple(accounts) or None,
                note=note,
                made=now,
                expires=now + lasting,
            )
            unit.add_token(token, fresh.digest)
            self._audit(unit, now, "tokens create", token.id, scope_of(token))
        return token, fresh.text

    def revoke(self, token_id: str, now: datetime) -> Token:
        with self.store.writing() as unit:
            found = unit.token(token_id)
            if found is None:
                raise UnknownTokenError(token_id)
            token = found[0].model_copy(update={"revoked": found[0].revoked or now})
            unit.save_token(token)
            self._audit(unit, now, "tokens revoke", token_id, f"of {token.person}")
        return token

    def _audit(self, unit: Unit, now: datetime, action: str, of: str, detail: str = "") -> None:
        unit.audit(AuditEntry(now, self.who, action, of, detail))


def scope_of(token: Token) -> str:
    """`viewer of pat, for north-clinic alone, until 2026-06-01 09:00 UTC`."""
    alone = f", for {', '.join(token.accounts)} alone" if token.accounts else ""
    return f"{token.role} of {token.person}{alone}, until {token.expires:%Y-%m-%d %H:%M} UTC"


def _checked(name: str) -> str:
    try:
        return _NAME.validate_python(name)
    except ValidationError as error:
        raise AccessError(
            f"{name!r} cannot be the name of a person",
            "the name",
            "use small letters, digits, dots, hyphens and underscores, such as pat or j.doe",
        ) from error


def _known(unit: Unit, name: str) -> Person:
    person = unit.person(name)
    if person is None:
        raise UnknownPersonError(name)
    return person


def _refuse_the_last_admin(unit: Unit, name: str) -> None:
    others = (each for each in unit.people() if each.name != name and not each.disabled)
    person = unit.person(name)
    is_admin = person is not None and person.role is Role.ADMIN and not person.disabled
    if is_admin and not any(each.role is Role.ADMIN for each in others):
        raise AccessError(
            f"{name} is the only admin who can sign in", "the store", "make somebody else an admin first"
        )


def _refuse_scope(person: Person, role: Role, accounts: Sequence[str], lasting: timedelta, note: str) -> None:
    if person.disabled:
        raise AccessError(f"{person.name} is disabled", "the token", f"enable {person.name} first")
    if not person.role.may(role):
        raise AccessError(
            f"{person.name} is {person.role}, and a token may do no more than its person",
            "the token's scope",
            f"give {person.role} or less",
        )
    if accounts and role is not Role.VIEWER:
        raise AccessError(
            f"a token for some accounts alone can only read, not be {role}",
            "the token's scope",
            "give viewer, or no account",
        )
    if not timedelta(0) < lasting <= LONGEST_TOKEN:
        raise AccessError(
            "a token lasts longer than nothing, and a year at most", "the token", "give a time such as 90d"
        )
    if len(note) > _NOTE_LENGTH or not note.isprintable():
        raise AccessError(
            f"the note is longer than {_NOTE_LENGTH} characters, or not one line", "the token", "shorten it"
        )
