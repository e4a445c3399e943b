"""A wrong password is typed once, and never again until Vault has a newer version."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.system.agent_process import Result
from tests.system.visit_document import Visit, documented
from tests.system.world import World

ACCOUNT = "orchard-family"  # all well, and the fewest pages


@pytest.fixture
def world(world: World) -> World:
    world.configure(accounts=(ACCOUNT,))
    return world


def _visit(world: World, *options: str) -> Visit:
    """By a process of its own; refused."""
    done = world.run("visit", ACCOUNT, "--json", *options)
    (visit,) = documented(done.stdout)
    assert (done.status, visit.verdict) == (3, "account_problem")
    return visit


def _typed(world: World) -> int:
    return len(world.portal.requests(kind="sign_in", account=ACCOUNT))


def test_each_version_is_typed_once_however_often_and_in_however_many_processes_it_is_run(
    world: World,
) -> None:
    world.vault.give(ACCOUNT, password="Wr0ng@first")
    refused, again, dry = _visit(world), _visit(world), _visit(world, "--dry-run")
    assert "refuses the user ID or password" in (refused.reason or "")
    assert [change.rule for change in refused.incidents] == ["account-access"]
    for repeated in (again, dry):
        assert "is not typed again" in (repeated.reason or "")
        assert "new-version" in (repeated.reason or "")
        assert (repeated.incidents, repeated.steps) == ([], [])
    assert _typed(world) == 1

    world.vault.give(ACCOUNT, password="Wr0ng@second")
    assert "refuses the user ID or password" in (_visit(world).reason or "")
    assert "is not typed again" in (_visit(world).reason or "")
    assert _typed(world) == 2


def test_a_firefox_after_a_firefox_does_not_type_it_again(world: World) -> None:
    world.vault.give(ACCOUNT, password="Wr0ng@first")
    reasons = [_visit(world, "--browser", "firefox").reason or "" for _ in range(2)]
    assert "refuses the user ID or password" in reasons[0]
    assert "is not typed again" in reasons[1]
    assert _typed(world) == 1


def test_a_newer_version_that_is_right_ends_the_incident(world: World) -> None:
    world.vault.give(ACCOUNT, password="Wr0ng@first")
    _visit(world)
    world.vault.restore()
    done = world.run("visit", ACCOUNT, "--json")
    (visit,) = documented(done.stdout)
    assert (done.status, visit.verdict) == (0, "ok")
    assert ("account-access", "resolved") in [(each.rule, each.transition) for each in visit.incidents]
    assert len(world.sink.messages("mail")) == 2


def test_a_dry_run_too_spends_the_one_try(world: World) -> None:
    world.vault.give(ACCOUNT, password="Wr0ng@first")
    assert "refuses the user ID or password" in (_visit(world, "--dry-run").reason or "")
    later = _visit(world)
    assert "is not typed again" in (later.reason or "")
    assert _typed(world) == 1
    assert [change.rule for change in later.incidents] == ["account-access"], "and somebody is told"


def test_of_two_visits_at_once_only_one_types_it(world: World) -> None:
    world.vault.give(ACCOUNT, password="Wr0ng@first")

    def run(_: int) -> Result:
        return world.run("visit", ACCOUNT, "--json")

    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(run, range(2)))
    reasons = sorted(documented(done.stdout)[0].reason or "" for done in ended)
    assert [done.status for done in ended] == [3, 3]
    assert _typed(world) == 1
    assert "refuses the user ID or password" in reasons[0]
    assert "is not typed again" in reasons[1]
