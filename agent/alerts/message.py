"""The words of an alert: one page, one cause, one next step. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from agent.alerts.plain import plain
from agent.model.alert import Message
from agent.model.finding import Severity
from agent.model.incident import Incident, Transition
from agent.model.links import Links
from agent.model.verdict import Verdict
from agent.routing import fault_of
from agent.rules.desks import as_of

TITLE_LENGTH = 80
"""What the lock screen of a telephone shows of a title."""

SEE = "enrollwatch incidents show {id}"
TAKE = "enrollwatch incidents ack {id}"

_UNTAKEN = frozenset(
    {
        Transition.OPENED,
        Transition.WORSENED,
        Transition.REMINDED,
        Transition.ESCALATED,
        Transition.FLAPPING,
    }
)
"""What asks somebody to take it."""


def compose(
    incident: Incident,
    transition: Transition,
    now: datetime,
    zone: tzinfo,
    *,
    previous: Severity | None = None,
    by: str | None = None,
    why: str | None = None,
    links: Links | None = None,
) -> Message:
    """What the person on call reads of `transition` at `now`.

    `zone` is the reader's: times are shown in it and in UTC. `previous` is the severity before, where
    it was another. `by` and `why` are of a person who did it.
    """
    lines = [_headline(incident, transition, now, previous, by), ""]
    told = [*([("Why", why)] if why else []), *_facts(incident, transition, now, zone)]
    lines += [f"{label + ':':<10} {plain(text)}" for label, text in told]
    if transition in _UNTAKEN and incident.taken_by is None:
        lines.append(_take(TAKE.format(id=plain(incident.id))))
    lines.append(see(incident.id))
    lines += [f"{label + ':':<10} {address}" for label, address in (links or Links()).of(incident)]
    return Message(title=_title(incident, transition), text="\n".join(lines) + "\n")


def asks_to_be_taken(message: Message, incident: str) -> bool:
    return _take(TAKE.format(id=plain(incident))) in message.text.splitlines()


def taken_by_link(message: Message, incident: str, address: str) -> Message:
    """With the link in the place of the command; the same where it does not ask to be taken."""
    command = _take(TAKE.format(id=plain(incident)))
    lines = [_take(address) if line == command else line for line in message.text.splitlines()]
    return message.model_copy(update={"text": "\n".join(lines) + "\n"})


def see(incident: str) -> str:
    """The line with the command that shows it."""
    return f"{'See:':<10} {SEE.format(id=plain(incident))}"


def _take(how: str) -> str:
    return f"{'Take it:':<10} {how}"


def _title(incident: Incident, transition: Transition) -> str:
    """The telephone shows its beginning: how bad, what is new, whose, whose fault, what."""
    severity = incident.finding.severity.upper()
    verdict = fault_of(incident.rule)
    fault = "" if verdict is Verdict.OK else f"{verdict.replace('_', ' ')}: "
    told = f"{severity} {transition}: {incident.subject} — {fault}{incident.finding.title}"
    return plain(told, TITLE_LENGTH)


def _headline(
    incident: Incident, transition: Transition, now: datetime, previous: Severity | None, by: str | None
) -> str:
    severity = incident.finding.severity
    lasted = spell(now - incident.finding.since)
    match transition:
        case Transition.OPENED:
            return f"New, {severity}."
        case Transition.WORSENED:
            was = f", was {previous}" if previous and previous is not severity else ""
            return f"Worse: now {severity}{was}."
        case Transition.REMINDED:
            return f"Reminder: {severity} for {lasted}, and {_takers(incident)}."
        case Transition.ESCALATED:
            return (
                f"Escalated, step {incident.step} on call: {severity} for {lasted}, and {_takers(incident)}."
            )
        case Transition.FLAPPING:
            return "It comes and goes: not told each time from now on, only once it has stayed well."
        case Transition.ACKNOWLEDGED:
            return f"{plain(by or incident.taken_by or 'Somebody')} has taken it, after {lasted}."
        case Transition.RESOLVED:
            if by:
                return f"Closed by {plain(by)}, after {lasted}; it is told anew if it is found again."
            return f"Well again: resolved after {lasted}."
        case Transition.TEST:
            return "A test."


def _takers(incident: Incident) -> str:
    if incident.taken_by is None:
        return "nobody has taken it"
    return f"{plain(incident.taken_by)} has taken it"


def _facts(
    incident: Incident, transition: Transition, now: datetime, zone: tzinfo
) -> Iterator[tuple[str, str]]:
    finding = incident.finding
    yield "What", finding.title
    yield "Whose", incident.subject
    yield "Since", moment(finding.since, zone)
    if transition is Transition.RESOLVED:
        return
    if finding.due:
        yield "Due", moment(finding.due, zone)
    yield "It costs", finding.impact
    yield "Do next", finding.next_step
    yield "Ring", as_of(finding.desk, now)


def moment(time: datetime, zone: tzinfo) -> str:
    """`2026-03-02 09:00 EST (2026-03-02 14:00 UTC)`; once where the reader lives in UTC."""
    universal = time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    there = time.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    return there if there == universal else f"{there} ({universal})"


def spell(length: timedelta) -> str:
    """`3 d 4 h`, `2 h 10 min`, `10 min`: two units at most."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {rest} min"
    return f"{rest} min" if rest else "less than a minute"
