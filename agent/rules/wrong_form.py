"""An application is made on a form that does not fit the provider: that costs 30 to 45 days (S2)."""

from collections.abc import Mapping
from datetime import datetime

from agent.model.finding import Ruling, Severity
from agent.model.ladder import Standing
from agent.model.look import Look
from agent.model.policy import Policy
from agent.model.roster import Roster
from agent.rules.applications import DMEPOS_FORM, ENDED, Answer, Case, Opinion, judge_each
from agent.rules.rule import History

NAME = "wrong-form"
_FOR_PERSONS, _FOR_ORGANIZATIONS = frozenset({"855I", "855O"}), frozenset({"855A", "855B"})
"""An 855S is made by either, so is what goes with a form (588, 460) (S2, domain.md section 4)."""
_PERSON, _ORGANIZATION = "individual", "organization"
_ORDERS_ONLY = "855O"
_DMEPOS = frozenset({"Medical Supply Company", "Orthotist", "Prosthetist", "Pedorthist"})
"""Specialties that only a supplier of medical equipment has; a pharmacy may be on an 855B."""
_DMEPOS_TAXONOMY = "Durable Medical Equipment"
"""How NPPES begins to call them."""
_ENROLLS = _FOR_PERSONS | _FOR_ORGANIZATIONS | {DMEPOS_FORM}


def judge(look: Look, history: History, roster: Roster, policy: Policy, now: datetime) -> Ruling:
    kinds = _kinds(look, roster)
    return judge_each(look, roster, policy, now, lambda case: _opinion(case, kinds))


def _opinion(case: Case, kinds: Mapping[str, str]) -> Opinion:
    application = case.application
    if application.status in ENDED:
        return Answer.WELL
    if application.status is None or application.form is None:
        return Answer.UNSURE
    if application.form not in _ENROLLS:
        return Answer.WELL
    kind = kinds.get(application.npi)
    why = _why_wrong(case, application.form, kind)
    if why is None:
        return Answer.WELL if kind else Answer.UNSURE
    return case.finding(
        NAME,
        Standing(severity=Severity.WARNING, stage=0),
        title=f"form {application.form} does not fit: {why}",
        impact="the contractor returns or rejects an application on the wrong form; the right one then "
        "starts 30 to 45 days late, and what is not approved cannot be billed.",
        next_step="Begin the application anew on the right form (855I a person, 855B a group or supplier, "
        "855A an institution, 855S medical equipment, 855O ordering only) and delete or withdraw this one.",
        since=application.since,
    )


def _why_wrong(case: Case, form: str, kind: str | None) -> str | None:
    enrollment = case.enrollment
    if form != DMEPOS_FORM and _supplies_equipment(case):
        return "a supplier of medical equipment uses 855S"
    if kind == _ORGANIZATION and form in _FOR_PERSONS:
        return "the NPI is an organization's"
    if kind == _PERSON and form in _FOR_ORGANIZATIONS:
        return "the NPI is a person's"
    if enrollment and enrollment.form in _ENROLLS - {form}:
        return f"the enrollment is on {enrollment.form}"
    entry = case.roster.entry(case.application.npi)
    if entry and form == _ORDERS_ONLY and {"billing", "rendering"} & set(entry.roles):
        return "the roster says that this person bills"
    return None


def _supplies_equipment(case: Case) -> bool:
    """By the enrollment, or before there is one by the first specialty that NPPES has."""
    if case.enrollment:
        return case.enrollment.specialty in _DMEPOS
    registry = (case.facts.public.registry if case.facts.public else None) or ()
    named = next((each.specialties for each in registry if each.npi == case.application.npi), ())
    return bool(named) and named[0].startswith(_DMEPOS_TAXONOMY)


def _kinds(look: Look, roster: Roster) -> Mapping[str, str]:
    """By NPI as PECOS lists the associates, else as the roster uses them: groups are organizations."""
    groups = {npi: _ORGANIZATION for entry in roster.entries for npi in entry.groups}
    members = {entry.npi: _PERSON for entry in roster.entries if entry.groups}
    associates = (look.facts.associates if look.facts else None) or ()
    listed = {each.npi: each.kind for each in associates if each.kind in (_PERSON, _ORGANIZATION)}
    return members | groups | listed
