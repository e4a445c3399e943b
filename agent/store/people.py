"""People, sessions and tokens, and the sign-ins that failed. Digests go in, and are handed out to compare."""

from datetime import datetime

from sqlalchemy import delete, select, update

from agent.model.access import Person, Session, Token, Tries
from agent.store.people_tables import people, sessions, sign_in_tries, tokens
from agent.store.rows import flat
from agent.store.session import Reading, Writing


class PeopleReads(Reading):
    def people(self) -> tuple[Person, ...]:
        """By name, those who are disabled too."""
        return tuple(flat(Person, row) for row in self._rows(select(people).order_by(people.c.name)))

    def person(self, name: str) -> Person | None:
        row = self._first(select(people).where(people.c.name == name))
        return None if row is None else flat(Person, row)

    def password_of(self, name: str) -> str | None:
        """Its argon2 hash."""
        row = self._first(select(people.c.password).where(people.c.name == name))
        return None if row is None else str(row["password"])

    def session(self, digest: str) -> Session | None:
        row = self._first(select(sessions).where(sessions.c.digest == digest))
        return None if row is None else flat(Session, row)

    def tokens(self, person: str | None = None) -> tuple[Token, ...]:
        """Oldest first, of everybody or of one; revoked and expired ones too."""
        query = select(tokens).order_by(tokens.c.made, tokens.c.id)
        if person is not None:
            query = query.where(tokens.c.person == person)
        return tuple(flat(Token, row) for row in self._rows(query))

    def token(self, token_id: str) -> tuple[Token, str] | None:
        """The token and the digest of its secret."""
        row = self._first(select(tokens).where(tokens.c.id == token_id))
        return None if row is None else (flat(Token, row), str(row["digest"]))

    def tries(self, subject: str) -> Tries | None:
        row = self._first(select(sign_in_tries).where(sign_in_tries.c.subject == subject))
        return None if row is None else flat(Tries, row)


class PeopleWrites(Writing):
    def add_person(self, person: Person, password: str) -> None:
        """`password` is its argon2 hash. A second person of the name raises `StoreConflictError`."""
        self._add(people, person.model_dump() | {"password": password})

    def save_person(self, person: Person, password: str | None = None) -> None:
        """Role, password and whether disabled, of one who is there."""
        values = person.model_dump(exclude={"name"}) | ({} if password is None else {"password": password})
        with self._reading() as connection:
            connection.execute(update(people).where(people.c.name == person.name).values(values))

    def save_session(self, session: Session) -> None:
        self._save(sessions, session.model_dump())

    def end_session(self, digest: str) -> None:
        with self._reading() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_sessions(self, person: str) -> int:
        """All of a person's; how many there were."""
        with self._reading() as connection:
            return connection.execute(delete(sessions).where(sessions.c.person == person)).rowcount

    def forget_sessions(self, seen_before: datetime, begun_before: datetime) -> None:
        """Those that ran out: nobody signed out of them."""
        over = (sessions.c.seen < seen_before) | (sessions.c.began < begun_before)
        with self._reading() as connection:
            connection.execute(delete(sessions).where(over))

    def add_token(self, token: Token, digest: str) -> None:
        self._add(tokens, token.model_dump() | {"digest": digest})

    def save_token(self, token: Token) -> None:
        """Revoked, or used again."""
        values = token.model_dump(exclude={"id"})
        with self._reading() as connection:
            connection.execute(update(tokens).where(tokens.c.id == token.id).values(values))

    def save_tries(self, subject: str, tries: Tries) -> None:
        self._save(sign_in_tries, tries.model_dump() | {"subject": subject})

    def forget_tries(self, *subjects: str) -> None:
        with self._reading() as connection:
            connection.execute(delete(sign_in_tries).where(sign_in_tries.c.subject.in_(subjects)))

    def forget_old_tries(self, before: datetime) -> None:
        """Of all that last failed before that."""
        with self._reading() as connection:
            connection.execute(delete(sign_in_tries).where(sign_in_tries.c.last < before))
