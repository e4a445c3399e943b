"""A public source could not be read: what is held against it goes unjudged meanwhile."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from agent.model.finding import Finding, Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicFacts, Source
from agent.model.roster import Roster
from agent.rules.cross_checks import INFORMATION, WARNING, crosschecked
from agent.rules.desks import OPERATIONS
from agent.rules.rule import History, facts_before
from agent.rules.seen import Seen, Tally

NAME = "public-data-unread"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """One subject a source; worse once it went unread several looks in a row."""
    for seen, public in crosschecked(look, roster, policy, now):
        tally = Tally()
        for source in public.problems:
            begun, looks = _unread(source, look, history)
            tally.find(_finding(source, public, looks, begun, seen))
        return tally.ruling(roster.account)
    return Ruling()


def _unread(source: Source, look: Look, history: History) -> tuple[datetime, int]:
    """When the unbroken run began, as far as looks are kept, and how many looks it has."""
    run = list(takewhile(lambda earlier: source in earlier[1].problems, _asked_before(look, history)))
    begun = run[-1][0].started if run else look.started
    return min(begun, look.started), len(run) + 1


def _asked_before(look: Look, history: History) -> Iterator[tuple[Look, PublicFacts]]:
    for earlier, facts in facts_before(look, history):
        if facts.public is not None:
            yield earlier, facts.public


def _finding(source: Source, public: PublicFacts, looks: int, begun: datetime, seen: Seen) -> Finding:
    lasting = looks >= seen.policy.public_unread_looks
    found = seen.finding(
        NAME,
        f"{seen.roster.account} {source}",
        WARNING if lasting else INFORMATION,
        title=f"{source} could not be read" + (f", {looks} looks in a row" if lasting else ""),
        since=None,
        due=None,
        impact=f"{public.problems[source]} What is held against it is not judged until it can be read; "
        "nothing is assumed, and all else is judged as always.",
        next_step="See whether the address under [public] opens from this machine; "
        "if it opens and looks different, report it to whoever maintains this program.",
        desk=OPERATIONS,
    )
    return found.model_copy(update={"since": min(begun, found.since)})
