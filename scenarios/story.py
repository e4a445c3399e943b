"""What a story says: the accounts, the portal it begins with, and moments that do, look and expect."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

EVERY = "*"
"""In place of an account's name: what is expected of every account."""

_SPAN = re.compile(r"\+(\d+(?:\.\d+)?)(s|m|h|d)")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def _at(value: object) -> timedelta | datetime:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("has no zone: write it like 2026-03-02T09:00:00-05:00")
        return value
    spans = _SPAN.findall(value) if isinstance(value, str) else []
    if not spans or "".join(f"+{number}{unit}" for number, unit in spans) != value:
        raise ValueError(f'{value!r} is no time: write "+46d", "+4h", "+30s", or a time with its zone')
    return timedelta(seconds=sum(float(number) * _SECONDS[unit] for number, unit in spans))


def _by_name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _by_account(value: object) -> object:
    return {EVERY: value} if isinstance(value, str) else value


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Account(Part):
    """An account of the portal's cast, and what the practice expects of it; `roster` is beside the story.

    `policy` are thresholds of its own.
    """

    name: str
    npis: tuple[str, ...] = ()
    roster: Path | None = None
    expected: str | None = None
    policy: dict[str, Any] = {}


class _Open(BaseModel):
    """Names a thing; everything else goes to the portal as it is, which refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @property
    def rest(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


Entity = Annotated[str, Field(pattern="^/")]
"""A path of the control port."""


class Patch(_Open):
    """A change to one entity of the portal: `path` on the control port, and the fields to change."""

    path: Entity


class Addition(_Open):
    """Something new at the portal, or an action by hand: `path` on the control port, and its fields."""

    path: Entity


class Fault(_Open):
    """A fault to switch on: `name`, its parameters and its conditions."""

    name: str


class Start(Part):
    """The portal's world when the story begins; its clock stands at `now`.

    A story is played on every skin, unless it names the one `skin` that it is about. The agent gets the page
    contract named like the skin, unless the story's `settings` name another. `set`, `add` and `remove` change
    the world before it begins.
    """

    seed: int = 7
    skin: Literal["classic", "2.0"] | None = None
    now: AwareDatetime
    scale: int = 0
    set: tuple[Patch, ...] = ()
    add: tuple[Addition, ...] = ()
    remove: tuple[Entity, ...] = ()


class Password(StrEnum):
    """What Vault holds for an account."""

    RIGHT = "right"  # the portal's own
    WRONG = "wrong"  # another one, as if it had been changed in only one of the two places
    RENEWED = "renewed"  # a new one, changed at the portal now and stored


class Stoppable(StrEnum):
    """What a story can stop and start again."""

    VAULT = "vault"  # sealed, then unsealed


Told = Annotated[str, Field(pattern=r"^[a-z-]+(:(information|warning|critical))?$")]
"""`rule` or `rule:severity`."""


class RequestKind(StrEnum):
    PAGE = "page"
    SIGN_IN = "sign_in"
    REFUSED = "refused"
    WRITE = "write"
    PROBE = "probe"
    ASSET = "asset"


class Expect(Part):
    """What is left out is not judged; only an alert that is not named here fails the story all the same.

    `verdict`, `reason` and `facts` are of every visit, or by account. `reason` is a part of the sentence.
    `facts` are a part of the visit's. `requests` counts by kind what reached the portal at this moment.

    `sent` are the channels that accepted alerts at this moment: of its visits, and what had waited for it.
    What opens at night and waits for working hours is `opened` at its moment, and sent at a later one. `mail`
    is a part of the title of each that arrived on the first channel, such as "DIGEST 2026-03-03",
    no more and no less.
    """

    verdict: Annotated[dict[str, str], BeforeValidator(_by_account)] | None = None
    reason: Annotated[dict[str, str], BeforeValidator(_by_account)] | None = None
    facts: dict[str, Any] | None = None
    exit: int | None = None
    opened: tuple[Told, ...] | None = None
    worsened: tuple[Told, ...] | None = None
    reminded: tuple[Told, ...] | None = None
    escalated: tuple[Told, ...] | None = None
    flapping: tuple[Told, ...] | None = None
    resolved: tuple[Told, ...] | None = None
    not_opened: tuple[Told, ...] = ()
    sent: tuple[str, ...] | None = None
    mail: tuple[str, ...] | None = None
    requests: dict[RequestKind, Annotated[int, Field(ge=0)]] | None = None

    @property
    def alarms(self) -> tuple[Told, ...]:
        """What opens, also as flapping, or worsens."""
        return (*(self.opened or ()), *(self.flapping or ()), *(self.worsened or ()))


class Quiet(Part):
    """A silence that the person on call makes, as `incidents silence` takes it; `lasting` is such as "4h"."""

    rule: str | None = None
    account: str | None = None
    subject: str | None = None
    severity: str | None = None
    lasting: str
    why: str


class Moment(Part):
    """At `at` the world changes, in the order of the fields; every account is visited; it is compared.

    `ack` are rules whose incidents somebody takes, `silence` what nobody is to be told of: before the visits.

    `day` says what day it is to the rules that the story is about: "10 days old", "1 day left".
    Moments that sign in are best half a minute apart: an authenticator code is good once, and the agent
    waits for the next one.
    """

    at: Annotated[timedelta | datetime, PlainValidator(_at)]
    day: str = ""
    set: tuple[Patch, ...] = ()
    add: tuple[Addition, ...] = ()
    remove: tuple[Entity, ...] = ()
    clear_faults: bool = False
    faults: tuple[Fault, ...] = ()
    password: dict[str, Password] = {}
    stop: tuple[Stoppable, ...] = ()
    start: tuple[Stoppable, ...] = ()
    ack: tuple[str, ...] = ()
    silence: tuple[Quiet, ...] = ()
    expect: Expect = Expect()

    def time(self, start: datetime) -> datetime:
        return start + self.at if isinstance(self.at, timedelta) else self.at


class Story(Part):
    """What one file tells of one skin.

    `rules` are those that it is about; unsaid, those that it expects to open or worsen. With `public` the
    agent asks the portal's public look-ups too. `settings` are laid over the agent's own for this story.
    `screens` are those that its rules need: where stories are spread, its accounts read no others.
    """

    title: str
    rules: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    public: bool = False
    accounts: tuple[Annotated[Account, BeforeValidator(_by_name)], ...] = Field(min_length=1)
    portal: Start
    settings: dict[str, Any] = {}
    moments: tuple[Moment, ...] = Field(min_length=1)

    @property
    def about(self) -> tuple[str, ...]:
        """The rules that it is about, in the order in which it names them."""
        told = (name for moment in self.moments for name in moment.expect.alarms)
        return self.rules or tuple(dict.fromkeys(name.partition(":")[0] for name in told))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [moment.time(self.portal.now) for moment in self.moments]
        for number, (before, after) in enumerate(pairwise([self.portal.now, *times]), start=1):
            if after < before:
                raise ValueError(f"moment {number} is at a time that has passed when it comes")
        return self

    @model_validator(mode="after")
    def _only_its_accounts(self) -> Self:
        known = {account.name for account in self.accounts}
        for moment in self.moments:
            named = {*moment.password, *(moment.expect.verdict or {}), *(moment.expect.reason or {})}
            if strangers := named - known - {EVERY}:
                raise ValueError(f"{', '.join(sorted(strangers))}: not an account of this story")
        return self
