"""What the person on call types, `enrollwatch incidents ack` and the like, and what `show` tells then."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.cli import main
from agent.cli.incidents import incidents
from agent.cli.operator import operator
from agent.model.errors import SettingsError
from agent.model.finding import Severity
from agent.model.incident import Change, Incident, IncidentState, Transition
from agent.on_call import TooLateError, UnknownIncidentError, UnknownSilenceError
from agent.store import Store

from .builders import ACCOUNT, NOW, finding
from .settings_text import SETTINGS

ON_CALL = """
[[channels]]
name = "ops-log"
kind = "log"
[[on_call]]
after = "30m"
channels = ["ops-log"]
"""
AT = ("--at", "2026-03-02T09:10:00-05:00")  # ten minutes after it was opened
LATER = ("--at", "2026-03-02T09:20:00-05:00")
WHY = ("--why", "the portal is moved")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With one critical incident that nobody took."""
    (tmp_path / "enrollwatch.toml").write_text(SETTINGS + ON_CALL)
    found = finding(rule="portal-availability", subject=ACCOUNT, account=ACCOUNT, severity=Severity.CRITICAL)
    incident = Incident(id="incident-1", state=IncidentState.OPEN, finding=found, opened=NOW, told=NOW)
    with opened(tmp_path) as store, store.writing() as unit:
        unit.save_change(Change(incident=incident, transition=Transition.OPENED, at=NOW))
    return tmp_path


def opened(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder}/data/enrollwatch.db")


def run(folder: Path, *words: str) -> str:
    arguments = [*words, "--config", str(folder / "enrollwatch.toml")]
    result = CliRunner().invoke(incidents, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def document(folder: Path, *words: str) -> Any:
    return json.loads(run(folder, *words, "--json"))


def test_taking_an_incident_says_whose_it_is_now(folder: Path) -> None:
    said = run(folder, "ack", "incident-1", "--why", "on the phone", *AT)
    assert said == f"incident-1 is taken by {operator()}: acknowledged.\n"
    with opened(folder) as store:
        assert [(alert.transition, alert.channel) for alert in store.alerts()] == [
            ("acknowledged", "ops-log")
        ]
        (entry,) = store.audited("incident-1")
    assert (entry.who, entry.action, entry.detail) == (operator(), "incidents ack", "on the phone")


def test_taking_and_closing_are_documents_too(folder: Path) -> None:
    taken = document(folder, "ack", "incident-1", *AT)["incident"]
    assert (taken["id"], taken["state"], taken["taken_by"]) == ("incident-1", "acknowledged", operator())
    closed = document(folder, "resolve", "incident-1", *WHY, *LATER)["incident"]
    assert (closed["state"], closed["resolved"]) == ("resolved", "2026-03-02T14:20:00+00:00")


@pytest.mark.parametrize("deed", ["ack", "resolve"])
def test_an_unknown_incident_and_one_that_is_over_are_refused(folder: Path, deed: str) -> None:
    with pytest.raises(UnknownIncidentError, match="no incident 'nosuchid'"):
        run(folder, deed, "nosuchid", *WHY)
    run(folder, "resolve", "incident-1", *WHY, *AT)
    with pytest.raises(TooLateError, match="was resolved 2026-03-02 14:10 UTC"):
        run(folder, deed, "incident-1", *WHY, *LATER)


def test_a_silence_says_what_it_quieted_until_when_and_is_listed_while_it_lasts(folder: Path) -> None:
    made = document(folder, "silence", "--rule", "portal-*", "--for", "2h", *WHY, *AT)
    silence = made["silence"]
    assert made["incidents"] == ["incident-1"]
    assert (silence["rule"], silence["account"], silence["who"]) == ("portal-*", None, operator())
    assert (silence["made"], silence["until"]) == ("2026-03-02T14:10:00Z", "2026-03-02T16:10:00Z")
    assert document(folder, "silences", *LATER)["silences"] == [silence]
    line = run(folder, "silences", *LATER)
    assert line.startswith(f"{silence['id']}  lasts  rule portal-* until 2026-03-02 16:10 UTC, by ")
    assert line.endswith(": the portal is moved\n")
    assert run(folder, "silences") == "No silence lasts.\n"  # today it is long over
    assert f"{silence['id']}  over " in run(folder, "silences", "--all")


def test_a_silence_until_a_time_is_of_what_matches_all_that_is_given(folder: Path) -> None:
    until = ("--until", "2026-03-02T10:00:00-05:00")
    other = document(folder, "silence", "--rule", "portal-*", "--severity", "warning", *until, *WHY, *AT)
    assert other["incidents"] == []
    one = run(folder, "silence", "--account", "north-*", "--severity", "critical", *until, *WHY, *AT)
    assert "account north-*, severity critical until 2026-03-02 15:00 UTC.\n" in one
    assert one.endswith("Silenced: incident-1  portal-availability  wrong\n")


def test_a_silence_that_is_ended_says_what_is_told_again(folder: Path) -> None:
    made = document(folder, "silence", "--subject", ACCOUNT, "--for", "2h", *WHY, *AT)
    identifier = made["silence"]["id"]
    said = run(folder, "unsilence", identifier, *LATER)
    assert said == f"Silence {identifier} is over.\nTold of again: incident-1  portal-availability  wrong\n"
    with pytest.raises(TooLateError, match="the silence ended"):
        run(folder, "unsilence", identifier, *LATER)
    with pytest.raises(UnknownSilenceError):
        run(folder, "unsilence", "nosuchid", *LATER)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--for", "2h"), "the silence matches nothing"),
        (("--rule", "", "--for", "2h"), "the silence matches nothing"),
        (("--rule", "portal-*"), "not said how long"),
        (("--rule", "portal-*", "--for", "2h", "--until", "2026-03-03T00:00:00Z"), "not said how long"),
        (
            ("--rule", "portal-*", "--until", "2026-03-02T09:10:00-05:00"),
            "2026-03-02 14:10 UTC is in the past",
        ),
        (("--rule", "portal-*", "--for", "99999999d"), "would never end"),
        (("--rule", "portal-availabilty", "--for", "2h"), "no rule matches 'portal-availabilty'"),
        (("--account", "west-*", "--for", "2h"), "no account matches 'west-\\*'"),
        (("--severity", "critcal", "--for", "2h"), "no severity matches 'critcal'"),
    ],
)
def test_a_silence_that_would_quiet_nothing_is_refused(
    folder: Path, words: tuple[str, ...], what: str
) -> None:
    with pytest.raises(SettingsError, match=what) as caught:
        run(folder, "silence", *words, *WHY, *AT)
    assert caught.value.do
    with opened(folder) as store:
        assert store.silences() == ()
        assert store.audited() == ()


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("silence", "--for", "2h", "--why", "x"), 2, "give a rule, an account"),
        (("silence", "--rule", "portal-*", "--for", "2h", "--why", "  "), 2, "say why"),
        (("silence", "--rule", "portal-*", "--for", "soon", "--why", "x"), 2, "'soon' is not a duration"),
        (("resolve", "incident-1"), 2, "--why"),
        (("ack", "nosuchid"), 3, "no incident 'nosuchid'"),
    ],
)
def test_what_is_refused_is_told_with_its_status(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, says: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["incidents", *words, "--json", "--config", str(folder / "enrollwatch.toml")])
    told = json.loads(capsys.readouterr().out)["error"]
    assert left.value.code == status
    assert says in f"{told['what']}: {told['do']}"


