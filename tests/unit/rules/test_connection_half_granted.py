"""connection-half-granted: a company has one of the two connections that it needs."""

from datetime import date

import pytest

from agent.model.facts import AssociateFact, Facts, ProfileFacts
from agent.model.finding import Ruling, Severity
from agent.model.people import ConnectionFact, EmployerFact
from agent.model.public import PublicFacts, RegistryRecord
from agent.model.roster import Roster, RosterEntry
from agent.rules import connection_half_granted

from ..builders import ACCOUNT, NOW, connection, only, rule_on, visit

COMPANY, DOCTOR, SECOND_DOCTOR, STRANGER = "1234567893", "1245319599", "1003000126", "1003000134"
DAY, LATER = date(2026, 2, 4), date(2026, 2, 6)
NOTHING = Roster(account=ACCOUNT, watched_since=NOW)


def organization(npi: str = COMPANY, owner: str | None = "Seabrook Oncology PC") -> AssociateFact:
    return AssociateFact(npi=npi, kind="organization", decided_by=owner)


def person(npi: str = DOCTOR, owner: str | None = "Seabrook Oncology PC") -> AssociateFact:
    return AssociateFact(npi=npi, kind="individual", decided_by=owner)


def row(npi: str, status: str | None, day: date = DAY, *, identifier: str | None = None) -> ConnectionFact:
    return connection(status, npi=npi, requested=day, identifier=identifier or f"C{npi}")


def judged(
    *rows: ConnectionFact,
    associates: tuple[AssociateFact, ...] = (organization(), person()),
    roster: Roster = NOTHING,
    public: PublicFacts | None = None,
    not_read: tuple[str, ...] = (),
) -> Ruling:
    facts = Facts(connections=rows, associates=associates, public=public, not_read=not_read)
    return rule_on(connection_half_granted.judge, visit(facts=facts), roster=roster)


@pytest.mark.parametrize("status", ["Pending", "Rejected", "Auto-rejected", "Removed"])
@pytest.mark.parametrize(("granted", "other"), [(COMPANY, DOCTOR), (DOCTOR, COMPANY)])
def test_one_profile_approved_and_the_other_not_is_half(granted: str, other: str, status: str) -> None:
    found = only(judged(row(granted, "Approved"), row(other, status, LATER)))
    assert (found.subject, found.severity, found.account) == (f"C{granted}", Severity.WARNING, ACCOUNT)
    assert found.title == (f"Half of the access: NPI {granted} is approved, NPI {other} is {status.lower()}")
    assert "My Pending Connections" in found.next_step
    assert found.desk == "the practice's own Authorized Official"


def test_both_profiles_approved_are_well() -> None:
    ruling = judged(row(COMPANY, "Approved"), row(DOCTOR, "Approved", LATER))
    assert (ruling.findings, ruling.else_well) == ((), ACCOUNT)


def test_the_other_profile_refused_once_and_approved_later_is_well() -> None:
    rows = row(COMPANY, "Approved"), row(DOCTOR, "Rejected"), row(DOCTOR, "Approved", LATER, identifier="C2")
    assert judged(*rows).findings == ()


def test_nothing_approved_is_not_half() -> None:
    assert judged(row(COMPANY, "Pending"), row(DOCTOR, "Rejected")).findings == ()


def test_another_company_s_approval_does_not_count() -> None:
    other = row(DOCTOR, "Pending").model_copy(update={"surrogate": "Kestrel Practice Support Inc"})
    assert "never asked for" in only(judged(row(COMPANY, "Approved"), other)).title


def test_approved_for_nppes_alone_is_not_enough() -> None:
    half = row(DOCTOR, "Approved").model_copy(update={"systems": ("NPPES",)})
    assert "approved for NPPES alone" in only(judged(row(COMPANY, "Approved"), half)).title


def test_the_owner_s_one_other_profile_that_nobody_asked_for_is_missing() -> None:
    assert only(judged(row(COMPANY, "Approved"))).title.endswith(f"NPI {DOCTOR} was never asked for")


@pytest.mark.parametrize(
    "associates",
    [
        (organization(),),
        (organization(), person(owner="Somebody Else PC")),
        (organization(), person(owner=None)),
        (organization(), person(), person(SECOND_DOCTOR)),  # which of them was meant?
        (organization(), organization(DOCTOR)),
    ],
)
def test_a_profile_that_may_not_have_been_wanted_is_not_called_missing(
    associates: tuple[AssociateFact, ...],
) -> None:
    assert judged(row(COMPANY, "Approved"), associates=associates).findings == ()


