"""Somebody who orders or refers by the roster may not, by the Order and Referring list (S2)."""

from datetime import datetime

from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import OrderReferRow, PublicFacts, Source
from agent.model.roster import Roster
from agent.rules.cross_checks import CRITICAL, as_of, crosschecked, is_whole, provider_of
from agent.rules.desks import contractor
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally

NAME = "order-and-refer-missing"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    for seen, public in crosschecked(look, roster, policy, now):
        tally = Tally()
        rows = {row.npi: row for row in public.order_and_refer or ()}
        for npi, entry in roster.by_npi.items():
            if not entry.orders:
                continue
            row = rows.get(npi)
            if row is not None and _may_order(row):
                tally.clear(npi)
            elif row is not None:
                tally.find(_finding(npi, "is listed with nothing to order or refer", seen, public))
            elif npi in public.asked and is_whole(public, Source.ORDER_AND_REFER, public.order_and_refer):
                tally.find(_finding(npi, "is not on the list", seen, public))
            else:
                tally.doubt(npi)
        return tally.ruling(roster.account)
    return Ruling()


def _may_order(row: OrderReferRow) -> bool:
    return any((row.part_b, row.dme, row.home_health, row.power_mobility, row.hospice))


def _finding(npi: str, what: str, seen: Seen, public: PublicFacts) -> Finding:
    source = Source.ORDER_AND_REFER
    released = public.released.get(source)
    provider = provider_of(npi, seen.facts)
    return seen.finding(
        NAME,
        npi,
        CRITICAL,
        title=f"NPI {npi} orders or refers, and {what}" + (f" released on {released}" if released else ""),
        since=None,
        due=None,
        impact=f"NPI {npi}: claims of others for what it orders or refers are denied. The list comes out "
        f"twice a week, and an approval may be younger ({as_of(public, source, seen.policy)}).",
        next_step="See whether PECOS has it Approved or Opt Out; if so look at the next release, "
        "if not it needs an 855I or an 855O.",
        desk=provider.desk if provider else contractor(None),
    )
