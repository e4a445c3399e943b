"""Whose fault an incident is: the verdict that its rule stands for."""

from agent.model.verdict import Verdict

_FAULTS: dict[Verdict, tuple[str, ...]] = {
    Verdict.PORTAL_SLOW: ("portal-response-time",),
    Verdict.SESSION_LOST: ("session-timeout",),
    Verdict.PORTAL_CHANGED: ("portal-changed", "other-provider", "unexpected-write"),
    Verdict.PORTAL_DOWN: ("portal-availability",),
    Verdict.ACCOUNT_PROBLEM: (
        "account-access",
        "account-inactive",
        "mfa-missing",
        "mfa-no-backup",
        "password-expiry",
        "password-reminder-too-late",
        "security-questions-old",
    ),
    Verdict.OWN_FAULT: ("agent-fault", "backup-old", "browser-unsupported", "not-looked"),
}

FAULT_OF: dict[str, Verdict] = {rule: verdict for verdict, rules in _FAULTS.items() for rule in rules}
"""Rules by name. Every other rule is of what was read, and read well: deadlines, records, papers."""


def fault_of(rule: str) -> Verdict:
    return FAULT_OF.get(rule, Verdict.OK)
