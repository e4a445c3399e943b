"""One cause, one incident: what is noise beside it, and what a maintenance window explains."""

from collections.abc import Container, Iterator, Mapping

from agent.incidents.merging import Key
from agent.model.finding import Finding
from agent.model.incident import Incident

_AVAILABILITY, _OWN_FAULT, _NOT_LOOKED = "portal-availability", "agent-fault", "not-looked"
_ACCESS, _PASSWORD = "account-access", "password-expiry"

PORTAL: Key = (_AVAILABILITY, "portal")
VAULT: Key = (_OWN_FAULT, "Vault")
NETWORK: Key = (_OWN_FAULT, "Network")
COMMON_CAUSES = (PORTAL, VAULT, NETWORK)
"""The incidents that account for what every account meets."""

INHIBITED = frozenset({_AVAILABILITY, _OWN_FAULT, _NOT_LOOKED, "portal-response-time", "session-timeout"})
"""Rules whose findings about an account are noise beside a common cause. No deadline is among them."""

HELD_BY_WINDOW = frozenset({_AVAILABILITY, "portal-response-time", "portal-changed", _NOT_LOOKED})
"""Rules that maintenance of the portal sets off."""


def held_by_window(finding: Finding) -> bool:
    return finding.rule in HELD_BY_WINDOW


def inhibited(finding: Finding) -> bool:
    return finding.account is not None and finding.rule in INHIBITED


def shuts_out(finding: Finding) -> bool:
    """The portal lets nobody in for its account, and that is told: that nobody looks at it is no news."""
    expired = finding.rule == _PASSWORD and finding.stage > 0
    return finding.account is not None and (expired or finding.rule == _ACCESS)


def blinded(finding: Finding) -> bool:
    """What such a refusal accounts for, of the same account."""
    return finding.rule == _NOT_LOOKED


def shut_out(
    known: Mapping[Key, Incident], found: Mapping[Key, Finding], well: Container[Key]
) -> Iterator[str]:
    """The accounts of which that is true now."""
    for key in {**known, **found}:
        if key in found:
            finding = found[key]
        elif key in well or known[key].well_since is not None:
            continue
        else:
            finding = known[key].finding
        if finding.account is not None and shuts_out(finding):
            yield finding.account


def grouped(incident: Incident, causes: Container[Key]) -> bool:
    """An account's availability is told of by the portal's own incident."""
    return PORTAL in causes and incident.rule == _AVAILABILITY and incident.account is not None


def common_causes(
    known: Mapping[Key, Incident],
    found: Mapping[Key, Finding],
    well: Container[Key],
    *,
    in_window: bool,
) -> Iterator[Key]:
    """Those that are there now: unresolved and not well, or found and about to be opened."""
    for key in COMMON_CAUSES:
        if key in found:
            if key in known or not (in_window and held_by_window(found[key])):
                yield key
        elif key in known and key not in well and known[key].well_since is None:
            yield key
