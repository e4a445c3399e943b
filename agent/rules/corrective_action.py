"""After a denial or revocation a corrective action plan can be sent within 35 days (W15, Noridian)."""

from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.appeals import Appeal, judge_appeal
from agent.rules.rule import History

NAME = "corrective-action"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    appeal = Appeal(
        rule=NAME,
        called="corrective action plan",
        statuses=frozenset({"Denied", "Revoked"}),
        days=policy.corrective_action_days,
        of_applications=True,
        impact="a plan that shows the defect as cured is the quickest way to have the decision lifted; after "
        "its last day only the reconsideration is left. It is open where the letter says so.",
        next_step="Read the letter, cure what it names, and have the provider or an official send the "
        "contractor a signed corrective action plan with proof.",
    )
    return judge_appeal(appeal, look, roster, policy, now)
