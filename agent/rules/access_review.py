"""Who has access is to be gone through regularly (S0): a reminder every so many days, if the practice set it.

S0 does not say how often, so nothing is told until `policy.access_review_days` is set. It is counted from
the day on which watching began, and stands for a week, so that a missed visit does not lose it.
"""

from collections import Counter
from datetime import datetime, timedelta

from agent.model.facts import Facts
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.people import folded
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import PRACTICE
from agent.rules.rule import History, end_of, start_of

NAME = "access-review"
_STANDS_DAYS = 6
"""After its first day."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    every = policy.access_review_days
    watched = (policy.today(now) - policy.today(roster.watched_since)).days
    if every is None or watched < every or watched % every > _STANDS_DAYS:
        return Ruling(well=(roster.account,))
    due_on = policy.today(now) - timedelta(days=watched % every)
    finding = Finding(
        rule=NAME,
        subject=roster.account,
        account=roster.account,
        severity=Severity.INFORMATION,
        title=f"Access review {watched // every}: {_counted(look.facts)}",
        since=start_of(due_on, policy),
        due=end_of(due_on + timedelta(days=_STANDS_DAYS), policy),
        impact="Access that is no longer needed stays open to whoever has it.",
        next_step="Go through I&A > My Staff and My Connections and PECOS > Account Management: does each "
        "person's and company's work still need its access?",
        desk=PRACTICE.line(now),
    )
    return Ruling(findings=(finding,))


def _counted(facts: Facts) -> str:
    """How many people hold which role on the access lists, without their names."""
    people = {
        (folded(one.name), folded(one.employer), role) for one in facts.access or () for role in one.roles
    }
    roles = Counter(role for _, _, role in people)
    listed = ", ".join(f"{number} {role}" for role, number in sorted(roles.items()))
    return listed or "see who has access"
