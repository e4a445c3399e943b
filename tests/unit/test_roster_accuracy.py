"""After an import the roster is held against portal and registry by the rules that judge a visit."""

from agent.model.public import PublicFacts
from agent.model.roster import Roster, RosterEntry
from agent.roster.accuracy import Accuracy, compared

from .builders import ACCOUNT, NOW, NPI, OTHER_NPI, POLICY, visit
from .rules.watched import associate, practitioner, public, record, seen

THIRD = "1003000126"


def of(*entries: RosterEntry, told: PublicFacts | None = None, twice: bool = False) -> Accuracy:
    roster = Roster(account=ACCOUNT, watched_since=NOW, entries=entries)
    second = practitioner(id="I20100101000002", npi=OTHER_NPI)
    everyone = [associate(), associate(npi=OTHER_NPI), *([associate()] if twice else [])]
    look = seen(practitioner(), second, associates=everyone)
    found = compared(roster, look, told, POLICY, NOW)
    assert found is not None
    return found


def test_who_agrees_in_everything_is_accurate() -> None:
    found = of(RosterEntry(npi=NPI, name="Hale, Benedict"), RosterEntry(npi=OTHER_NPI))
    assert (found.entries, found.accurate, found.is_well) == (2, 2, True)
    assert found.as_of == seen().ended


def test_who_is_missing_on_either_side_is_told() -> None:
    found = of(RosterEntry(npi=NPI), RosterEntry(npi=THIRD))
    assert (found.unlisted, found.unnamed) == ((THIRD,), (OTHER_NPI,))
    assert [finding.rule for finding in found.findings] == ["enrollment-missing"]
    assert (found.accurate, found.is_well) == (1, False)


def test_what_differs_from_the_portal_is_a_finding() -> None:
    found = of(RosterEntry(npi=NPI, name="Hail, Benedict"), RosterEntry(npi=OTHER_NPI, expected="Pending"))
    assert {finding.rule for finding in found.findings} == {"name-mismatch", "enrollment-status"}
    assert found.accurate == 0


def test_what_differs_from_the_registry_is_a_finding() -> None:
    inactive = public(registry=(record(active=False),))
    found = of(RosterEntry(npi=NPI), RosterEntry(npi=OTHER_NPI), told=inactive)
    assert [finding.rule for finding in found.findings] == ["npi-inactive"]
    assert found.unsure == (OTHER_NPI,)
    assert found.accurate == 0


def test_a_provider_that_the_portal_lists_twice_is_told() -> None:
    assert of(RosterEntry(npi=NPI), RosterEntry(npi=OTHER_NPI), twice=True).twice == (NPI,)


def test_a_look_that_read_nothing_compares_nothing() -> None:
    roster = Roster(account=ACCOUNT, watched_since=NOW)
    assert compared(roster, visit(), None, POLICY, NOW) is None
