"""A licence, certificate or document runs out, perhaps before an application is decided (S2, VAL-013)."""

from datetime import date, datetime

from agent.model.facts import ApplicationFact, CredentialFact, DocumentFact
from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing, left
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import ENDED, Printed
from agent.rules.dates import shifted
from agent.rules.papers import DIGITAL_CERTIFICATE, held, when
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of

NAME = "licence-or-document-expiry"
_FIRST = Standing(severity=Severity.WARNING, stage=1)  # VAL-013 is a warning


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    lasting = "documents.expires" not in look.facts.not_read  # then no date means that it does not expire
    decisions = _likely_decisions(seen)
    licences = (one for one in look.facts.credentials or () if one.kind != DIGITAL_CERTIFICATE)
    for subject, credential in held(licences).items():
        _judge_paper(subject, credential, decisions.get(credential.npi), seen, tally, lasting=False)
    for subject, document in held(look.facts.documents or ()).items():
        _judge_paper(subject, document, decisions.get(document.npi), seen, tally, lasting=lasting)
    whole = look.facts.whole("credentials") and look.facts.whole("documents")
    return tally.ruling(roster.account if whole else None)


def _judge_paper(
    subject: str,
    paper: CredentialFact | DocumentFact,
    decided: date | None,
    seen: Seen,
    tally: Tally,
    *,
    lasting: bool,
) -> None:
    day = paper.expires
    if day is None:
        (tally.clear if lasting else tally.doubt)(subject)
        return
    days = seen.days_left(day)
    too_soon = decided is not None and day < decided
    standing = _standing(left(days, seen.policy.paper_left), too_soon=too_soon)
    if standing is None:
        tally.clear(subject)
        return
    mine = seen.enrollments_of.get(paper.npi, ())
    before = (
        f" An application is on its way and likely to be decided by {decided} (VAL-013)." if too_soon else ""
    )
    tally.find(
        seen.finding(
            NAME,
            subject,
            standing,
            title=f"{subject} {when(day, days)}",
            since=None,
            due=day,
            impact=f"NPI {paper.npi}: with a paper that has run out an application is sent back or denied, "
            f"and a revalidation can end in deactivation.{before}",
            next_step=_next_step(paper, days),
            desk=desk_of(mine[0] if mine else None),
        )
    )


def _standing(counted: Standing | None, *, too_soon: bool) -> Standing | None:
    if not too_soon:
        return counted
    if counted is None or counted.severity.rank < _FIRST.severity.rank:
        return Standing(severity=_FIRST.severity, stage=max(_FIRST.stage, counted.stage if counted else 0))
    return counted


def _next_step(paper: CredentialFact | DocumentFact, days: int) -> str:
    renew = "Get the renewed one at once" if days < 0 else "Renew it before that day"
    if isinstance(paper, DocumentFact):
        return f"{renew}, and upload it with the next application (PECOS, Digital Documents Repository)."
    return (
        f"{renew}, and report it in PECOS by a change of information (Credentials and Certificates shows it)."
    )


def _likely_decisions(seen: Seen) -> dict[str, date]:
    """By NPI the latest day by which an application on its way is likely to be decided (W18)."""
    found: dict[str, date] = {}
    for one in seen.facts.applications or ():
        if one.status is not None and one.status not in ENDED:
            day = shifted(_sent(one, seen), days=seen.policy.likely_decision_days)
            found[one.npi] = max(day, found.get(one.npi, day))
    return found


def _sent(application: ApplicationFact, seen: Seen) -> date:
    """The day of its newest submission; today for one that is still to be sent, or where it is not known."""
    steps = application.history or ()
    sent = [seen.policy.today(step.at) for step in steps if step.status == Printed.SUBMITTED]
    return max(sent, default=seen.today)
