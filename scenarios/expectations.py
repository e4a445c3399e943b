"""What a story expects against what was seen. Pure."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.seen import Seen, Transition
from scenarios.settings_file import CHANNEL
from scenarios.story import EVERY, Expect

_TOLD = ("opened", "worsened", "reminded", "escalated", "flapping", "resolved")


@dataclass(frozen=True)
class Check:
    """One thing compared: what, what should be, what is."""

    what: str
    expected: str
    seen: str
    ok: bool


def compare(expect: Expect, seen: Seen) -> tuple[Check, ...]:
    """Every expectation with what was seen, and every alert that was not expected."""
    return (
        *_started(expect, seen),
        *_of_visits(expect, seen),
        *_told(expect, seen),
        *_sent(expect, seen),
        *_requests(expect, seen),
    )


def _started(expect: Expect, seen: Seen) -> Iterator[Check]:
    if expect.exit is not None:
        yield _equal("exit", expect.exit, seen.visits.exit)
    error = seen.visits.document.get("error")
    if error and expect.exit != seen.visits.exit:
        yield Check("visit", "starts", f"{error['what']} ({error['where']}); {error['do']}", ok=False)


def _of_visits(expect: Expect, seen: Seen) -> Iterator[Check]:
    accounts = [visit["account"] for visit in seen.documents]
    facts = _facts_by_account(expect.facts, accounts)
    for visit in seen.documents:
        for account in (EVERY, visit["account"]):
            if account in (expect.verdict or {}):
                yield _equal(
                    f"verdict of {visit['account']}", (expect.verdict or {})[account], visit["verdict"]
                )
            if account in (expect.reason or {}):
                yield _says(f"reason of {visit['account']}", (expect.reason or {})[account], visit["reason"])
            if account in facts:
                yield from _known(f"facts of {visit['account']}", facts[account], visit["facts"])
    for named in sorted({*(expect.verdict or {}), *(expect.reason or {}), *facts} - {EVERY, *accounts}):
        yield Check(f"visit of {named}", "made", "not made", ok=False)
    if not accounts and EVERY in {*(expect.verdict or {}), *(expect.reason or {}), *facts}:
        yield Check("visit", "made", "none was made", ok=False)


def _facts_by_account(facts: Mapping[str, Any] | None, accounts: Sequence[str]) -> Mapping[str, Any]:
    if not facts:
        return {}
    return facts if set(facts) <= set(accounts) else {EVERY: facts}


def _equal(what: str, expected: object, seen: object) -> Check:
    return Check(what, str(expected), str(seen), ok=expected == seen)


def _says(what: str, part: str, sentence: str | None) -> Check:
    return Check(what, f"… {part} …", str(sentence), ok=part.casefold() in (sentence or "").casefold())


def _known(what: str, expected: Any, seen: Any) -> Iterator[Check]:
    """A table is compared key by key; of a list each expected entry must be there, and [] means empty."""
    if isinstance(expected, Mapping):
        for key, value in expected.items():
            inner = seen.get(key, "nothing") if isinstance(seen, Mapping) else seen
            yield from _known(f"{what}: {key}", value, inner)
        return
    yield Check(what, _text(expected), _text(seen), ok=_is_part(expected, seen))


def _is_part(expected: Any, seen: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(seen, Mapping) and all(
            key in seen and _is_part(value, seen[key]) for key, value in expected.items()
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        if not isinstance(seen, Sequence) or isinstance(seen, str):
            return False
        return all(any(_is_part(one, each) for each in seen) for one in expected) if expected else not seen
    return bool(expected == seen)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _told(expect: Expect, seen: Seen) -> Iterator[Check]:
    lists: dict[str, tuple[str, ...] | None] = {told: getattr(expect, told) for told in _TOLD}
    for told, named in lists.items():
        happened = [one for one in seen.transitions if one.told == told]
        for name in named or ():
            ok = any(one.meets(name) for one in happened)
            yield Check(told, name, _names(happened), ok)
    for rule in expect.not_opened:
        happened = [one for one in seen.transitions if one.told == "opened"]
        yield Check(
            "not opened", f"no {rule}", _names(happened), not any(one.meets(rule) for one in happened)
        )
    only_sent = bool(expect.sent) and all(named is None for named in lists.values())
    if not only_sent:
        yield from (_unexpected(one) for one in seen.transitions if not _named(one, lists))


def _named(one: Transition, lists: Mapping[str, tuple[str, ...] | None]) -> bool:
    return any(one.meets(name) for name in lists.get(one.told) or ())


def _unexpected(one: Transition) -> Check:
    return Check(
        f"alert: {one.told}", "none", f"{one} about {one.subject}, by the visit of {one.account}", ok=False
    )


def _names(happened: Sequence[Transition]) -> str:
    return ", ".join(str(one) for one in happened) or "nothing"


def _sent(expect: Expect, seen: Seen) -> Iterator[Check]:
    """The agent's word, and the inbox's: what it calls sent has arrived there, each alert once."""
    if expect.sent is not None:
        channels = sorted(set(seen.accepted))
        yield Check("sent", ", ".join(sorted(expect.sent)) or "nothing", ", ".join(channels) or "nothing",
                    ok=channels == sorted(set(expect.sent)))  # fmt: skip
    if expect.mail is not None:
        yield _mail(expect.mail, seen.titles)
    said = seen.accepted.count(CHANNEL)
    arrived = sum(1 for message in seen.messages if message["channel"] == "mail")
    if said != arrived:
        yield Check("mail that arrived", f"{said}, as many as the agent calls sent", str(arrived), ok=False)


def _mail(parts: Sequence[str], titles: Sequence[str]) -> Check:
    """Each part is of a title of its own, and no title is left over."""
    left = list(titles)
    for part in parts:
        found = next((title for title in left if part in title), None)
        if found is not None:
            left.remove(found)
    ok = not left and len(parts) == len(titles)
    return Check("mail", "; ".join(parts) or "nothing", "; ".join(titles) or "nothing", ok)


def _requests(expect: Expect, seen: Seen) -> Iterator[Check]:
    counts = Counter(row["kind"] for row in seen.requests)
    for kind, expected in (expect.requests or {}).items():
        yield _equal(f"requests: {kind}", expected, counts[kind])
