"""A visit whose session is taken away, whose page signs by itself, or whose account is in use.

What waits for a next authenticator code or for a lock waits at the same time, in one batch.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import pytest
from filelock import FileLock

from tests.system.agent_process import Result
from tests.system.parts import Portal, Sink, Vault
from tests.system.visit_document import Visit, documented
from tests.system.waiting import eventually
from tests.system.warm_agent import WarmAgent
from tests.system.world import World

ENGINES = ("chromium", "firefox")
MID_VISIT = "/pecos/home.do"  # after the profile, before the enrollments
ONCE = {"chromium": "orchard-family", "firefox": "summit-cardiology"}
TWICE = {"chromium": "north-clinic", "firefox": "lakeside-therapy"}  # reads little of its account
ALONE = "orchard-family"  # all well, and the fewest pages
PATIENCE = 60  # seconds a visit waits for its account


def _lock_of(world: World, account: str) -> FileLock:
    """What a running visit of the account holds, in whatever process it is."""
    folder = world.settings.store.evidence.parent / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"{account}.lock")


@pytest.fixture(scope="module", autouse=True)
def busy_visit(
    tmp_path_factory: pytest.TempPathFactory, shared_vault: Vault, shared_portal: Portal, shared_sink: Sink
) -> Iterator[Future[Result]]:
    """Begun before the module's other tests: it only waits, for as long as its patience lasts."""
    folder = tmp_path_factory.mktemp("busy")
    with (
        World(folder, shared_vault, shared_portal, shared_sink, ("summit-cardiology",)) as world,
        _lock_of(world, "summit-cardiology"),
        ThreadPoolExecutor(1) as pool,
    ):
        world.configure(channels=[])  # the other tests count what the sink gets
        yield pool.submit(world.run, "visit", "--all", "--json")


@pytest.fixture(scope="module")
def cut_off(
    tmp_path_factory: pytest.TempPathFactory, shared_vault: Vault, shared_portal: Portal, shared_sink: Sink
) -> Mapping[str, Result]:
    """By account: visits that lost their session once or twice, all run at the same time."""
    shared_portal.reset()
    jobs = [(*each, 1) for each in ONCE.items()] + [(*each, 2) for each in TWICE.items()]

    def run(job: tuple[str, str, int]) -> tuple[str, Result]:
        engine, account, times = job
        shared_portal.fault("session-killed", path=MID_VISIT, account=account, times=times)
        folder = tmp_path_factory.mktemp(account)
        with World(folder, shared_vault, shared_portal, shared_sink, (account,)) as world:
            return account, world.run("visit", account, "--json", "--browser", engine)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return dict(pool.map(run, jobs))


def _only(done: Result) -> Visit:
    (visit,) = documented(done.stdout)
    return visit


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_lost_in_mid_visit_is_taken_up_again_and_is_no_outage(
    cut_off: Mapping[str, Result], engine: str
) -> None:
    done = cut_off[ONCE[engine]]
    visit = _only(done)
    assert (done.status, visit.verdict, visit.browser) == (0, "session_lost", engine)
    assert "signed in again and went on" in (visit.reason or "")
    assert visit.facts
    assert not {"enrollments", "session.limit_minutes", "password.days_left"} & set(visit.facts.not_read)
    assert visit.facts.enrollments
    assert "portal-availability" not in {finding.rule for finding in visit.findings}
    assert [page.name for step in visit.steps for page in step.pages].count("ia-mfa") == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_lost_twice_is_the_portal_s_failure(cut_off: Mapping[str, Result], engine: str) -> None:
    done = cut_off[TWICE[engine]]
    visit = _only(done)
    assert (done.status, visit.verdict) == (3, "portal_down")
    assert "twice in one visit (pecos-home)" in (visit.reason or "")
    assert visit.facts
    assert "session.limit_minutes" in visit.facts.not_read
    assert visit.facts.password.days_left is not None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "path", [MID_VISIT, "/pecos/enrollments.do", "/IAWeb/login.do"], ids=["home", "enrollments", "login"]
)
def test_a_page_that_signs_by_itself_is_stopped_and_critical_and_nothing_is_written(
    world: World, warm: WarmAgent, engine: str, path: str
) -> None:
    world.configure(accounts=(ALONE,))
    world.portal.fault("self-submitting", path=path)
    answer = warm.visit(world, ALONE, browser=engine)
    (finding,) = [each for each in answer.visit["findings"] if each["rule"] == "unexpected-write"]
    assert (answer.status, answer.visit["verdict"]) == (1, "ok")
    assert finding["severity"] == "critical"
    assert "/pecos/manageSignatures.do; stopped before it left" in finding["title"]
    assert world.portal.requests(kind="write") == []
    assert {each["state"] for each in answer.visit["alerts"]} == {"sent"}
    assert len(world.sink.messages("mail")) == len(world.sink.messages("webhook")) == 1


def test_a_visit_waits_for_the_account_s_lock_before_it_signs_in(world: World) -> None:
    world.configure(accounts=(ALONE,))
    with ThreadPoolExecutor(1) as pool:
        with _lock_of(world, ALONE):
            visit = pool.submit(world.run, "visit", ALONE, "--json")
            eventually(lambda: (world.folder / "data" / "enrollwatch.db").exists(), what="the visit's start")
            with pytest.raises(TimeoutError):
                visit.result(timeout=3)
            assert world.portal.requests(account=ALONE) == []
        done = visit.result()
    assert (done.status, _only(done).verdict) == (0, "ok")
    assert len(world.portal.requests(kind="sign_in", account=ALONE)) == 1


def test_an_account_that_stays_in_use_is_an_own_fault_after_a_minute(busy_visit: Future[Result]) -> None:
    done = busy_visit.result()
    visit = _only(done)
    waited = datetime.fromisoformat(visit.ended) - datetime.fromisoformat(visit.started)
    assert (done.status, visit.verdict) == (3, "own_fault")
    assert f"account busy: another visit has used it for {PATIENCE} s (summit-cardiology)" in (
        visit.reason or ""
    )
    assert PATIENCE <= waited.total_seconds() < PATIENCE + 30
    assert visit.steps == []
