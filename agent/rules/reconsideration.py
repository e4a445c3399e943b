"""A denial or revocation can be taken to reconsideration within 65 days of the letter (W15, Noridian)."""

from datetime import datetime

from agent.model.finding import Ruling
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.appeals import Appeal, judge_appeal
from agent.rules.rule import History

NAME = "reconsideration"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    appeal = Appeal(
        rule=NAME,
        called="reconsideration",
        statuses=frozenset({"Denied", "Revoked"}),
        days=policy.reconsideration_days,
        of_applications=True,
        impact="after the last day the decision is final; one on time is decided within 90 days. Nothing is "
        "paid meanwhile under what was denied or revoked.",
        next_step="Have the provider or an official send the contractor a signed request for reconsideration "
        "that answers every point of the letter.",
    )
    return judge_appeal(appeal, look, roster, policy, now)
