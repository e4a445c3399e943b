"""One noun over the control port: list, read, make, change, delete; the same way for every noun."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel

from mock_portal.control.references import check_references, find_account, seen_by
from mock_portal.control.shapes import Kinds, change_ask, create_ask
from mock_portal.errors import ConflictError, NotKnownError
from mock_portal.portal import Portal
from mock_portal.world.entities import Account, Entity

T = TypeVar("T", bound=Entity)
Given = dict[str, Any]
"""The fields that were sent, or that the portal adds to them."""


def _nothing_more(portal: Portal, given: Given) -> Given:
    return {}


def _all_makes_sense(portal: Portal, given: Given, present: Entity | None) -> None:
    return None


@dataclass(frozen=True)
class Noun(Generic[T]):
    """What the control port must know about a noun.

    `key` names the fields of its address, `made` those that the portal makes, `fixed` those that no change
    may touch. Fields that `complete` gives are `optional` in a creation. `check` raises BadAskError where
    the sent fields make no sense beside the present value, which is null in a creation. `drop` null is a
    noun that cannot be deleted.
    """

    path: str
    one: str
    many: str
    kind: type[T]
    key: tuple[str, ...]
    values: Callable[[Portal], Collection[T]]
    put: Callable[[Portal, T], object]
    drop: Callable[[Portal, T], object] | None = None
    made: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    complete: Callable[[Portal, Given], Given] = _nothing_more
    check: Callable[[Portal, Given, T | None], None] = _all_makes_sense
    kinds: Kinds = field(default_factory=dict)
    shown: type[BaseModel] | None = None
    show: Callable[[Portal, T], BaseModel] = lambda _, value: value
    of_account: Callable[[Portal, Account], Collection[T]] | None = None

    @property
    def places(self) -> dict[str, str]:
        """The parts of its address and the field each one is; `id` alone would say too little."""
        long = f"{self.one.replace(' ', '_').lower()}_id"
        return {long if name == "id" else name: name for name in self.key}

    @property
    def address(self) -> str:
        """Where one of them is."""
        return "/".join((self.path, *(f"{{{place}}}" for place in self.places)))


class Shelf(Generic[T]):
    """Answers for one noun; raises NotKnownError, ConflictError or BadAskError and then stores nothing."""

    def __init__(self, portal: Portal, noun: Noun[T]) -> None:
        self._portal = portal
        self._noun = noun

    def add_to(self, router: APIRouter) -> None:
        """Put the noun's routes on a router."""
        noun, place = self._noun, dict.fromkeys(self._noun.places, str)
        shown: Any = noun.shown or noun.kind
        ask = create_ask(noun.kind, noun.kinds, noun.made, noun.optional)
        patch = change_ask(noun.kind, noun.kinds, {*noun.key, *noun.made, *noun.fixed})
        self._add(router, "GET", noun.path, _Endpoint(self.every, {}, account=str | None), list[shown])
        self._add(router, "POST", noun.path, _Endpoint(self.make, {"ask": ask}), shown, status_code=201)
        self._add(router, "GET", noun.address, _Endpoint(self.read, place), shown)
        self._add(router, "PATCH", noun.address, _Endpoint(self.change, {**place, "patch": patch}), shown)
        if noun.drop is not None:
            self._add(router, "DELETE", noun.address, _Endpoint(self.delete, place), None, status_code=204)

    def _add(
        self, router: APIRouter, method: str, path: str, endpoint: _Endpoint, shown: object, **more: Any
    ) -> None:
        text = _TEXTS[endpoint.name].format(one=self._noun.one, many=self._noun.many)
        name = f"{endpoint.name}_{self._noun.path.strip('/').replace('-', '_')}"
        router.add_api_route(
            path, endpoint, methods=[method], name=name, description=text, response_model=shown, **more
        )

    def every(self, account: str | None = None) -> list[BaseModel]:
        """All of them, or those about the associates an account is connected to."""
        portal, noun = self._portal, self._noun
        portal.run_timers()
        found: Collection[T] = noun.values(portal)
        if account is not None:
            person = find_account(portal, account)
            own = noun.of_account
            found = own(portal, person) if own else [one for one in found if seen_by(portal, person, one)]
        return [noun.show(portal, one) for one in found]

    def read(self, **place: str) -> BaseModel:
        """One of them."""
        self._portal.run_timers()
        return self._noun.show(self._portal, self._find(place))

    def make(self, ask: BaseModel) -> BaseModel:
        """Store a new one."""
        portal, noun = self._portal, self._noun
        given = _sent(ask)
        check_references(portal, given)
        noun.check(portal, given, None)
        value = noun.kind(**{**noun.complete(portal, given), **given})
        key = {name: getattr(value, name) for name in noun.key}
        if self._at(key) is not None:
            raise ConflictError(f"there is {noun.one} {_named(key)} already", noun.key[-1])
        return self._store(value)

    def change(self, patch: BaseModel, **place: str) -> BaseModel:
        """Store a new value of one."""
        value, given = self._find(place), _sent(patch)
        check_references(self._portal, given)
        self._noun.check(self._portal, given, value)
        return self._store(value.model_copy(update=given))

    def delete(self, **place: str) -> Response:
        """Take one away."""
        value = self._find(place)
        if self._noun.drop is not None:
            self._noun.drop(self._portal, value)
            self._portal.changed()
        return Response(status_code=204)

    def _store(self, value: T) -> BaseModel:
        self._noun.put(self._portal, value)
        self._portal.run_timers()
        self._portal.changed()
        found = self._at({name: getattr(value, name) for name in self._noun.key})
        return self._noun.show(self._portal, found or value)

    def _find(self, place: Mapping[str, str]) -> T:
        noun = self._noun
        key = {noun.places[name]: wanted for name, wanted in place.items()}
        found = self._at(key)
        if found is None:
            raise NotKnownError(f"there is no {noun.one} {_named(key)}; GET {noun.path} lists them")
        return found

    def _at(self, key: Mapping[str, str]) -> T | None:
        """The newest, where a key has come about twice."""
        same = [one for one in self._noun.values(self._portal) if _has(one, key)]
        return same[-1] if same else None


_TEXTS = {
    "every": "All {many}, or those about the associates that an account (alias or user ID) is connected to.",
    "read": "One {one}.",
    "make": "Make a new {one}, as if it had come about by itself.",
    "change": "Change a {one}; only the value changes, nothing follows from it but what timers do.",
    "delete": "Take a {one} away.",
}


class _Endpoint:
    """A call with its parameters told at run time: their types differ from noun to noun."""

    def __init__(self, call: Callable[..., object], needed: Mapping[str, object], **optional: object) -> None:
        self.name = call.__name__
        self._call = call
        kind = Parameter.KEYWORD_ONLY
        parameters = [Parameter(name, kind, annotation=one) for name, one in needed.items()]
        parameters += [Parameter(name, kind, annotation=one, default=None) for name, one in optional.items()]
        self.__signature__ = Signature(parameters)

    async def __call__(self, **given: Any) -> object:
        """Answer."""
        return self._call(**given)


def _sent(ask: BaseModel) -> Given:
    """The sent fields as they are: nested values stay values."""
    return {name: getattr(ask, name) for name in ask.model_fields_set}


def _has(value: BaseModel, key: Mapping[str, str]) -> bool:
    return all(getattr(value, name) == wanted for name, wanted in key.items())


def _named(key: Mapping[str, str]) -> str:
    return "/".join(repr(one) for one in key.values())
