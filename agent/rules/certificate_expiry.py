"""A certificate runs out: the portal's own, or the digital certificate of a submitter (S0)."""

from datetime import datetime

from agent.model.facts import CredentialFact
from agent.model.finding import Ruling
from agent.model.ladder import left
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.desks import EUS
from agent.rules.papers import DIGITAL_CERTIFICATE, held, when
from agent.rules.rule import History
from agent.rules.seen import Seen, Tally, desk_of

NAME = "certificate-expiry"
PORTAL = "portal"
"""The subject that stands for the certificate of the portal itself."""


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    if look.facts is None:
        return Ruling()
    seen, tally = Seen(look.facts, look, roster, policy, now), Tally()
    _judge_portal(look.facts.portal.certificate_expires, seen, tally)
    digital = (one for one in look.facts.credentials or () if one.kind == DIGITAL_CERTIFICATE)
    for subject, credential in held(digital).items():
        _judge_digital(subject, credential, seen, tally)
    return tally.ruling(roster.account if look.facts.whole("credentials") else None)


def _judge_portal(expires: datetime | None, seen: Seen, tally: Tally) -> None:
    if expires is None:
        tally.doubt(PORTAL)
        return
    day = seen.policy.today(expires)
    days = -1 if expires <= seen.now else seen.days_left(day)
    standing = left(days, seen.policy.certificate_left)
    if standing is None:
        tally.clear(PORTAL)
        return
    tally.find(
        seen.finding(
            NAME,
            PORTAL,
            standing,
            title=f"The portal's TLS certificate {when(day, days)}",
            since=None,
            due=expires,
            impact="Once it has run out browsers refuse the portal: nobody can sign in, file or sign.",
            next_step="Tell the help desk which certificate the portal shows and when it runs out; never "
            "click a certificate warning away. If an own proxy stands between, renew its certificate.",
            desk=EUS,
        )
    )


def _judge_digital(subject: str, credential: CredentialFact, seen: Seen, tally: Tally) -> None:
    day = credential.expires
    if day is None:
        tally.doubt(subject)
        return
    days = seen.days_left(day)
    standing = left(days, seen.policy.certificate_left)
    if standing is None:
        tally.clear(subject)
        return
    mine = seen.enrollments_of.get(credential.npi, ())
    tally.find(
        seen.finding(
            NAME,
            subject,
            standing,
            title=f"{subject} {when(day, days)}",
            since=None,
            due=day,
            impact=f"NPI {credential.npi}: a submitter whose certificate has run out is not recognized, "
            "and what it submits is refused.",
            next_step="Order the new certificate from its issuer, put it in place before the old one runs "
            "out, and have it entered in PECOS (Credentials and Certificates).",
            desk=desk_of(mine[0] if mine else None),
        )
    )
