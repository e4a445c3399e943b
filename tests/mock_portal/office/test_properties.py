"""Properties of the office: ends are ends, time goes forward, and how often one looks changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_portal.errors import NotAllowedNowError
from mock_portal.filing.applications import Application, Reason
from mock_portal.filing.moves import ENDED, FROM
from mock_portal.filing.records import LastBilled
from mock_portal.portal import Portal, PortalState
from tests.mock_portal.office.desk import SIGNER, Desk, fresh_portal

NAMES = ("Achterberg, Wendell", "Granite Hospice Foundation", "Hale, Benedict", "Harbor Imaging Center LLC")
REASONS = (Reason.CHANGE, Reason.REVALIDATION, Reason.REACTIVATION, Reason.WITHDRAWAL)
ACTS: tuple[str, ...] = (
    "submit", "sign", "pay", "receive", "review", "ask_corrections", "ask_fee", "order_site_visit",
    "recommend", "approve", "deny", "reject", "return_", "withdraw_application",
)  # fmt: skip
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Happening:
    """Something that is done after some hours; `pieces` is in how many looks those hours pass."""

    hours: int
    pieces: int
    act: str
    which: int


happenings = st.lists(
    st.builds(
        Happening,
        hours=st.integers(0, 24 * 60),
        pieces=st.integers(2, 9),
        act=st.sampled_from(("begin", "initial", "policy", "patch", *ACTS)),
        which=st.integers(0, 7),
    ),
    min_size=1,
    max_size=10,
)


def pass_time(desk: Desk, one: Happening, *, in_pieces: bool) -> None:
    pieces = one.pieces if in_pieces else 1
    for _ in range(pieces):
        desk.advance(hours=one.hours / pieces)


def happen(desk: Desk, one: Happening, begun: list[str]) -> None:
    """Do it where it is allowed."""
    office, filing = desk.portal.office, desk.portal.filing
    if one.act == "begin":
        enrollment = desk.enrollment(NAMES[one.which % 4])
        draft = desk.draft(enrollment, REASONS[one.which // 2])
        begun.append(office.submit(draft, [SIGNER], desk.now).id)
    elif one.act == "initial":
        begun.append(desk.initial("Achterberg, Wendell", "ID").id)
    elif one.act == "policy":
        desk.policy(
            stay_days=one.which * 5, corrections_asked_share=one.which / 7, signature_days=5 + one.which
        )
        desk.portal.run_timers()
    elif one.act == "patch":
        patch(desk, one.which)
    elif begun and begun[one.which % len(begun)] in filing.applications:
        try:
            act(desk, filing.applications[begun[one.which % len(begun)]], one.act)
        except NotAllowedNowError:
            return


def patch(desk: Desk, which: int) -> None:
    enrollment = desk.enrollment(NAMES[which % 4])
    due = desk.now.date() + timedelta(days=20 * which)
    if which % 2:
        desk.put(enrollment, revalidation_due=due)
        return
    billed = LastBilled(enrollment_id=enrollment.id, day=due - timedelta(days=360))
    desk.portal.filing.last_billed[enrollment.id] = billed


def act(desk: Desk, application: Application, name: str) -> None:
    office, now = desk.portal.office, desk.now
    fee = desk.portal.filing.fee_of(application)
    special: dict[str, Callable[[], object]] = {
        "submit": lambda: office.submit(application, [SIGNER], now),
        "sign": lambda: desk.sign(application),
        "pay": lambda: fee and office.pay(fee, now),
        "ask_corrections": lambda: office.ask_corrections(application, "Contact Person", "Whom?", now),
    }
    if name in special:
        special[name]()
    else:
        getattr(office, name)(application, now)


@cache
def start() -> PortalState:
    """A portal as it begins."""
    return fresh_portal().snapshot()


@cache
def _portal(number: int) -> Portal:
    return fresh_portal()


def begin_again(number: int = 1) -> Desk:
    """One of two portals, put back to the start: faster than a new one for each example."""
    portal = _portal(number)
    portal.restore(start())
    return Desk(portal)


def differing(one: Portal, other: Portal) -> list[str]:
    """Which parts of two portals are not the same, apart from clock and request log; with an example."""
    told = [dict(parts_of(each.snapshot())) for each in (one, other)]
    return [
        f"{name}: {example(mine, told[1][name])}" for name, mine in told[0].items() if mine != told[1][name]
    ]


def parts_of(state: PortalState) -> Iterator[tuple[str, object]]:
    for whole in (state.world, state.filing, state.access, state.desk):
        yield from ((f"{type(whole).__name__}.{name}", value) for name, value in whole)
    yield "tokens", state.tokens_drawn
    yield "releases", state.public and state.public.releases


def example(mine: object, others: object) -> str:
    if isinstance(mine, tuple) and isinstance(others, tuple) and len(mine) == len(others):
        pairs = zip(mine, others, strict=True)
        return next(f"{each!r} and {other!r}" for each, other in pairs if each != other)
    return f"{str(mine)[-900:]} and {str(others)[-900:]}"


@SLOW
@given(happenings)
def test_one_jump_and_many_small_steps_come_to_the_same(plan: list[Happening]) -> None:
    jumping, walking = begin_again(1), begin_again(2)
    begun: tuple[list[str], list[str]] = ([], [])
    for one in plan:
        pass_time(jumping, one, in_pieces=False)
        walking_now = jumping.now
        pass_time(walking, one, in_pieces=True)
        walking.portal.clock.set(walking_now)
        walking.portal.run_timers()
        happen(jumping, one, begun[0])
        happen(walking, one, begun[1])
    jumping.advance(days=200)
    for _ in range(40):
        walking.advance(days=5)
    assert differing(walking.portal, jumping.portal) == []


@SLOW
@given(happenings)
def test_no_end_is_ever_left_and_no_time_goes_back(plan: list[Happening]) -> None:
    desk = begin_again(1)
    begun: list[str] = []
    ended: dict[str, Application] = {}
    for one in plan:
        pass_time(desk, one, in_pieces=True)
        happen(desk, one, begun)
        for application in desk.portal.filing.applications.values():
            times = [step.at for step in application.history]
            assert times == sorted(times)
            assert times[-1] <= desk.now
            assert not ENDED & {step.state for step in application.history[:-1]}
            if application.state in ENDED:
                before = ended.setdefault(application.id, application)
                assert application.history == before.history
    for key, application in ended.items():
        assert desk.portal.filing.applications[key].history == application.history


@SLOW
@given(happenings, st.integers(0, 9))
def test_a_snapshot_in_the_middle_has_the_same_future(plan: list[Happening], cut: int) -> None:
    desk = begin_again(1)
    begun: list[str] = []
    kept: PortalState | None = None
    for place, one in enumerate(plan):
        pass_time(desk, one, in_pieces=False)
        happen(desk, one, begun)
        if place == min(cut, len(plan) - 1):
            kept = PortalState.model_validate_json(desk.portal.snapshot().model_dump_json(by_alias=True))
            begun_then = list(begun)
            rest = plan[place + 1 :]
    assert kept is not None
    other = begin_again(2)
    other.portal.restore(kept)
    for one in rest:
        pass_time(other, one, in_pieces=False)
        happen(other, one, begun_then)
    for each in (desk, other):
        each.advance(days=400)
    assert differing(other.portal, desk.portal) == []


def test_no_act_leads_out_of_an_end() -> None:
    assert all(not ENDED & allowed for allowed in FROM.values())
