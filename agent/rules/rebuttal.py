"""A deactivated enrollment can be rebutted within 15 days of the letter (W15; older texts say 20)."""

from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.appeals import Appeal, judge_appeal
from agent.rules.rule import History

NAME = "rebuttal"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    appeal = Appeal(
        rule=NAME,
        called="rebuttal",
        statuses=frozenset({"Deactivated"}),
        days=policy.rebuttal_days,
        of_applications=False,
        impact="billing has stopped. A rebuttal is the only objection to a deactivation; without one the way "
        "back is a new application, and the lapse is never paid.",
        next_step="Have the provider or an official send the contractor a signed rebuttal with its reasons; "
        "if the deactivation is right, file a reactivation in PECOS (More Options) instead.",
    )
    return judge_appeal(appeal, look, roster, policy, now)
