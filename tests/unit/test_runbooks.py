"""A runbook for each rule, each verdict and each alert of Prometheus, none without one.

And nothing in it that there is not.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from agent import prometheus, runbooks
from agent.cli import cli
from agent.cli.runbook import runbook
from agent.model.verdict import Verdict
from agent.rules import RULE_NAMES
from agent.rules.desks import EUS, NPI_ENUMERATOR

FOLDER = Path(runbooks.__file__).parent
VERDICTS = tuple(str(each) for each in Verdict if each is not Verdict.OK)
ALERTS = tuple(map(prometheus.runbook_of, prometheus.alerts()))
NAMES = (*VERDICTS, *RULE_NAMES, *ALERTS)
PARTS = ["First three checks", "Fix", "Desk"]
LINES = 45  # what still is read on a telephone
NUMBER = re.compile(r"\b1?[-. (]*\d{3}[-. )]+\d{3}[-. ]\d{4}\b")
NUMBERS = {number for desk in (EUS, NPI_ENUMERATOR) for number in NUMBER.findall(desk.reach)}
HOURS = re.compile(r"(Mon-Fri|Monday to Friday|[Ww]eekdays),?( from)? 7 am(-| to )7 pm Eastern")
SAID_AS = {
    "EUS": EUS.reach,
    "IA_SELF_SERVICE": EUS.reach,
    "NPI_ENUMERATOR": NPI_ENUMERATOR.reach,
    "OPERATIONS": "operations",
    "PRACTICE": "practice",
    "contractor": "contractor",
}
"""A desk's name in the code of a rule, and what its page must say of it."""
BY_CONTRACTOR = re.compile(r"\b(contractor\(|desk_of\b|judge_each\b|judge_appeal\b|\.desk\b)")


def page(name: str) -> str:
    return runbooks.text(name) if name in runbooks.names() else pytest.fail(f"no page of {name}")


def parts(name: str) -> dict[str, str]:
    """The text below each heading, one line each paragraph's words apart by one space."""
    pieces = re.split(r"^## (.+)$", page(name), flags=re.MULTILINE)
    return {title: text.strip() for title, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def in_backquotes(text: str) -> list[str]:
    return [" ".join(words.split()) for words in re.findall(r"`([^`]+)`", text)]


def typed(name: str) -> Iterator[list[str]]:
    """The commands that a page names, word by word."""
    return (words.split() for words in in_backquotes(page(name)) if words.startswith("enrollwatch "))


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """What the words name, and what is left of them. Fails on a word that no group has."""
    command: click.Command = cli
    rest = words[1:]
    while isinstance(command, click.Group):
        if not rest:
            pytest.fail(f"{' '.join(words)}: names a group and none of its commands")
        found = command.get_command(click.Context(command), rest[0])
        if found is None or found.hidden:
            pytest.fail(f"{' '.join(words)}: no command {rest[0]}")
        command, rest = found, rest[1:]
    return command, rest


def parameters(command: click.Command) -> Iterator[click.Parameter]:
    """Of a command and of all below it."""
    yield from command.params
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from parameters(below) if below else ()


def desks_of(rule: str) -> set[str]:
    source = Path(import_module(f"agent.rules.{rule.replace('-', '_')}").__file__ or "").read_text()
    named = {desk for desk in SAID_AS if re.search(rf"\b{desk}(\.line|\.name|,|\))", source)} - {"contractor"}
    return named | ({"contractor"} if BY_CONTRACTOR.search(source) else set())


@pytest.mark.parametrize("name", NAMES)
def test_each_rule_verdict_and_alert_of_prometheus_has_a_short_page_with_the_same_parts(name: str) -> None:
    text = page(name)
    assert re.match(rf"# {re.escape(name)}: \S.+\n\n\S.+", text)
    assert list(parts(name)) == PARTS
    assert all(parts(name).values())
    assert len(text.splitlines()) <= LINES
    assert re.findall(r"^(\d+)\. ", parts(name)[PARTS[0]], re.MULTILINE) == ["1", "2", "3"]
    assert not re.search(r"^#{3,} |^# .*\n(.*\n)*# ", text, re.MULTILINE)


def test_no_page_is_of_anything_else() -> None:
    assert set(runbooks.names()) - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_each_command_that_a_page_names_can_be_typed(name: str) -> None:
    for words in typed(name):
        command, rest = command_of(words)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, " ".join(words)
        if command is runbook:
            assert rest[0] in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_option_that_a_page_names_alone_is_one_of_some_command(name: str) -> None:
    alone = {words.split()[0] for words in in_backquotes(page(name)) if words.startswith("--")}
    assert alone <= {option for parameter in parameters(cli) for option in parameter.opts}


@pytest.mark.parametrize("name", NAMES)
def test_each_number_is_that_of_a_desk_and_its_hours_stand_beside_it(name: str) -> None:
    assert set(NUMBER.findall(page(name))) <= NUMBERS
    desk = " ".join(parts(name)["Desk"].split())
    assert NUMBER.findall(EUS.reach)[0] not in desk or HOURS.search(desk)


@pytest.mark.parametrize("name", RULE_NAMES)
def test_a_page_sends_to_the_desks_that_the_rule_sends_to(name: str) -> None:
    desk = " ".join(parts(name)["Desk"].split())
    sent_to = desks_of(name)
    assert sent_to, f"no desk found in the code of {name}"
    assert [each for each in sorted(sent_to) if SAID_AS[each] not in desk] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_link_leads_to_a_page(name: str) -> None:
    for target in re.findall(r"\]\(([^)]*)\)", page(name)):
        assert (FOLDER / target).is_file(), target


def test_the_table_of_contents_has_each_page_in_order_with_its_line() -> None:
    rows = re.findall(
        r"^\| \[(.+)\]\((.+)\.md\) \| (.+) \|$", (FOLDER / "README.md").read_text(), re.MULTILINE
    )
    assert [(called, target) for called, target, _ in rows] == [(name, name) for name in NAMES]
    lines = {name: line for name, _, line in rows}
    for name in RULE_NAMES:
        said = import_module(f"agent.rules.{name.replace('-', '_')}").__doc__ or ""
        assert lines[name] == said.splitlines()[0]


@pytest.mark.parametrize("alert", prometheus.alerts())
def test_the_page_of_an_alert_of_prometheus_names_it(alert: str) -> None:
    assert f"Prometheus' alert {alert}." in page(prometheus.runbook_of(alert))


def test_the_command_prints_a_page_as_it_is() -> None:
    assert CliRunner().invoke(runbook, ["portal_down"]).stdout == page("portal_down")


def test_without_a_name_it_lists_the_title_of_each_page() -> None:
    lines = CliRunner().invoke(runbook, []).stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == list(runbooks.names())


@pytest.mark.parametrize(
    ("typed_name", "said"),
    [
        ("acount-access", "no runbook 'acount-access', did you mean account-access"),
        ("stay", "did you mean enrollment-stay"),
        ("zzz", "no runbook 'zzz': `enrollwatch runbook` lists all"),
        ("../runbooks/portal_down", "no runbook '../runbooks/portal_down'"),
        ("README", "no runbook 'README'"),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_the_nearest(typed_name: str, said: str) -> None:
    answer = CliRunner().invoke(runbook, [typed_name])
    assert answer.exit_code == 2
    assert said in answer.stderr
