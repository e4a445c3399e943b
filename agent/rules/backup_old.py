"""The store has no backup of the last 26 hours: what is lost now is lost for good (S0: back-ups daily)."""

from datetime import UTC, datetime, timedelta

from agent.model.errors import EnrollwatchError
from agent.model.finding import Finding, Ruling, Severity
from agent.model.policy import Policy
from agent.rules.desks import OPERATIONS

NAME = "backup-old"
SUBJECT = "backup"


def judge_backup(
    made: datetime | None, since: datetime, problem: EnrollwatchError | None, policy: Policy, now: datetime
) -> Ruling:
    """Judged by the clock: `made` is when the newest backup was, `since` when there first was something to
    back up, `problem` why the last try failed."""
    newest = made or since
    if NAME in policy.off or now - newest <= timedelta(hours=policy.backup_hours):
        return Ruling(well=(SUBJECT,))
    last = (
        f"the newest backup is of {made.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if made else "there is no backup"
    )
    return Ruling(
        findings=(
            Finding(
                rule=NAME,
                subject=SUBJECT,
                severity=Severity.WARNING,
                title=f"{last}: {problem.what}" if problem else last,
                since=newest,
                impact="If the disk fails now, everything that was seen and told since then is lost.",
                next_step=problem.do if problem else "Run `enrollwatch backup create`, and see what it says.",
                desk=OPERATIONS.line(now),
            ),
        )
    )
