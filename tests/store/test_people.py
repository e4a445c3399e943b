"""People, sessions, tokens and failed sign-ins, over both databases."""

import pytest

from agent.model.access import Person, Session, Token, Tries
from agent.model.person import Role
from agent.store import Store, people_tables
from agent.store.errors import StoreConflictError
from tests.store.test_opening import execute, made_at
from tests.store.test_schema import columns, fields
from tests.store.values import at

PAT = Person(name="pat", role=Role.ADMIN, made=at(0), password_set=at(1), disabled=at(2))
SESSION = Session(digest="d1", person="pat", began=at(0), seen=at(5))
TOKEN = Token(
    id="ew_0a1b2c3d",
    person="pat",
    role=Role.VIEWER,
    accounts=("north-clinic",),
    note="a script",
    made=at(0),
    expires=at(60),
    revoked=at(30),
    used=at(10),
)


@pytest.fixture
def pats(store: Store) -> Store:
    with store.writing() as unit:
        unit.add_person(PAT, "hash-1")
    return store


def test_a_person_comes_back_as_given_and_the_hash_apart(pats: Store) -> None:
    assert pats.people() == (pats.person("pat"),) == (PAT,)
    assert pats.password_of("pat") == "hash-1"
    assert (pats.person("sam"), pats.password_of("sam")) == (None, None)


def test_a_name_is_given_once(pats: Store) -> None:
    with pytest.raises(StoreConflictError), pats.writing() as unit:
        unit.add_person(PAT, "hash-2")
    assert pats.password_of("pat") == "hash-1"


def test_a_change_of_role_leaves_the_password_and_of_the_password_nothing_else(pats: Store) -> None:
    viewer = PAT.model_copy(update={"role": Role.VIEWER, "disabled": None})
    with pats.writing() as unit:
        unit.save_person(viewer)
    assert (pats.person("pat"), pats.password_of("pat")) == (viewer, "hash-1")
    with pats.writing() as unit:
        unit.save_person(viewer, "hash-2")
    assert (pats.person("pat"), pats.password_of("pat")) == (viewer, "hash-2")


def test_sessions_end_one_by_one_by_person_and_by_age(pats: Store) -> None:
    others = [SESSION.model_copy(update={"digest": digest}) for digest in ("d2", "d3")]
    with pats.writing() as unit:
        for session in (SESSION, *others):
            unit.save_session(session)
        unit.end_session("d2")
        unit.forget_sessions(at(5), at(0))
    assert (pats.session("d1"), pats.session("d2")) == (SESSION, None)
    with pats.writing() as unit:
        unit.save_session(SESSION.model_copy(update={"seen": at(9)}))
        unit.forget_sessions(at(6), at(0))
        assert unit.end_sessions("pat") == 1
    assert [pats.session(digest) for digest in ("d1", "d3")] == [None, None]


def test_a_session_that_began_too_long_ago_is_forgotten_however_lately_it_was_seen(pats: Store) -> None:
    with pats.writing() as unit:
        unit.save_session(SESSION)
        unit.forget_sessions(at(0), at(1))
    assert pats.session("d1") is None


def test_a_token_comes_back_as_given_and_its_digest_apart(pats: Store) -> None:
    bare = Token(id="ew_1", person="pat", role=Role.ADMIN, made=at(1), expires=at(2))
    with pats.writing() as unit:
        unit.add_token(TOKEN, "digest-1")
        unit.add_token(bare, "digest-2")
    assert pats.token("ew_0a1b2c3d") == (TOKEN, "digest-1")
    assert pats.tokens() == (TOKEN, bare)
    assert pats.tokens("sam") == ()
    assert pats.token("ew_2") is None
    revoked = bare.model_copy(update={"revoked": at(3)})
    with pats.writing() as unit:
        unit.save_token(revoked)
    assert pats.token("ew_1") == (revoked, "digest-2")


def test_tries_are_counted_by_subject_and_forgotten_by_subject_and_age(store: Store) -> None:
    with store.writing() as unit:
        for minute, subject in enumerate(("a", "b", "c")):
            unit.save_tries(subject, Tries(failures=minute, last=at(minute)))
        unit.save_tries("c", Tries(failures=9, last=at(2)))
        unit.forget_old_tries(at(1))
        unit.forget_tries("b")
    assert [store.tries(subject) for subject in "abc"] == [None, None, Tries(failures=9, last=at(2))]


def test_a_store_from_before_people_gets_their_tables(url: str) -> None:
    made_at(url, "0005")
    with Store.open(url) as store, store.writing() as unit:
        assert unit.people() == ()
        unit.add_person(PAT, "hash-1")
        unit.save_session(SESSION)
    execute(url, "UPDATE people SET role = 'viewer'")
    with Store.open(url) as store:
        assert store.people()[0].role is Role.VIEWER


def test_every_field_of_the_model_has_its_column_and_each_secret_its_digest() -> None:
    assert columns(people_tables.people) == fields(Person) | {"password"}
    assert columns(people_tables.sessions) == fields(Session)
    assert columns(people_tables.tokens) == fields(Token) | {"digest"}
    assert columns(people_tables.sign_in_tries) == fields(Tries) | {"subject"}
