"""order-and-refer-missing: only for who orders or refers by the roster."""

import pytest

from agent.model.finding import Ruling, Severity
from agent.model.public import OrderReferRow, PublicFacts, Source
from agent.rules import order_and_refer_missing

from ..builders import ACCOUNT, NPI, OTHER_NPI, only, rule_on
from .watched import expecting, public, seen

JUDGE = order_and_refer_missing.judge
NOTHING = OrderReferRow(npi=NPI, part_b=False, dme=False, home_health=False, power_mobility=False)
WELL = Ruling(well=(NPI,), else_well=ACCOUNT)


def listed(row: OrderReferRow) -> PublicFacts:
    return public(order_and_refer=(row,))


@pytest.mark.parametrize("role", ["ordering", "referring"])
def test_who_orders_or_refers_and_is_not_listed_is_critical(role: str) -> None:
    found = only(rule_on(JUDGE, seen(public=public()), roster=expecting(roles=(role,))))
    assert (found.subject, found.severity) == (NPI, Severity.CRITICAL)
    assert found.title == f"NPI {NPI} orders or refers, and is not on the list released on 2026-02-27"
    assert "twice a week" in found.impact
    assert "read on 2026-03-02" in found.impact
    assert found.desk == "the Medicare contractor for OH, CGS (J15)"


@pytest.mark.parametrize("kind", ["part_b", "dme", "home_health", "power_mobility", "hospice"])
def test_one_kind_of_order_is_enough(kind: str) -> None:
    some = NOTHING.model_copy(update={kind: True})
    assert rule_on(JUDGE, seen(public=listed(some)), roster=expecting(roles=("ordering",))) == WELL


def test_a_row_that_allows_nothing_is_as_bad_as_none() -> None:
    ruling = rule_on(JUDGE, seen(public=listed(NOTHING)), roster=expecting(roles=("ordering",)))
    assert "listed with nothing to order or refer" in only(ruling).title


@pytest.mark.parametrize(
    "unread",
    [
        public(order_and_refer=None),
        public(problems={Source.ORDER_AND_REFER: "timed out"}),
        public(asked=(OTHER_NPI,)),
    ],
)
def test_a_list_that_was_not_read_proves_nothing(unread: PublicFacts) -> None:
    ruling = rule_on(JUDGE, seen(public=unread), roster=expecting(roles=("ordering",)))
    assert ruling == Ruling(unsure=(NPI,), else_well=ACCOUNT)


@pytest.mark.parametrize("roles", [(), ("billing", "rendering")])
def test_who_does_not_order_needs_no_row(roles: tuple[str, ...]) -> None:
    assert rule_on(JUDGE, seen(public=public()), roster=expecting(roles=roles)) == Ruling(else_well=ACCOUNT)


def test_without_public_data_it_says_nothing() -> None:
    assert rule_on(JUDGE, seen(), roster=expecting(roles=("ordering",))) == Ruling()
