"""What a packet holds: the six things the desk asks for, and nothing that it must not."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent.model.facts import (
    ApplicationFact,
    AssociateFact,
    CorrectionFact,
    EnrollmentFact,
    Facts,
    FeeFact,
    MessageFact,
    PortalFacts,
    PtanFact,
    RevalidationFact,
    SignatureFact,
    StatusStep,
)
from agent.model.finding import Finding, Severity
from agent.model.incident import Incident, IncidentState
from agent.model.look import Look
from agent.model.people import ConnectionFact
from agent.model.roster import Roster, RosterEntry
from agent.model.verdict import Cause
from agent.packet import Packet, Picture, Seen, Shot, gather, page, redacted
from agent.packet.gather import MOST_PROVIDERS
from agent.rules.desks import EUS, contractor

from .builders import ACCOUNT, EASTERN, ENROLLMENT, NOW, NPI, OTHER_NPI, finding, reason, visit

TRACKING, OTHER_TRACKING = "T010520260000123", "T010620260000124"
SUBMITTED = datetime(2026, 1, 5, 20, tzinfo=UTC)
OTHER_ENROLLMENT = "O20110620000324"

APPLICATION = ApplicationFact(
    id=TRACKING,
    npi=NPI,
    form="855I",
    state="OH",
    status="Returned for Corrections",
    case_number="C0000000042",
    history=(
        StatusStep(status="Returned for Corrections", at=SUBMITTED + timedelta(days=40)),
        StatusStep(status="Received", at=SUBMITTED + timedelta(days=1)),
        StatusStep(status="Submitted", at=SUBMITTED),
        StatusStep(status="Not Submitted", at=SUBMITTED - timedelta(days=3)),
    ),
    corrections=(CorrectionFact(topic="Practice location", asked=date(2026, 2, 14), due=date(2026, 3, 16)),),
    signatures=(
        SignatureFact(role="Authorized Official", requested=date(2026, 1, 4), due=date(2026, 1, 24)),
    ),
    fees=(FeeFact(amount=750, due=date(2026, 2, 4)),),
)
OTHER_APPLICATION = ApplicationFact(id=OTHER_TRACKING, npi=OTHER_NPI, history=())
OVER = ApplicationFact(id="T010720200000125", npi=NPI, status="Approved")

FACTS = Facts(
    portal=PortalFacts(
        messages=(
            MessageFact(page="pecos-home", code="SYS-101", system=True, text="System error. Try later."),
        )
    ),
    associates=(
        AssociateFact(npi=NPI, kind="individual", name="MAPLE, ROWAN"),
        AssociateFact(npi=OTHER_NPI, kind="organization", name="North Clinic LLC"),
    ),
    enrollments=(
        EnrollmentFact(
            id=ENROLLMENT,
            npi=NPI,
            form="855I",
            state="OH",
            status="Approved",
            ptan="OH1234",
            ptans=(
                PtanFact(number="OH1234", given_for="Own practice"),
                PtanFact(number="OH77", given_for="X"),
            ),
        ),
        EnrollmentFact(id=OTHER_ENROLLMENT, npi=OTHER_NPI),
    ),
    applications=(APPLICATION, OTHER_APPLICATION, OVER),
    connections=(
        ConnectionFact(id="C0000000009", provider="North Clinic LLC", npi=OTHER_NPI, surrogate="X"),
    ),
    revalidations=(
        RevalidationFact(enrollment_id=ENROLLMENT, due=date(2027, 5, 31)),
        RevalidationFact(enrollment_id=OTHER_ENROLLMENT, due=date(2028, 6, 30)),
    ),
)
ROSTER = Roster(
    account=ACCOUNT,
    watched_since=NOW,
    entries=(
        RosterEntry(npi=NPI, name="Rowan Maple MD PC", tin_last="6789", ptans=("OH1234", "OH88")),
        RosterEntry(npi=OTHER_NPI),
    ),
)


def seen(
    subject: str = ENROLLMENT,
    *,
    facts: Facts | None = FACTS,
    roster: Roster | None = ROSTER,
    look: Look | None = None,
    told: Finding | None = None,
    pictures: tuple[Picture, ...] = (),
    missing: tuple[str, ...] = (),
) -> Seen:
    told = told or finding(subject=subject, account=ACCOUNT, severity=Severity.CRITICAL)
    return Seen(
        incident=Incident(id="a1b2c3", state=IncidentState.OPEN, finding=told, opened=NOW, told=NOW),
        look=look or visit(facts=facts, pages={"ia-login": 0.3, "pecos-home": 1.25}),
        facts_look=visit(facts=facts) if facts else None,
        roster=roster,
        portal="https://portal.example:8441/",
        addresses={"ia-login": "/IAWeb/login.do", "pecos-home": "/pecos/home.do", "unseen": "/unseen.do"},
        pictures=pictures,
        missing=missing,
    )


def gathered(subject: str = ENROLLMENT, **more: Any) -> Packet:
    return gather(seen(subject, **more), NOW)


def test_the_six_things_the_desk_asks_for_are_there() -> None:
    (provider,) = gathered(TRACKING).providers
    assert provider.npi == NPI
    assert provider.ptans == ("OH1234", "OH77", "OH88")
    assert [(each.tracking_id, each.case_number) for each in provider.applications] == [
        (TRACKING, "C0000000042")
    ]
    assert (provider.name, provider.tin_last) == ("Rowan Maple MD PC", "6789")
    assert [each.enrollment_id for each in provider.enrollments] == [ENROLLMENT]


def test_key_dates_are_those_the_portal_prints_submitted_notice_and_due() -> None:
    dates = {each.what: each.day for each in gathered(TRACKING).dates if each.of == TRACKING}
    assert dates == {
        "submitted": SUBMITTED,
        "deficiency notice: Practice location": date(2026, 2, 14),
        "corrections due: Practice location": date(2026, 3, 16),
        "signature asked for": date(2026, 1, 4),
        "signature due": date(2026, 1, 24),
        "fee due": date(2026, 2, 4),
    }


@pytest.mark.parametrize(
    ("subject", "npis"),
    [
        (ENROLLMENT, [NPI]),
        (OTHER_ENROLLMENT, [OTHER_NPI]),
        (OTHER_TRACKING, [OTHER_NPI]),
        ("C0000000009", [OTHER_NPI]),
        (OTHER_NPI, [OTHER_NPI]),
        (f"{NPI} State license L-99", [NPI]),
        (f"draft {NPI} 855I OH", [NPI]),
        (ACCOUNT, [NPI, OTHER_NPI]),
        ("portal", [NPI, OTHER_NPI]),
    ],
)
def test_it_concerns_the_provider_that_the_subject_names_or_all_of_the_account(
    subject: str, npis: list[str]
) -> None:
    assert [provider.npi for provider in gathered(subject).providers] == npis


def test_a_revalidation_date_is_that_of_the_enrollment_and_no_other() -> None:
    dates = [each for each in gathered(ENROLLMENT).dates if each.what == "revalidation due"]
    assert [(each.of, each.day) for each in dates] == [(ENROLLMENT, date(2027, 5, 31))]


def test_an_application_that_is_over_is_not_listed_unless_it_is_the_subject() -> None:
    (provider,) = gathered(ENROLLMENT).providers
    assert [each.tracking_id for each in provider.applications] == [TRACKING]
    (provider,) = gathered("T010720200000125").providers
    assert [each.tracking_id for each in provider.applications] == ["T010720200000125"]


def test_a_tracking_id_that_only_the_enrollment_list_prints_is_listed_too_and_none_twice() -> None:
    def listed(tracking_id: str) -> list[str | None]:
        row = EnrollmentFact(id=ENROLLMENT, npi=NPI, tracking_id=tracking_id)
        (provider,) = gathered(facts=FACTS.model_copy(update={"enrollments": (row,)})).providers
        return [each.tracking_id for each in provider.applications]

    assert listed("T010120200000001") == [TRACKING, "T010120200000001"]
    assert listed(TRACKING) == [TRACKING]


def test_a_tin_that_the_roster_has_in_full_is_cut_to_its_last_five() -> None:
    whole = Roster(account=ACCOUNT, watched_since=NOW, entries=(RosterEntry(npi=NPI, tin_last="123456789"),))
    (provider,) = gathered(roster=whole).providers
    assert provider.tin_last == "56789"


def test_without_facts_the_roster_says_whom_it_concerns() -> None:
    packet = gathered(ACCOUNT, facts=None, missing=("what the portal shows",))
    assert [provider.npi for provider in packet.providers] == [NPI, OTHER_NPI]
    assert (packet.dates, packet.messages, packet.facts_of) == ((), (), None)
    assert packet.missing == ("what the portal shows",)


def test_an_account_of_thousands_lists_some_and_counts_the_rest() -> None:
    many = FACTS.model_copy(
        update={"associates": tuple(AssociateFact(npi=f"{n:010}", kind="individual") for n in range(2000))}
    )
    packet = gathered(ACCOUNT, facts=many, roster=None)
    assert (len(packet.providers), packet.more_providers) == (MOST_PROVIDERS, 2000 - MOST_PROVIDERS)


def test_the_visit_is_told_with_browser_steps_addresses_and_verdict() -> None:
    look = visit(
        reason(Cause.SERVER_ERROR, what="status 503", where="pecos-home"), pages={"ia-login": 0.3}
    ).model_copy(update={"browser": "chromium", "browser_version": "156.0"})
    told = gathered(look=look).visit
    assert told
    assert (told.browser, told.browser_version, told.verdict) == ("chromium", "156.0", "portal_down")
    assert told.addresses == (
        "https://portal.example:8441/IAWeb/login.do",
        "https://portal.example:8441/pecos/home.do",
    )
    assert told.reasons == ("status 503 (pecos-home): ring",)
    assert [(step.name, step.pages) for step in told.steps] == [("read", ("ia-login",))]


def test_messages_are_those_of_the_day_it_was_found_and_of_now_each_once() -> None:
    old = MessageFact(page="enrollments", code="SYS-500", system=True, text="We are sorry.")
    both = PortalFacts(messages=(old, *FACTS.portal.messages))
    packet = gathered(look=visit(facts=FACTS.model_copy(update={"portal": both})))
    assert [each.code for each in packet.messages] == ["SYS-500", "SYS-101"]


@pytest.mark.parametrize(
    ("now", "opening"),
    [(NOW, "open now, until 7 pm Eastern"), (NOW + timedelta(hours=12), "closed now, opens Tue 2026-03-03")],
)
def test_the_desk_is_open_or_closed_now_and_not_when_the_visit_was(now: datetime, opening: str) -> None:
    for then in (NOW, NOW - timedelta(hours=12)):
        told = finding(subject=ENROLLMENT, account=ACCOUNT).model_copy(update={"desk": EUS.line(then)})
        assert opening in gather(seen(told=told), now).desk
        assert gather(seen(told=told), now).desk.count("now") == 1


def test_a_desk_without_hours_stays_as_it_is() -> None:
    desk = contractor("OH").line(NOW)
    told = finding(subject=ENROLLMENT).model_copy(update={"desk": desk})
    assert gather(seen(told=told), NOW).desk == desk


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\u202eoffice\u202c\x00\x1b[31m "
    "for JDOE_1, SSN 123-45-6789, EIN 12-3456789, 987654321 {{ 7 * 7 }}"
)


def hostile_packet() -> Packet:
    message = MessageFact(page="pecos-home", code=HOSTILE[:60], system=False, text=HOSTILE)
    facts = FACTS.model_copy(
        update={
            "portal": PortalFacts(messages=(message,)),
            "associates": (AssociateFact(npi=NPI, kind="individual", name=HOSTILE),),
        }
    )
    told = finding(subject=ENROLLMENT, account=ACCOUNT, title=HOSTILE)
    return redacted(gather(seen(facts=facts, roster=None, told=told), NOW), ["jdoe_1"])


def test_hostile_text_of_the_portal_is_shown_and_does_nothing() -> None:
    html = page(hostile_packet(), (), EASTERN)
    assert "alert(1)" in html
    assert "{{ 7 * 7 }}" in html
    for forbidden in ("<script", "<img src=x", "\u202e", "\u202c", "\x00", "\x1b"):
        assert forbidden not in html


def test_a_quotation_mark_ends_no_attribute() -> None:
    picture = Picture(file="1.png", page='x" onerror="alert(3)', address=None, taken=NOW)
    html = page(gathered(pictures=(picture,)), [Shot(picture=picture, data=b"")], EASTERN)
    assert '" onerror="' not in html
    assert "&#34; onerror=&#34;alert(3)" in html


def test_no_user_id_and_no_taxpayer_number_gets_into_it() -> None:
    packet = hostile_packet()
    for written in (page(packet, (), EASTERN), json.dumps(packet.model_dump(mode="json"))):
        for secret in ("jdoe_1", "123-45-6789", "12-3456789", "987654321"):
            assert secret not in written.lower()
        assert "[removed]" in written


def test_numbers_of_the_portal_stay_even_where_they_have_nine_digits() -> None:
    numbered = EnrollmentFact(id=ENROLLMENT, npi=NPI, ptan="123456789")
    packet = redacted(gathered(facts=FACTS.model_copy(update={"enrollments": (numbered,)})), ())
    assert packet.providers[0].ptans[0] == "123456789"
    assert packet.desk == gathered().desk


def test_every_text_of_a_packet_passes_through_the_redaction() -> None:
    packet = gathered(
        TRACKING, missing=("a",), pictures=(Picture(file="f", page="p", address="a", taken=NOW),)
    )
    dumped = json.loads(json.dumps(packet.model_dump(mode="json")))
    marked = Packet.model_validate(_marked(dumped))
    own = ("npi", "ptans", "tracking_id", "case_number", "enrollment_id")
    assert "pat-user" not in json.dumps(redacted(marked, ["pat-user"]).model_dump(mode="json"))
    assert all(name in json.dumps(dumped) for name in own)


def _marked(part: object, field: str = "") -> object:
    """With the user ID in every text that may hold any."""
    if isinstance(part, dict):
        return {key: _marked(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_marked(value, field) for value in part]
    fixed = field in ("severity", "day", "since", "due", "made", "facts_of", "taken", "started", "ended")
    return f"{part} pat-user" if isinstance(part, str) and not fixed else part


def test_the_page_says_all_that_a_person_on_the_telephone_is_asked() -> None:
    picture = Picture(file="screenshots/1-home.png", page="pecos-home", address="https://x/", taken=NOW)
    packet = gathered(TRACKING, pictures=(picture,))
    html = page(packet, [Shot(picture=picture, data=b"\x89PNG")], EASTERN)
    for asked in (
        NPI, "OH77", TRACKING, "C0000000042", "2026-02-14", "2026-01-05 20:00 UTC (2026-01-05 15:00 EST)",
        "Rowan Maple MD PC", "6789", "data:image/png;base64,iVBORw==", "SYS-101", "system error",
        "private window", "cookies", "another browser", "spam", "desk", "step", "impact",
    ):  # fmt: skip
        assert asked in html, asked


def test_what_is_not_known_is_said_and_not_left_out() -> None:
    html = page(gathered(ACCOUNT, facts=None, roster=None), (), EASTERN)
    assert "No provider of this account is known" in html
    html = page(gathered(OTHER_ENROLLMENT), (), EASTERN)
    assert "none is known" in html
    assert "not in the roster" in html
