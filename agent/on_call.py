"""What the person on call does: takes an incident, silences some, closes one. Each is put on record.

Every deed is one transaction with its line in the audit and the alerts it leads to; the running agent, or
the next visit, sends those.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import filter as matching

from agent.incidents import acknowledge, end
from agent.model.clock import Clock, in_reach, machine_clock
from agent.model.errors import EnrollwatchError, SettingsError
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState
from agent.model.silence import Silence
from agent.recorder import Recorder, keep
from agent.rules import RULE_NAMES
from agent.settings import Settings
from agent.store import AuditEntry, Unit


class UnknownIncidentError(EnrollwatchError):
    """No incident has this ID."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"no incident {identifier!r}", "the store", "see `enrollwatch incidents list --all`")


class UnknownSilenceError(EnrollwatchError):
    """No silence has this ID."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            f"no silence {identifier!r}", "the store", "see `enrollwatch incidents silences --all`"
        )


class TooLateError(EnrollwatchError):
    """The incident or silence is over, or somebody did it before."""


class SilenceError(SettingsError):
    """What somebody asked to silence would quiet nothing, or would never end."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what, "arguments", do)


@dataclass(frozen=True)
class OnCall:
    """Deeds of `who`. The audit is kept by `clock`, also where a deed is told to happen at another time."""

    recorder: Recorder
    who: str
    clock: Clock = machine_clock

    def acknowledge(
        self,
        identifier: str,
        now: datetime,
        why: str | None = None,
        *,
        take_over: bool = True,
        detail: str = "",
    ) -> Incident:
        """Somebody is on it: no more escalations, fewer reminders. Whoever takes it later takes it over,
        unless `take_over` is denied them. `detail` is for the audit alone.

        Raises UnknownIncidentError, and TooLateError where it is resolved or is this person's already.
        """
        with self.recorder.store.writing() as unit:
            incident = _unresolved(unit, identifier)
            if incident.taken_by and (incident.taken_by == self.who or not take_over):
                raise TooLateError(
                    f"{incident.taken_by} has taken it already",
                    identifier,
                    "see `enrollwatch incidents show`",
                )
            return self._done(unit, "incidents ack", acknowledge(incident, self.who, now), why, detail)

    def resolve(self, identifier: str, now: datetime, why: str) -> Incident:
        """It is over, whatever the rules say: a look that finds it again opens a new one.

        Raises UnknownIncidentError, and TooLateError where it is resolved.
        """
        with self.recorder.store.writing() as unit:
            return self._done(unit, "incidents resolve", end(_unresolved(unit, identifier), now), why)

    def silence(self, silence: Silence) -> tuple[Incident, ...]:
        """From now on nobody is told of what it matches. Returns the unresolved incidents it silenced."""
        with self.recorder.store.writing() as unit:
            unit.save_silence(silence)
            self._audit(unit, "incidents silence", silence.id, f"{described(silence)}; {silence.why}")
            changes = self.recorder.ticked(unit, silence.made, silence.matches)
        return _with_state(changes, IncidentState.SILENCED)

    def unsilence(self, identifier: str, now: datetime) -> tuple[Silence, tuple[Incident, ...]]:
        """It ends before its time. Returns it, and the incidents that are told of again.

        Raises UnknownSilenceError, and TooLateError where it is over.
        """
        with self.recorder.store.writing() as unit:
            silence = unit.silence(identifier)
            if silence is None:
                raise UnknownSilenceError(identifier)
            over = silence.ended or silence.until
            if silence.ended or silence.until <= now:
                raise TooLateError(
                    f"the silence ended {over:%Y-%m-%d %H:%M} UTC", identifier, "nothing is left to do"
                )
            ended = silence.model_copy(update={"ended": now})
            unit.save_silence(ended)
            self._audit(unit, "incidents unsilence", identifier, described(silence))
            changes = self.recorder.ticked(unit, now, silence.matches)
        return ended, tuple(c.incident for c in changes if c.incident.state is not IncidentState.SILENCED)

    def _done(self, unit: Unit, action: str, change: Change, why: str | None, detail: str = "") -> Incident:
        recorder = self.recorder
        keep(unit, [change], recorder.routing, recorder.zone, links=recorder.links, by=self.who, why=why)
        self._audit(unit, action, change.incident.id, "; ".join(filter(None, [why, detail])))
        return change.incident

    def _audit(self, unit: Unit, action: str, of: str, detail: str) -> None:
        unit.audit(AuditEntry(self.clock(), self.who, action, of, detail))


def silence_asked(
    settings: Settings,
    who: str,
    why: str,
    now: datetime,
    *,
    until: datetime | None = None,
    lasting: timedelta | None = None,
    **patterns: str | None,
) -> Silence:
    """A new silence of what matches each of the patterns given: `rule`, `account`, `subject`, `severity`.

    Raises SilenceError where there is no pattern, or one that matches nothing there is: it would silence
    nothing, and nobody would know until they are woken. And where not one of `until` and `lasting` is given.
    """
    given = {name: pattern for name, pattern in patterns.items() if pattern}
    if not given:
        raise SilenceError("the silence matches nothing", "give a rule, an account, a subject or a severity")
    known: dict[str, Sequence[str]] = {
        "rule": RULE_NAMES,
        "account": tuple(account.name for account in settings.accounts),
        "severity": tuple(Severity),
    }
    for name, pattern in given.items():
        if name in known and not matching(known[name], pattern):
            raise SilenceError(f"no {name} matches {pattern!r}", f"give one of {', '.join(known[name])}")
    end = _end(until, lasting, now)
    return Silence(id=secrets.token_hex(8), until=end, why=why, who=who, made=now, **given)


def _end(until: datetime | None, lasting: timedelta | None, now: datetime) -> datetime:
    if (until is None) == (lasting is None):
        raise SilenceError("it is not said how long the silence lasts", "say until when, or for how long")
    try:
        end = in_reach(until or now + (lasting or timedelta(0)))
    except (OverflowError, ValueError) as error:
        raise SilenceError("the silence would never end", "give a shorter time") from error
    if end <= now:
        raise SilenceError(f"the end {end:%Y-%m-%d %H:%M} UTC is in the past", "give a later time")
    return end


def described(silence: Silence) -> str:
    """`rule portal-*, account north-clinic until 2026-03-02 14:00 UTC`."""
    matchers = ("rule", "account", "subject", "severity")
    given = (f"{name} {getattr(silence, name)}" for name in matchers if getattr(silence, name))
    return f"{', '.join(given)} until {silence.until:%Y-%m-%d %H:%M} UTC"


def _unresolved(unit: Unit, identifier: str) -> Incident:
    incident = unit.incident(identifier)
    if incident is None:
        raise UnknownIncidentError(identifier)
    if incident.resolved is not None:
        raise TooLateError(
            f"the incident was resolved {incident.resolved:%Y-%m-%d %H:%M} UTC",
            identifier,
            "see `enrollwatch incidents list` for those that are not",
        )
    return incident


def _with_state(changes: tuple[Change, ...], state: IncidentState) -> tuple[Incident, ...]:
    return tuple(change.incident for change in changes if change.incident.state is state)
