"""Exit status, and how an error is told: the table of the command line's contract."""

import json
from collections.abc import Iterator
from io import StringIO

import click
import pytest
from loguru import logger

from agent.cli.exits import Exit, known_error, of_visits, status_of, tell
from agent.logs import set_up
from agent.model.errors import (
    BrowserError,
    EnrollwatchError,
    SealError,
    SettingsError,
    StoreError,
    UnknownAccountError,
    VaultDeniedError,
    VaultError,
)
from agent.model.finding import Severity
from agent.model.incident import Incident, IncidentState
from agent.model.verdict import Verdict
from agent.store import StoreBusyError

from .builders import NOW, finding

CANARY = "canary-of-dana"
LOOKED = [Verdict.OK, Verdict.PORTAL_SLOW, Verdict.SESSION_LOST]
FAILED = [Verdict.PORTAL_DOWN, Verdict.PORTAL_CHANGED, Verdict.ACCOUNT_PROBLEM, Verdict.OWN_FAULT]
UNRESOLVED = [IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.SILENCED]


def incident(severity: Severity, state: IncidentState = IncidentState.OPEN) -> Incident:
    return Incident(id="i0", state=state, finding=finding(severity=severity), opened=NOW, told=NOW)


@pytest.fixture
def log() -> Iterator[StringIO]:
    stream = StringIO()
    set_up(stream)
    yield stream
    logger.remove()


def test_every_verdict_is_in_the_table() -> None:
    assert {*LOOKED, *FAILED} == set(Verdict)


@pytest.mark.parametrize("verdict", LOOKED)
def test_a_look_without_a_critical_incident_is_done(verdict: Verdict) -> None:
    milder = [incident(Severity.WARNING), incident(Severity.INFORMATION)]
    assert of_visits([verdict], []) == of_visits([verdict], milder) == 0


@pytest.mark.parametrize("verdict", LOOKED)
@pytest.mark.parametrize("state", UNRESOLVED)
def test_a_critical_incident_is_found_wrong_whoever_has_taken_it(
    verdict: Verdict, state: IncidentState
) -> None:
    both = [incident(Severity.WARNING), incident(Severity.CRITICAL, state)]
    assert of_visits([verdict], both) == 1


@pytest.mark.parametrize("verdict", FAILED)
def test_one_look_that_failed_outweighs_everything(verdict: Verdict) -> None:
    assert of_visits([verdict], []) == 3
    assert of_visits([Verdict.OK, verdict, Verdict.OK], [incident(Severity.CRITICAL)]) == 3


def test_no_visit_and_no_incident_is_done() -> None:
    assert of_visits([], []) == 0


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (SettingsError, 2),
        (UnknownAccountError, 2),
        (StoreError, 2),
        (StoreBusyError, 2),
        (VaultError, 3),
        (VaultDeniedError, 3),
        (SealError, 3),
        (BrowserError, 3),
        (EnrollwatchError, 3),
    ],
)
def test_each_error_has_its_status(kind: type[EnrollwatchError], status: int) -> None:
    error = kind("what", "where", "do")
    assert status_of(error) == status
    assert known_error(error) is error


def test_an_error_is_told_in_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(SettingsError("no such key", "a.toml:3", "correct it"), as_json=False) is Exit.NOT_STARTED
    out, err = capsys.readouterr()
    assert (out, err) == ("", "enrollwatch: no such key (a.toml:3): correct it\n")


def test_with_json_it_is_also_the_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(VaultError("sealed", "https://vault", "unseal it"), as_json=True) is Exit.NOT_LOOKED
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": {"what": "sealed", "where": "https://vault", "do": "unseal it"}}
    assert err == "enrollwatch: sealed (https://vault): unseal it\n"


def test_wrong_arguments_could_not_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(click.UsageError("no such option: --x"), as_json=True) is Exit.NOT_STARTED
    assert json.loads(capsys.readouterr().out)["error"] == {
        "what": "no such option: --x",
        "where": "arguments",
        "do": "see `enrollwatch --help`",
    }


def broken(password: str) -> None:
    raise RuntimeError(f"typed {password}")


def raised() -> Exception:
    with pytest.raises(RuntimeError) as caught:
        broken(CANARY)
    return caught.value


def test_an_error_nobody_foresaw_shows_its_kind_and_place_and_no_value(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised()
    assert tell(error, as_json=True) is Exit.NOT_LOOKED
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert told["what"] == "an error nobody foresaw: RuntimeError"
    line = broken.__code__.co_firstlineno + 1
    assert told["where"] == f"{__file__}:{line}"
    assert "Traceback" not in out + err
    assert CANARY not in out + err + log.getvalue()
    assert json.loads(log.getvalue())["error"] == "RuntimeError"


def test_an_error_that_was_never_raised_has_no_place(log: StringIO) -> None:
    assert known_error(RuntimeError(CANARY)).where == "unknown"
    assert CANARY not in log.getvalue()
