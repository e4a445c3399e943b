"""The portal shows an error of its own, not one of what somebody typed (S4): that is for EUS."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.model.facts import Facts, MessageFact
from agent.model.finding import Finding, Ruling, Severity
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.rule import History

NAME = "system-error-shown"


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    """Only a good look shows that an error is gone: another may not have come to its page."""
    if look.facts is None:
        return Ruling()
    errors = system_errors(look.facts.portal.messages)
    seen_all = look.verdict.good_look and not _missed(look.facts)
    return Ruling(
        findings=tuple(_finding(key, pages, look, roster.account, now) for key, pages in errors.items()),
        else_well=roster.account if seen_all else None,
    )


def system_errors(messages: Iterable[MessageFact]) -> Mapping[str, list[str]]:
    """The pages of each system error, by its code; one without a code is told apart by its page."""
    errors: dict[str, list[str]] = {}
    for message in messages:
        if message.system:
            pages = errors.setdefault(message.code or f"error on {message.page}", [])
            pages.extend([message.page] if message.page not in pages else [])
    return errors


def _missed(facts: Facts) -> bool:
    return any(name.split(".")[:2] in (["portal"], ["portal", "messages"]) for name in facts.not_read)


def _finding(key: str, pages: list[str], look: Look, account: str, now: datetime) -> Finding:
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    return Finding(
        rule=NAME,
        subject=f"{account} {key}",
        account=account,
        severity=Severity.WARNING,
        title=f"Portal shows a system error: {key}, page {pages[0]}{more}",
        since=look.started,
        impact="Work on that page may not be saved or may not be possible; deadlines keep running.",
        next_step="First try a private window, clear cache and cookies, and try another browser; if it "
        "stays, give EUS the code, the page, the time and the screenshot.",
        desk=EUS.line(now),
    )
