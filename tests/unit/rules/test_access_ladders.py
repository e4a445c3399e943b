"""Every rule about access that counts days: no stage early, none skipped, whatever the zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.facts import Facts, PasswordFacts, ProfileFacts
from agent.model.finding import Severity
from agent.model.look import Look
from agent.model.people import EmployerFact
from agent.model.policy import Policy
from agent.rules import (
    access_waiting,
    account_inactive,
    connection_pending,
    invitation_unaccepted,
    password_expiry,
    security_questions_old,
)
from agent.rules.rule import LookRule

from ..builders import Book, access, connection, employee, roster, visit

INFORMATION, WARNING, CRITICAL = Severity.INFORMATION, Severity.WARNING, Severity.CRITICAL
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",  # clocks change at midnight
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
)


@dataclass(frozen=True)
class Ladder:
    """A rule, the facts a look on `today` reads of what began on `began`, and the days of its stages."""

    name: str
    judge: LookRule
    facts: Callable[[date, date], Facts]
    stages: tuple[tuple[int, Severity], ...]
    ends: int = 10**6  # the first day on which it is not told any more

    def stage(self, day: int) -> tuple[Severity, int] | None:
        """The stage of a day, and which one it is."""
        reached = [severity for first, severity in self.stages if first <= day < self.ends]
        return (reached[-1], len(reached)) if reached else None


def waiting_connection(began: date, today: date) -> Facts:
    return Facts(connections=(connection(requested=began),))


def waiting_invitation(began: date, today: date) -> Facts:
    return Facts(staff=(employee(status="Invited", invited=began),))


def idle_person(began: date, today: date) -> Facts:
    return Facts(access=(access("Authorized Official", last_sign_in=began),))


def aging_questions(began: date, today: date) -> Facts:
    return Facts(profile=ProfileFacts(questions_age_days=(today - began).days))


def aging_password(began: date, today: date) -> Facts:
    return Facts(password=PasswordFacts(days_left=60 - (today - began).days))


LADDERS = (
    Ladder(
        connection_pending.NAME,
        connection_pending.judge,
        waiting_connection,
        ((0, INFORMATION), (10, WARNING), (25, CRITICAL), (31, CRITICAL)),
        ends=61,
    ),
    Ladder(
        invitation_unaccepted.NAME,
        invitation_unaccepted.judge,
        waiting_invitation,
        ((2, INFORMATION), (14, WARNING), (28, CRITICAL), (31, CRITICAL)),
        ends=61,
    ),
    Ladder(
        account_inactive.NAME,
        account_inactive.judge,
        idle_person,
        ((300, WARNING), (350, CRITICAL), (366, CRITICAL)),
    ),
    Ladder(security_questions_old.NAME, security_questions_old.judge, aging_questions, ((730, INFORMATION),)),
    Ladder(
        password_expiry.NAME,
        password_expiry.judge,
        aging_password,
        ((46, INFORMATION), (53, WARNING), (59, CRITICAL), (60, CRITICAL)),
    ),
)


def minutes_of(ladder: Ladder, first: int, length: int) -> list[int]:
    """Moments from before its first stage to after its last, at random paces."""
    start = max(ladder.stages[0][0] - 3, 0) * 1440
    end = (min(ladder.stages[-1][0] + 20, ladder.ends)) * 1440
    return [start + (first + step * length) % (end - start) for step in range(12)]


def told_over(ladder: Ladder, began: date, zone: ZoneInfo, minutes: list[int], *, frozen: bool) -> None:
    """Visits at those minutes after midnight of `began` tell each stage once, on its day or after."""
    midnight = datetime.combine(began, time.min, zone).astimezone(UTC)
    book = Book(policy=Policy(time_zone=zone.key, remind_hours=24 * 3650))
    stages = []
    first: Look | None = None
    for now in (midnight + timedelta(minutes=minute) for minute in sorted(set(minutes))):
        today = now.astimezone(zone).date()
        if today < began or (today - began).days >= ladder.ends:
            continue
        first = first or visit(at=now, facts=ladder.facts(began, _day_of(now, zone)))
        looked = first if frozen else visit(at=now, facts=ladder.facts(began, _day_of(now, zone)))
        ruling = ladder.judge(looked, (), roster(), book.policy, now)
        for other in ("UTC", "Asia/Kathmandu"):
            elsewhere = now.astimezone(ZoneInfo(other))
            assert ladder.judge(looked, (), roster(), book.policy, elsewhere) == ruling
        book.enter([(ladder.name, ruling)], now)
        stages.append(ladder.stage((today - began).days))
        assert [incident.finding.severity for incident in book.unresolved.values()] == (
            [stages[-1][0]] if stages[-1] else []
        )
    distinct = list(dict.fromkeys(stage for stage in stages if stage))
    assert [told.finding.severity for _, told in book.told] == [severity for severity, _ in distinct]


def _day_of(now: datetime, zone: ZoneInfo) -> date:
    """The day on which the visit ends, which is the day that its pages count from."""
    return (now + timedelta(seconds=20)).astimezone(zone).date()


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder.name)
@settings(max_examples=25, deadline=None)
@given(
    began=st.dates(date(2024, 1, 1), date(2034, 12, 31)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    first=st.integers(0, 10**6),
    length=st.integers(1, 40 * 1440),
    frozen=st.booleans(),
)
def test_no_stage_comes_early_and_none_is_skipped_however_the_looks_fall(
    ladder: Ladder, began: date, zone: ZoneInfo, first: int, length: int, frozen: bool
) -> None:
    told_over(ladder, began, zone, minutes_of(ladder, first, length), frozen=frozen)


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder.name)
@pytest.mark.parametrize("frozen", [True, False])
def test_a_look_every_three_hours_tells_each_stage_on_its_first_day(ladder: Ladder, frozen: bool) -> None:
    began, zone = date(2026, 3, 2), ZoneInfo("America/New_York")  # clocks go forward on 8 March
    days = range(max(ladder.stages[0][0] - 2, 0), min(ladder.stages[-1][0] + 3, ladder.ends))
    told_over(
        ladder,
        began,
        zone,
        [day * 1440 + hour * 60 for day in days for hour in range(0, 24, 3)],
        frozen=frozen,
    )


@given(
    decided=st.dates(date(2024, 1, 1), date(2034, 12, 31)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    minutes=st.integers(0, 40 * 1440),
)
def test_an_approval_is_never_late_before_its_eleventh_working_day(
    decided: date, zone: ZoneInfo, minutes: int
) -> None:
    now = datetime.combine(decided, time.min, zone).astimezone(UTC) + timedelta(minutes=minutes)
    approved = connection("Approved", decided=decided)
    facts = Facts(
        connections=(approved,),
        associates=(),
        profile=ProfileFacts(employers=(EmployerFact(employer=approved.surrogate, role="Surrogate"),)),
    )
    policy = Policy(time_zone=zone.key)
    ruling = access_waiting.judge(visit(facts=facts), (), roster(), policy, now)
    passed = (now.astimezone(zone).date() - decided).days
    workdays = sum((decided + timedelta(days=day)).isoweekday() <= 5 for day in range(1, passed + 1))
    assert bool(ruling.findings) == (workdays > 10)
