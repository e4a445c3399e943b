"""A visit as the demo tells it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any


def visit_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The lines for a `visit --json` document."""
    if "error" in document:
        error = document["error"]
        yield f"  could not start: {error['what']} ({error['where']}): {error['do']}"
        return
    for visit in document["visits"]:
        yield from _lines(visit)


def _lines(visit: Mapping[str, Any]) -> Iterator[str]:
    yield f"  verdict       {visit['verdict']}" + (f": {visit['reason']}" if visit["reason"] else "")
    facts = visit["facts"]
    if facts:
        yield f"  enrollments   {_by_status(facts['enrollments'])}"
        days = facts["password"]["days_left"]
        yield f"  password      {'not read' if days is None else f'{days} days left'}"
    findings = [f"{finding['severity']}: {finding['title']}" for finding in visit["findings"]]
    yield f"  findings      {'; '.join(findings) or 'none'}"
    sent = [
        f"{alert['transition']} to {alert['channel']}"
        for alert in visit["alerts"]
        if alert["state"] == "sent"
    ]
    yield f"  alerts sent   {', '.join(sent) or 'none'}"
    steps = [f"{step['name']} {step['seconds']:.2f}" for step in visit["steps"]]
    yield f"  seconds       {', '.join(steps) or 'none'}"


def _by_status(enrollments: list[Mapping[str, Any]] | None) -> str:
    if enrollments is None:
        return "not read"
    counted = Counter(enrollment["status"] or "not read" for enrollment in enrollments)
    return ", ".join(f"{count} {status}" for status, count in sorted(counted.items())) or "none"
