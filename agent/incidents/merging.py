"""Many rulings, as one saying for each rule and subject."""

from collections.abc import Iterable, Iterator, Mapping

from agent.model.finding import Finding, Ruling
from agent.model.incident import Incident

Rulings = Iterable[tuple[str, Ruling]]
"""Each rule's name with its ruling."""

Key = tuple[str, str]
"""A rule and a subject."""


def key_of(incident: Incident) -> Key:
    return incident.rule, incident.subject


def weight(finding: Finding) -> tuple[int, int]:
    """Rising is worsening."""
    return finding.severity.rank, finding.stage


def merged(rulings: Rulings, known: Mapping[Key, Incident]) -> tuple[dict[Key, Finding], tuple[Key, ...]]:
    """The worst finding of each (rule, subject), and in order the known ones that are well and not found.

    Two accounts may see one subject, and judge it by rosters and policies that differ: what one of them found
    the other neither ends nor changes, but where it finds it worse.
    """
    found: dict[Key, Finding] = {}
    well: dict[Key, None] = {}
    for rule, ruling in rulings:
        for finding in ruling.findings:
            key = (rule, finding.subject)
            if key in known and _is_nothing_new(finding, known[key]):
                continue
            if key not in found or weight(finding) > weight(found[key]):
                found[key] = finding
        well.update(dict.fromkeys(_cleared(rule, ruling, known)))
        well.update(dict.fromkeys(_left_over(rule, ruling, known)))
    return found, tuple(key for key in well if key not in found)


def _is_of_another(incident: Incident, account: str | None) -> bool:
    return None not in (incident.account, account) and incident.account != account


def _is_nothing_new(finding: Finding, incident: Incident) -> bool:
    return _is_of_another(incident, finding.account) and weight(finding) <= weight(incident.finding)


def _cleared(rule: str, ruling: Ruling, known: Mapping[Key, Incident]) -> Iterator[Key]:
    for subject in ruling.well:
        incident = known.get((rule, subject))
        if incident is not None and not _is_of_another(incident, ruling.account):
            yield rule, subject


def _left_over(rule: str, ruling: Ruling, known: Mapping[Key, Incident]) -> Iterator[Key]:
    """What is open under a rule that has seen all of the incident's account, and that it does not name."""
    if ruling.else_well is None:
        return
    for key, incident in known.items():
        if key[0] == rule and incident.account == ruling.else_well and key[1] not in ruling.unsure:
            yield key
