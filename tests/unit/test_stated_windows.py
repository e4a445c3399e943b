"""The portal's own maintenance page: what it says of its end, and how far that is believed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.browser import PageContract, PortalFailure, load_contract, stated_end
from agent.browser.arrival import arrive
from agent.browser.asking import Sight, Told
from agent.browser.navigation import Loaded
from agent.lookups.public_page import Fetched, paragraphs
from agent.model.look import Look, PageTiming, Reason
from agent.model.verdict import Cause
from agent.model.window import Span
from agent.windows import LONGEST_STATED, STATED, covering, span, stated
from tests.unit.builders import EASTERN, NOW, probe, reason, visit

HOUR = timedelta(hours=1)
CLASSIC = load_contract("classic")
SENTENCE = "The system is expected to be available again on {}."
PAGE = """<html lang="en"><body><h1>System Maintenance</h1><p>The system is <b>unavailable</b>.</p>
<p>The system is expected to be
available again on <time>03/08/2026 6:00 AM ET</time>.</p></body></html>"""


def closed(at: datetime, until: datetime | None = None) -> Look:
    """A probe that came upon the maintenance page."""
    seen = Reason(cause=Cause.MAINTENANCE, what="maintenance", where="x", do="wait", maintenance_until=until)
    return probe(seen, at=at)


def spans_of(*looks: Look) -> list[Span]:
    return [Span(start=w.once.start, end=w.once.end) for w in stated(looks) if w.once]


def read(text: str, contract: PageContract = CLASSIC, zone: ZoneInfo = EASTERN) -> datetime | None:
    return stated_end([text], contract, zone)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("03/07/2026 11:00 PM ET", datetime(2026, 3, 8, 4, tzinfo=UTC)),
        ("03/08/2026 6:00 AM ET", datetime(2026, 3, 8, 10, tzinfo=UTC)),
        ("03/08/2026 06:00 AM ET", datetime(2026, 3, 8, 10, tzinfo=UTC)),
        ("03/08/2026 2:30 AM ET", datetime(2026, 3, 8, 7, tzinfo=UTC)),  # it never is
        ("11/01/2026 1:30 AM ET", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # it is twice: the first time
        ("02/30/2026 6:00 AM ET", None),
        ("03/08/2026 13:00 PM ET", None),
        ("2026-03-08 06:00 ET", None),
        ("Monday", None),
    ],
)
@pytest.mark.parametrize("skin", ["classic", "2.0"])
def test_the_end_is_read_in_the_portals_zone_or_not_at_all(
    said: str, moment: datetime | None, skin: str
) -> None:
    assert read(SENTENCE.format(said), load_contract(skin)) == moment


def test_a_page_that_says_no_time_and_a_contract_without_words_for_it_say_nothing() -> None:
    assert read("Please try again later.") is None
    signs = CLASSIC.signs.model_copy(update={"maintenance_until": None})
    assert read(SENTENCE.format("03/08/2026 6:00 AM ET"), CLASSIC.model_copy(update={"signs": signs})) is None


def test_the_end_is_found_in_the_page_as_it_comes_over_http() -> None:
    said = paragraphs(Fetched(seconds=0.1, text=PAGE))
    assert said[0] == "The system is unavailable ."
    assert stated_end(said, CLASSIC, EASTERN) == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert paragraphs(Fetched(seconds=0.1, text="<p></p>")) == ()


async def test_the_end_is_found_in_the_page_as_a_browser_shows_it() -> None:
    headings = (CLASSIC.signs.maintenance,)
    said = ("The system is unavailable.", SENTENCE.format("03/08/2026 6:00 AM ET"))
    told = Told(None, Sight(headings, headings, (), said, "en", garbled=False), None)
    loaded = Loaded("ia-login", None, PageTiming(name="ia-login", seconds=0.1), told)
    url = "https://portal.example/IAWeb/login.do"
    with pytest.raises(PortalFailure) as stopped:
        await arrive(url, loaded, CLASSIC, "https://portal.example", EASTERN, lambda sight: None)
    assert stopped.value.reason.cause is Cause.MAINTENANCE
    assert stopped.value.reason.maintenance_until == datetime(2026, 3, 8, 10, tzinfo=UTC)


def test_a_stated_end_is_a_window_from_the_look_that_read_it() -> None:
    look = closed(NOW, NOW + 3 * HOUR)
    (window,) = stated([probe(at=NOW - HOUR), look], "America/New_York")
    assert window.name == STATED
    assert span(window, NOW) == Span(start=NOW, end=NOW + 3 * HOUR)
    assert covering([window], NOW - timedelta(minutes=1)) is None
    assert covering([window], NOW + 3 * HOUR) is None


@pytest.mark.parametrize(
    ("ahead", "is_window"),
    [
        (LONGEST_STATED, True),
        (LONGEST_STATED + timedelta(minutes=1), False),
        (timedelta(0), False),
        (-HOUR, False),
    ],
)
def test_an_end_more_than_a_day_ahead_or_past_is_no_window(ahead: timedelta, is_window: bool) -> None:
    assert bool(stated([closed(NOW, NOW + ahead)])) is is_window


def test_a_page_without_a_time_is_no_window_and_does_not_end_the_one_there_is() -> None:
    assert stated([closed(NOW)]) == ()
    assert spans_of(closed(NOW, NOW + 3 * HOUR), closed(NOW + HOUR)) == [Span(start=NOW, end=NOW + 3 * HOUR)]


@pytest.mark.parametrize("cause", [Cause.REFUSED, Cause.TIMED_OUT, Cause.SERVER_ERROR, Cause.NO_REFERENCE])
def test_a_portal_that_stops_answering_meanwhile_is_still_in_its_window(cause: Cause) -> None:
    looks = closed(NOW, NOW + 3 * HOUR), probe(cause, at=NOW + HOUR)
    assert spans_of(*looks) == [Span(start=NOW, end=NOW + 3 * HOUR)]


def test_a_visit_that_was_not_tried_with_a_refused_secret_ends_no_window() -> None:
    """Else a page that says "in an hour" for days would be believed anew after each such visit."""
    untried = visit(Cause.SECRET_ALREADY_REFUSED, Cause.BAD_PASSWORD, at=NOW + HOUR)
    assert spans_of(closed(NOW, NOW + 3 * HOUR), untried) == [Span(start=NOW, end=NOW + 3 * HOUR)]
    rolling = [closed(NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(72)]
    later = untried.model_copy(update={"started": NOW + 26.5 * HOUR})
    assert spans_of(*rolling, later)[-1].end == NOW + LONGEST_STATED


@pytest.mark.parametrize(
    "well", [probe(at=NOW + HOUR), probe(Cause.SLOW, at=NOW + HOUR), visit(at=NOW + HOUR)]
)
def test_a_portal_that_is_back_early_ends_its_window(well: Look) -> None:
    looks = closed(NOW, NOW + 3 * HOUR), well, probe(Cause.REFUSED, at=NOW + 2 * HOUR)
    assert spans_of(*looks) == [Span(start=NOW, end=NOW + HOUR)]


def test_the_newest_end_holds_whether_it_is_later_or_sooner() -> None:
    first, later = closed(NOW, NOW + 3 * HOUR), closed(NOW + HOUR, NOW + 8 * HOUR)
    sooner = closed(NOW + 2 * HOUR, NOW + 4 * HOUR)
    assert spans_of(later, first) == [Span(start=NOW, end=NOW + 8 * HOUR)]
    assert spans_of(first, later, sooner) == [Span(start=NOW, end=NOW + 4 * HOUR)]


def test_what_is_said_after_the_end_has_passed_is_a_window_of_its_own() -> None:
    assert spans_of(closed(NOW, NOW + HOUR), closed(NOW + 3 * HOUR, NOW + 4 * HOUR)) == [
        Span(start=NOW, end=NOW + HOUR),
        Span(start=NOW + 3 * HOUR, end=NOW + 4 * HOUR),
    ]


def test_a_page_that_says_in_an_hour_for_days_is_believed_for_one_day() -> None:
    looks = [closed(NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(72)]
    believed = spans_of(*looks)
    assert believed[0].start == NOW
    assert believed[-1].end == NOW + LONGEST_STATED
    back = [*looks, probe(at=NOW + 72 * HOUR), closed(NOW + 73 * HOUR, NOW + 74 * HOUR)]
    assert spans_of(*back)[-1] == Span(start=NOW + 73 * HOUR, end=NOW + 74 * HOUR)  # a new one is believed


def test_the_last_day_of_looks_tells_as_much_of_now_as_all_of_them() -> None:
    looks = [closed(NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(72)]
    now = looks[-1].started
    newest = [look for look in looks if look.started >= now - LONGEST_STATED]
    assert covering(stated(newest), now) is None


@given(
    st.lists(
        st.tuples(
            st.integers(0, 100),
            st.sampled_from((None, 0, 1, 5, 24, 60, "well")),
        ),
        max_size=12,
    )
)
def test_no_window_lasts_longer_than_is_believed_and_none_overlap(
    seen: list[tuple[int, int | str | None]],
) -> None:
    looks = []
    for hour, said in seen:
        at = NOW + hour * HOUR
        until = at + said * HOUR if isinstance(said, int) else None
        looks.append(probe(at=at) if said == "well" else closed(at, until))
    found = spans_of(*looks)
    assert all(each.end - each.start <= LONGEST_STATED for each in found)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))


def test_a_look_tells_the_end_whatever_else_was_amiss() -> None:
    until = NOW + HOUR
    assert probe(reason(Cause.SLOW), *closed(NOW, until).reasons).maintenance_until == until
    assert probe(Cause.MAINTENANCE).maintenance_until is None
