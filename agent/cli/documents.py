"""What `visit` prints: one JSON document, or a page for a person."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from agent.model.errors import EnrollwatchError
from agent.model.facts import Facts
from agent.model.look import Look

if TYPE_CHECKING:  # every command imports this file; the recorder brings the store and all rules with it
    from agent.recorder import Report

SCHEMA = 1

NAMING = frozenset(
    {"name", "employer", "email", "provider", "surrogate", "decided_by", "given_for", "text", "employers"}
)
"""Fields of facts that stay sealed in the store."""


def visits_document(reports: "Sequence[Report]") -> dict[str, Any]:
    return {"schema": SCHEMA, "visits": [_visit(report) for report in reports]}


def _visit(report: "Report") -> dict[str, Any]:
    look = report.look
    return {
        "id": look.id,
        "account": look.account,
        "browser": look.browser,
        "browser_version": look.browser_version,
        "started": look.started.isoformat(),
        "ended": look.ended.isoformat(),
        "verdict": look.verdict,
        "reason": str(look.reason) if look.reason else None,
        "steps": [step.model_dump(mode="json") for step in look.steps],
        "facts": without_names(look.facts.model_dump(mode="json")) if look.facts else None,
        "findings": [
            finding.model_dump(mode="json", exclude={"account", "stage"}) for finding in report.findings
        ],
        "incidents": [
            {
                "id": change.incident.id,
                "rule": change.incident.rule,
                "subject": change.incident.subject,
                "transition": change.transition,
            }
            for change in report.changes
            if change.transition and change.told
        ],
        "alerts": [
            {"channel": alert.channel, "transition": alert.transition, "state": alert.state}
            for alert in report.alerts
        ],
        "evidence": [{"id": record.id, "kind": record.kind} for record in report.evidence],
    }


def without_names(facts: Any) -> Any:
    """Facts as anybody may see them: without what names somebody, and without the portal's own text."""
    if isinstance(facts, dict):
        return {key: without_names(value) for key, value in facts.items() if key not in NAMING}
    return [without_names(one) for one in facts] if isinstance(facts, list) else facts


def error_of(error: EnrollwatchError) -> dict[str, Any]:
    return {"error": {"what": error.what, "where": error.where, "do": error.do}}


def visits_text(reports: "Sequence[Report]") -> str:
    return "\n\n".join(_page(report) for report in reports)


def _page(report: "Report") -> str:
    look = report.look
    lines = [f"{look.account} on {look.browser}: {look.verdict}"]
    if look.reason:
        lines.append(f"  {look.reason}")
    if look.facts:
        lines += [f"  {line}" for line in _facts(look.facts)]
    lines.append(f"  seconds: {_steps(look)}")
    lines += [f"  {finding.severity}: {finding.title}" for finding in report.findings]
    lines += [f"  {alert.channel}: {alert.transition}, {alert.state}" for alert in report.alerts]
    return "\n".join(lines)


def _facts(facts: Facts) -> list[str]:
    statuses = Counter(enrollment.status or "not read" for enrollment in facts.enrollments or ())
    counted = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items())) or "none"
    days = facts.password.days_left
    lines = [f"enrollments: {counted}", f"password days left: {'not read' if days is None else days}"]
    if facts.not_read:
        lines.append(f"not read: {', '.join(facts.not_read)}")
    return lines


def _steps(look: Look) -> str:
    return ", ".join(f"{step.name} {step.seconds:.2f}" for step in look.steps) or "none"