def lines(folder: Path) -> list[str]:
    return run(folder, "show", "incident-1").splitlines()


def test_an_incident_that_nobody_took_shows_its_step_and_the_next_one(folder: Path) -> None:
    shown = lines(folder)
    assert "State:          open" in shown
    assert "On call:        first notice" in shown
    assert (
        "Next:           escalation at 2026-03-02 09:30 EST (2026-03-02 14:30 UTC), step 1: ops-log" in shown
    )
    assert not any(line.startswith(("Taken by:", "Silenced:", "What people did")) for line in shown)
    assert document(folder, "show", "incident-1")["next"] == {
        "transition": "escalated",
        "at": "2026-03-02T14:30:00+00:00",
        "step": 1,
        "channels": ["ops-log"],
    }


def test_an_incident_that_somebody_took_shows_who_why_and_the_next_reminder(folder: Path) -> None:
    run(folder, "ack", "incident-1", "--why", "on the phone", *AT)
    shown = lines(folder)
    assert "State:          acknowledged" in shown
    assert f"Taken by:       {operator()}" in shown
    assert "Next:           reminder at 2026-03-05 09:10 EST (2026-03-05 14:10 UTC)" in shown
    assert any(line.endswith(f"  {operator()}: incidents ack: on the phone") for line in shown)
    assert f"(taken by {operator()})" in run(folder, "list")


def test_a_silenced_incident_shows_until_when_who_and_why_and_that_nothing_comes_next(folder: Path) -> None:
    until = NOW + timedelta(days=36500)
    made = document(folder, "silence", "--rule", "*", "--until", until.isoformat(), *WHY, *AT)["silence"]
    (told,) = [line for line in lines(folder) if line.startswith("Silenced:")]
    assert told.startswith("Silenced:       until 2126-")
    assert told.endswith(f" by {operator()}: the portal is moved (silence {made['id']})")
    shown = document(folder, "show", "incident-1")
    assert (shown["state"], shown["silence"], shown["next"]) == ("silenced", made, None)
