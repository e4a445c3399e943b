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
    """The worst finding of each (rule, subject), and in order the known ones that are well and not found."""
    found: dict[Key, Finding] = {}
    well: dict[Key, None] = {}
    for rule, ruling in rulings:
        for finding in ruling.findings:
            key = (rule, finding.subject)
            if key not in found or weight(finding) > weight(found[key]):
                found[key] = finding
        well.update(dict.fromkeys((rule, subject) for subject in ruling.well))
        well.update(dict.fromkeys(_left_over(rule, ruling, known)))
    return found, tuple(key for key in well if key in known and key not in found)


def _left_over(rule: str, ruling: Ruling, known: Mapping[Key, Incident]) -> Iterator[Key]:
    """What is open under a rule that has seen all of the incident's account, and that it does not name."""
    if ruling.else_well is None:
        return
    for key, incident in known.items():
        if key[0] == rule and incident.account == ruling.else_well and key[1] not in ruling.unsure:
            yield key
