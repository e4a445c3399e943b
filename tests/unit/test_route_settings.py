"""`[hours]`, `[[routes]]` and what a channel is for: what is accepted, what is said of what is refused."""

from datetime import time
from pathlib import Path

import pytest

from agent.app import refuse_unknown_rules
from agent.model.errors import SettingsError
from agent.model.finding import Severity
from agent.model.route import WORKING_DAYS, Duty, Hours, Pace, Recipient, Route
from agent.model.verdict import Verdict
from agent.model.window import Weekday

from .test_settings import GOOD, loaded, refusal

ROUTES = """
for = "operations"

[hours]
from = "09:00"
to = "18:30"
digest = "09:30"

[[routes]]
verdict = ["own_fault", "portal_down"]
rule = "agent-*"
account = ["north-*"]
channels = ["ops-mail"]
hours = "always"

[[routes]]
severity = "warning"
hours = { days = ["sat"], from = "22:00" }
"""


def test_without_routes_there_are_working_hours_at_the_portal_and_a_digest(tmp_path: Path) -> None:
    settings = loaded(tmp_path, GOOD.replace("8441", '8441"\ntime_zone = "America/Chicago', 1))
    assert settings.routed == ()
    assert settings.recipients == (Recipient(name="ops-mail"),)
    hours = settings.hours
    assert (hours.days, hours.begin, hours.end, hours.digest_at) == (WORKING_DAYS, time(8), time(17), time(8))
    assert hours.time_zone == "America/Chicago"


def test_one_or_many_may_be_given_and_hours_are_completed_from_the_working_hours(tmp_path: Path) -> None:
    settings = loaded(tmp_path, GOOD + ROUTES)
    assert settings.recipients == (Recipient(name="ops-mail", duty=Duty.OPERATIONS),)
    first, second = settings.routed
    assert first == Route(
        verdict=(Verdict.OWN_FAULT, Verdict.PORTAL_DOWN),
        rule=("agent-*",),
        account=("north-*",),
        channels=("ops-mail",),
        hours=Pace.ALWAYS,
    )
    assert (second.severity, second.channels) == ((Severity.WARNING,), None)
    assert isinstance(second.hours, Hours)
    assert (second.hours.days, second.hours.begin, second.hours.end) == (
        (Weekday.SAT,),
        time(22),
        time(18, 30),
    )
    assert second.hours.time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('channels = ["ops-mail"]', 'channels = ["nope"]', "routes[0].channels: no channel is named 'nope'"),
        ('["north-*"]', '["nort-*"]', "routes[0].account: no account matches 'nort-*'; known: north-clinic"),
        ('"own_fault"', '"own_falt"', "routes[0].verdict[0]"),
        ('"warning"', '"bad"', "routes[1].severity[0]"),
        ('hours = "always"', 'hours = "allways"', "routes[0].hours: Input should be 'always'"),
        ('from = "22:00"', 'from = "22:00", to = "22:00"', "routes[1].hours: `from` and `to` are the same"),
        ('from = "22:00"', 'from = "25:00"', "routes[1].hours.from"),
        ('from = "22:00"', 'form = "22:00"', "did you mean `from`?"),
        ('from = "22:00"', 'from = "22:00:30"', "write hour and minute"),
        ('["sat"]', "[]", "routes[1].hours.days"),
        ('to = "18:30"', 'to = "18:30"\ntime_zone = "Mars"', "'Mars' is not a time zone"),
        ('digest = "09:30"', 'digest = "noon"', "hours.digest"),
        ('digest = "09:30"', 'digest = "08:59"', "hours: `digest` must lie within the hours"),
        ('digest = "09:30"', 'digest = "18:30"', "hours: `digest` must lie within the hours"),
        ('rule = "agent-*"', 'rules = "agent-*"', "did you mean `rule`?"),
        ('for = "operations"', 'for = "opera"', "channels[0].for"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_line(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    text = GOOD + ROUTES
    assert right in text
    said = refusal(tmp_path, text.replace(right, wrong, 1))
    assert says in said
    assert "enrollwatch.toml" in said


def test_a_route_of_a_rule_that_there_is_not_is_refused(tmp_path: Path) -> None:
    refuse_unknown_rules(loaded(tmp_path, GOOD + ROUTES))
    wrong = loaded(tmp_path, GOOD + ROUTES.replace("agent-*", "agent-falt"))
    with pytest.raises(SettingsError, match=r"no rule 'agent-falt' \(routes\[0\]\.rule\).*'agent-fault'"):
        refuse_unknown_rules(wrong)
