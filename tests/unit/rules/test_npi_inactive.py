"""npi-inactive: an NPI must be active in NPPES, whatever PECOS says."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.look import Look
from agent.model.public import PublicFacts, Source
from agent.rules import npi_inactive

from ..builders import ACCOUNT, NPI, OTHER_NPI, only, rule_on, visit
from .watched import associate, expecting, facts_of, practitioner, public, record, seen

JUDGE = npi_inactive.judge


def test_an_active_npi_is_well() -> None:
    assert rule_on(JUDGE, seen(public=public())) == Ruling(well=(NPI,), else_well=ACCOUNT)


@pytest.mark.parametrize("looked", [visit(), seen(), visit(facts=facts_of())])
def test_without_public_data_it_says_nothing(looked: Look) -> None:
    assert rule_on(JUDGE, looked) == Ruling()


def test_an_npi_that_is_not_active_is_critical_and_goes_to_the_enumerator() -> None:
    found = only(rule_on(JUDGE, seen(public=public(registry=(record(active=False),)))))
    assert (found.subject, found.severity) == (NPI, Severity.CRITICAL)
    assert found.title == f"NPI {NPI} is not active in the NPI Registry"
    assert "NPI Registry, read on 2026-03-02" in found.impact
    assert found.desk == "NPI Enumerator, 1-800-465-3203"


def test_an_npi_that_is_not_there_is_critical_and_the_absence_is_explained() -> None:
    found = only(rule_on(JUDGE, seen(public=public(registry=()))))
    assert found.title == f"NPI {NPI} is not in the NPI Registry"
    assert "a new one may take a day to appear" in found.impact


@pytest.mark.parametrize(
    "unread",
    [
        public(registry=None, problems={Source.REGISTRY: "timed out"}),
        public(registry=(), problems={Source.REGISTRY: "one of two requests timed out"}),
        public(registry=(), asked=()),
        public(registry=(record(active=None),)),
    ],
)
def test_what_was_not_read_is_neither_wrong_nor_well(unread: PublicFacts) -> None:
    assert rule_on(JUDGE, seen(public=unread)) == Ruling(unsure=(NPI,), else_well=ACCOUNT)


def test_who_has_withdrawn_needs_no_npi() -> None:
    gone = practitioner(status="Withdrawn")
    assert rule_on(JUDGE, seen(gone, public=public(registry=()))).findings == ()


def test_a_provider_that_only_the_roster_names_is_looked_up_too() -> None:
    asked = public(asked=(NPI, OTHER_NPI))
    ruling = rule_on(JUDGE, seen(public=asked), roster=expecting(OTHER_NPI))
    assert [found.subject for found in ruling.findings] == [OTHER_NPI]


def test_an_associate_list_that_is_not_whole_clears_nobody_who_is_not_on_it() -> None:
    looked = seen(public=public(), associates=[associate()], not_read=("associates",))
    assert rule_on(JUDGE, looked) == Ruling(well=(NPI,))
