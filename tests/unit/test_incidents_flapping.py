"""However findings flap: no incident is lost, doubled, or told twice for one reason."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.finding import Ruling, Severity
from agent.model.incident import Incident, IncidentState, Transition

from .builders import NOW, Book, finding

DAY = timedelta(hours=24)
KEYS = [(rule, subject) for rule in ("a", "b") for subject in ("x", "y")]
SAYING = st.one_of(
    st.just("well"),
    st.just("cannot tell"),
    st.tuples(st.sampled_from(Severity), st.integers(0, 1), st.integers(-72, 0)),
)
LOOK = st.tuples(
    st.integers(1, 40),  # hours since the look before
    st.fixed_dictionaries(dict.fromkeys(KEYS, SAYING)),
    st.sampled_from([None, IncidentState.ACKNOWLEDGED, IncidentState.SILENCED]),
)


def rulings_of(sayings: dict[tuple[str, str], object], now: datetime) -> list[tuple[str, Ruling]]:
    rulings = []
    for rule in ("a", "b"):
        of_rule = {subject: said for (its, subject), said in sayings.items() if its == rule}
        findings = tuple(
            finding(
                rule=rule,
                subject=subject,
                severity=said[0],
                stage=said[1],
                since=now + timedelta(hours=said[2]),
            )
            for subject, said in of_rule.items()
            if isinstance(said, tuple)
        )
        cleared = tuple(subject for subject, said in of_rule.items() if said == "well")
        rulings.append((rule, Ruling(findings=findings, well=cleared)))
    return rulings


@settings(max_examples=150)
@given(looks=st.lists(LOOK, max_size=12))
def test_however_findings_flap_no_incident_is_lost_or_doubled(
    looks: list[tuple[int, dict[tuple[str, str], object], IncidentState | None]],
) -> None:
    book, now = Book(), NOW
    for hours, sayings, taken in looks:
        now += timedelta(hours=hours)
        earlier = {(each.rule, each.subject): each for each in book.unresolved.values()}
        changes = book.enter(rulings_of(sayings, now), now)
        later = {(each.rule, each.subject): each for each in book.unresolved.values()}
        assert len(later) == len(book.unresolved)
        assert {change.incident.subject for change in changes} <= {subject for _, subject in sayings}
        for key, said in sayings.items():
            check_step(earlier.get(key), later.get(key), said, now)
        for identifier in list(book.unresolved)[:1] if taken else []:
            book.take(identifier, taken or IncidentState.OPEN)
    per_key = Counter((incident.rule, incident.subject, transition) for transition, incident in book.told)
    still = {(each.rule, each.subject) for each in book.unresolved.values()}
    for rule, subject in KEYS:
        opens, resolves = (per_key[rule, subject, each] for each in (Transition.OPENED, Transition.RESOLVED))
        assert opens == resolves + ((rule, subject) in still)
    opened_ids = [incident.id for transition, incident in book.told if transition is Transition.OPENED]
    assert len(set(opened_ids)) == len(opened_ids)


def check_step(earlier: Incident | None, later: Incident | None, said: object, now: datetime) -> None:
    """One subject over one look: found stays the same incident, well ends it, silence leaves it."""
    if said == "cannot tell":
        assert later == (reminded(earlier, now) or earlier)
    elif said == "well":
        assert later is None
    else:
        assert later is not None
        assert later.id == (earlier.id if earlier else later.id)
        assert later.finding.since <= (earlier.finding.since if earlier else now)
        assert later.opened == (earlier.opened if earlier else now)
        assert later.told == now or (earlier is not None and later.told == earlier.told)


def reminded(earlier: Incident | None, now: datetime) -> Incident | None:
    """What a day of silence makes of a critical incident that nobody took."""
    due = (
        earlier is not None
        and earlier.finding.severity is Severity.CRITICAL
        and earlier.state is IncidentState.OPEN
        and now - earlier.told >= DAY
    )
    return earlier.model_copy(update={"told": now}) if earlier and due else None
