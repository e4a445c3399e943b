"""What a look, or the clock alone, does to the incidents."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from agent.incidents.escalation import in_order
from agent.incidents.following import followed, opened, resolved, waited, well
from agent.incidents.inhibition import common_causes, grouped, shut_out
from agent.incidents.merging import Key, Rulings, key_of, merged
from agent.incidents.moment import Moment
from agent.model.finding import Finding
from agent.model.incident import Change, Incident
from agent.model.on_call import Step
from agent.model.policy import Policy
from agent.model.silence import Silence
from agent.model.window import Window

NONE_OF_THEIR_OWN: Mapping[str, Policy] = MappingProxyType({})


def decide(
    unresolved: Iterable[Incident],
    rulings: Rulings,
    policy: Policy,
    now: datetime,
    new_id: Callable[[], str],
    *,
    own: Mapping[str, Policy] = NONE_OF_THEIR_OWN,
    recent: Sequence[Incident] = (),
    steps: Sequence[Step] = (),
    silences: Sequence[Silence] = (),
    window: Window | None = None,
) -> tuple[Change, ...]:
    """What each ruling does to the unresolved incidents, at most one change for each (rule, subject).

    `own` are the policies of accounts that have another than `policy`: an incident goes by that of its
    account, whoever looked. `recent` are incidents that were resolved within `flap_hours`; `window` is the
    maintenance window that covers `now`. An incident that no ruling names keeps its state, for its rule could
    not tell; but the clock goes on for it (see `tick`).
    """
    known = {key_of(incident): incident for incident in unresolved}
    found, over = merged(rulings, known)
    causes = frozenset(common_causes(known, found, over, in_window=window is not None))
    told = {
        key: each for key, each in found.items() if each.rule not in own.get(each.account or "", policy).off
    }
    refused = frozenset(shut_out(known, told, over))
    around = (in_order(steps), silences, window, causes, refused)
    moment = Moment(now.astimezone(UTC), policy, own, recent, *around)
    together = {key: incident for key, incident in known.items() if grouped(incident, causes)}
    apart = {key: incident for key, incident in known.items() if key not in together}
    named = {*found, *over}
    return (
        *(resolved(incident, moment, told=False) for incident in together.values()),
        *_seen(found, apart, moment, new_id),
        *(well(apart[key], moment) for key in over if key in apart),
        *_passed((incident for key, incident in apart.items() if key not in named), moment),
    )


def _seen(
    found: Mapping[Key, Finding], known: Mapping[Key, Incident], moment: Moment, new_id: Callable[[], str]
) -> Iterator[Change]:
    for key, finding in found.items():
        if key in known:
            yield followed(known[key], finding, moment)
        elif not moment.holds_back(finding):
            yield opened(finding, moment, new_id())


def tick(
    unresolved: Iterable[Incident],
    policy: Policy,
    now: datetime,
    *,
    own: Mapping[str, Policy] = NONE_OF_THEIR_OWN,
    steps: Sequence[Step] = (),
    silences: Sequence[Silence] = (),
    window: Window | None = None,
) -> tuple[Change, ...]:
    """What time alone does: reminders, steps on call, silences that begin or end, flapping gone quiet.

    Only of incidents to which something happens; as often as one likes.
    """
    known = {key_of(incident): incident for incident in unresolved}
    causes = frozenset(common_causes(known, {}, (), in_window=window is not None))
    refused = frozenset(shut_out(known, {}, ()))
    moment = Moment(now.astimezone(UTC), policy, own, (), in_order(steps), silences, window, causes, refused)
    return _passed(known.values(), moment)


def _passed(incidents: Iterable[Incident], moment: Moment) -> tuple[Change, ...]:
    changes = ((incident, waited(incident, moment)) for incident in incidents)
    return tuple(change for incident, change in changes if change.transition or change.incident != incident)