def test_one_of_two_doctors_is_enough_for_the_company_not_to_be_half() -> None:
    rows = row(COMPANY, "Approved"), row(DOCTOR, "Approved"), row(SECOND_DOCTOR, "Pending")
    assert judged(*rows, associates=(organization(), person(), person(SECOND_DOCTOR))).findings == ()


def test_what_is_not_whole_proves_nothing_missing() -> None:
    ruling = judged(row(COMPANY, "Approved"), not_read=("connections",))
    assert (ruling.findings, ruling.else_well) == ((), None)


def test_a_status_that_was_not_read_leaves_everything_as_it_is() -> None:
    assert judged(row(COMPANY, "Approved"), row(DOCTOR, None)) == Ruling()
    assert rule_on(connection_half_granted.judge, visit(facts=Facts())) == Ruling()
    assert rule_on(connection_half_granted.judge, visit()) == Ruling()


def surrogates_view(*rows: ConnectionFact, **more: object) -> Ruling:
    """The company sees as associates only what it was granted."""
    granted = tuple(organization(one.npi) for one in rows if one.status == "Approved" and one.npi)
    facts = Facts(
        connections=rows,
        associates=granted,
        profile=ProfileFacts(employers=(EmployerFact(employer=rows[0].surrogate, role="Surrogate"),)),
    ).model_copy(update={key: value for key, value in more.items() if key != "roster"})
    its_roster = more.get("roster", NOTHING)
    assert isinstance(its_roster, Roster)
    return rule_on(connection_half_granted.judge, visit(facts=facts), roster=its_roster)


def test_the_company_itself_sees_the_half_by_the_day_of_two_requests() -> None:
    others = row(STRANGER, "Pending", LATER), row("1003000142", "Rejected", date(2026, 1, 5))
    found = only(surrogates_view(row(COMPANY, "Approved"), row(DOCTOR, "Pending"), *others))
    assert (found.subject, found.stage) == (f"C{COMPANY}", 0)


def test_three_requests_of_one_day_are_no_pair() -> None:
    rows = row(COMPANY, "Approved"), row(DOCTOR, "Pending"), row(STRANGER, "Pending")
    assert surrogates_view(*rows).findings == ()


def test_requests_of_two_days_are_no_pair() -> None:
    assert surrogates_view(row(COMPANY, "Approved"), row(DOCTOR, "Pending", LATER)).findings == ()


def test_two_organizations_of_one_day_are_no_pair() -> None:
    registry = (RegistryRecord(npi=DOCTOR, kind="organization"),)
    public = PublicFacts(read=NOW, asked=(DOCTOR,), registry=registry)
    rows = row(COMPANY, "Approved"), row(DOCTOR, "Pending")
    assert surrogates_view(*rows, public=public).findings == ()


def test_the_roster_s_groups_say_who_belongs_together_whatever_the_days() -> None:
    entries = (RosterEntry(npi=DOCTOR, groups=(COMPANY,)), RosterEntry(npi=SECOND_DOCTOR, groups=(STRANGER,)))
    known = NOTHING.model_copy(update={"entries": entries})
    rows = row(COMPANY, "Approved"), row(SECOND_DOCTOR, "Pending"), row(DOCTOR, "Rejected", LATER)
    found = only(surrogates_view(*rows, roster=known))
    assert found.title.endswith(f"NPI {DOCTOR} is rejected")


def test_what_many_doctors_lack_is_told_once() -> None:
    doctors = tuple(str(number) for number in range(2000))
    rows = tuple(row(npi, "Approved") for npi in doctors)
    associates = organization(), *(person(npi) for npi in doctors)
    ruling = judged(*rows, row(COMPANY, "Pending", LATER), associates=associates)
    assert only(ruling).title.endswith(f"NPI {COMPANY} is pending")


def test_a_contradiction_leaves_everything_as_it_is() -> None:
    assert judged(row(COMPANY, "Approved"), row(COMPANY, "Pending"), row(DOCTOR, "Pending")) == Ruling()


def test_two_owners_requests_of_one_day_are_no_pair() -> None:
    others = organization(), person(owner="Somebody Else PC")
    assert judged(row(COMPANY, "Approved"), row(DOCTOR, "Pending"), associates=others).findings == ()
