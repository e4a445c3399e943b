"""The browser is not one that the portal supports: the latest Chrome, Firefox and Edge (S0)."""

import re
from datetime import datetime

from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import OPERATIONS
from agent.rules.rule import History

NAME = "browser-unsupported"
_MAJOR = re.compile(r"\d{1,6}(?=\.|$)", re.ASCII)


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """Each browser is a subject of its own: visits take turns in them."""
    if look.facts is None:
        return Ruling()
    warned, major = look.facts.portal.browser_warned, _major(look)
    oldest = policy.oldest_browsers.get(look.browser or "")
    old = major is not None and oldest is not None and major < oldest
    subject = f"{roster.account} {look.browser or 'browser'}"
    if not (warned or old):
        return Ruling(well=(subject,)) if warned is False or (major and oldest) else Ruling()
    called = " ".join(part for part in (look.browser or "the browser", look.browser_version) if part)
    why = "the portal says that it does not support it" if warned else f"at least {oldest} is expected"
    finding = Finding(
        rule=NAME,
        subject=subject,
        account=roster.account,
        severity=Severity.WARNING,
        title=f"Unsupported browser {called}: {why}",
        since=look.started,
        impact="Old browsers bring errors and slow pages; take other findings of this browser with care, for "
        "it may be their cause.",
        next_step="Install the latest version of the browser where the agent runs, or use another one; the "
        "practice's own people do the same.",
        desk=OPERATIONS.line(now),
    )
    return Ruling(findings=(finding,))


def _major(look: Look) -> int | None:
    found = _MAJOR.match(look.browser_version or "")
    return int(found[0]) if found else None
