"""A provider has no enrollment in PECOS, or an enrollment is no longer listed.

What is gone is told once and stays open until it is listed again, or somebody resolves it: that it stays away
is no sign that all is well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.model.facts import EnrollmentFact, Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.public import PublicEnrollmentRow, PublicFacts, RevalidationRow, Source
from agent.model.roster import Roster, RosterEntry
from agent.rules.applications import ENDED
from agent.rules.desks import contractor
from agent.rules.rule import History, facts_before
from agent.rules.seen import Seen, Tally, desk_of

NAME = "enrollment-missing"
_NO_RECORD = (
    "PECOS has no record of a provider who enrolled on paper and has filed nothing since 2003, "
    "who may bill all the same."
)
_WARNING, _CRITICAL = (Standing(severity=each, stage=0) for each in (Severity.WARNING, Severity.CRITICAL))


@dataclass(frozen=True)
class Elsewhere:
    """What is known of an NPI beside its enrollments: that we are connected to it, that it is published."""

    connected: frozenset[str]
    published: Mapping[str, str]  # by NPI: which public list has it, and how old that is
    asked: bool  # whether such a list was read

    def of(self, npi: str) -> str:
        return f" {published}. {_NO_RECORD}" if (published := self.published.get(npi)) else ""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    facts = look.facts
    if facts is None or facts.enrollments is None:
        return Ruling()
    seen, tally = Seen(facts, look, roster, policy, now), Tally()
    for enrollment in facts.enrollments:
        tally.clear(enrollment.id)
        tally.clear(enrollment.npi)
    if facts.whole("enrollments"):
        elsewhere = _elsewhere(facts)
        for npi in (*roster.by_npi, *sorted(elsewhere.connected - roster.by_npi.keys())):
            if npi not in facts.by_npi:
                _judge_provider(npi, elsewhere, seen, tally)
        _judge_gone(_gone(look, history, facts), seen, tally)
    return tally.ruling(None)


def _elsewhere(facts: Facts) -> Elsewhere:
    public = facts.public
    lists: dict[Source, Sequence[RevalidationRow | PublicEnrollmentRow] | None] = {
        Source.REVALIDATION: public.revalidations if public else None,
        Source.ENROLLMENT: public.enrollments if public else None,
    }
    return Elsewhere(
        connected=frozenset(associate.npi for associate in facts.associates or ()),
        published={
            row.npi: _lists(source, public) for source in lists for row in lists[source] or () if public
        },
        asked=any(rows is not None for rows in lists.values()),
    )


def _lists(source: Source, public: PublicFacts) -> str:
    """Its age is always said: a list can be a quarter old. That it has no row would prove nothing."""
    released = public.released.get(source)
    as_of = f"of {released:%Y-%m-%d}" if released else f"read {public.read:%Y-%m-%d}"
    return f"The {source} ({as_of}) has it"


def _judge_provider(npi: str, elsewhere: Elsewhere, seen: Seen, tally: Tally) -> None:
    """One that no roster names is missed only where Medicare itself publishes that it is enrolled."""
    entry = seen.roster.entry(npi)
    if entry:
        tally.find(_unlisted(entry, elsewhere, seen))
    elif npi in elsewhere.published:
        tally.find(_no_record(npi, elsewhere, seen))
    elif elsewhere.asked:
        tally.clear(npi)
    else:
        tally.doubt(npi)


def _unlisted(entry: RosterEntry, elsewhere: Elsewhere, seen: Seen) -> Finding:
    connected = entry.npi in elsewhere.connected
    known = elsewhere.of(entry.npi) or (f" {_NO_RECORD}" if connected else "")
    check = f"Check in I&A, My Connections, whether {seen.roster.account} is connected to it. "
    return seen.finding(
        NAME,
        entry.npi,
        _CRITICAL,
        title=f"NPI {entry.npi} has no enrollment, expected {entry.expected}",
        since=None,
        due=None,
        impact=f"Medicare does not pay a provider without an enrollment.{known}",
        next_step=f"{'' if connected else check}Ask the contractor whether it has an enrollment of this NPI; "
        "if there is none, begin an initial application in PECOS.",
        desk=contractor(None),
    )


def _no_record(npi: str, elsewhere: Elsewhere, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        npi,
        _WARNING,
        title=f"NPI {npi} is enrolled by public data and has no enrollment in PECOS",
        since=None,
        due=None,
        impact=f"{elsewhere.of(npi).strip()} Without a record nothing can be changed or revalidated online.",
        next_step="Ask the contractor what it has of this NPI; if PECOS has nothing, begin an initial "
        "application there.",
        desk=contractor(None),
    )


def _gone(look: Look, history: History, facts: Facts) -> Iterator[EnrollmentFact]:
    """What the newest whole list had and this one has not, with what was last known of it."""
    lists = [earlier for _, earlier in facts_before(look, history) if earlier.enrollments is not None]
    last = next((earlier.by_id for earlier in lists if earlier.whole("enrollments")), {})
    for identifier in sorted(last.keys() - facts.by_id.keys()):
        known = (earlier.by_id.get(identifier) for earlier in lists)
        yield next((each for each in known if each and each.status), last[identifier])


def _judge_gone(gone: Iterable[EnrollmentFact], seen: Seen, tally: Tally) -> None:
    """A first enrollment goes with the application that ended; application-progress tells of that."""
    ended = {each.enrollment_id for each in seen.facts.applications or () if each.status in ENDED}
    for enrollment in gone:
        if enrollment.id in ended:
            tally.clear(enrollment.id)
        else:
            tally.find(_no_longer_listed(enrollment, seen))


def _no_longer_listed(gone: EnrollmentFact, seen: Seen) -> Finding:
    return seen.finding(
        NAME,
        gone.id,
        _WARNING,
        title=f"{gone.id} is no longer listed, was {gone.status or 'listed'} at the last look",
        since=None,
        due=None,
        impact=f"NPI {gone.npi}: either the account lost its connection to the provider, or the enrollment "
        "has ended and nothing is paid under it.",
        next_step=f"Check My Connections in I&A for {seen.roster.account}; if it is there, "
        "ask the contractor.",
        desk=desk_of(gone),
    )
