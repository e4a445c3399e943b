"""`enrollwatch backup` on a store that an agent writes to all the while."""

from pathlib import Path

from agent.evidence import Safe
from agent.model.look import LookKind
from agent.store import Store
from agent.vault import VaultClient
from tests.store.backups import PICTURE
from tests.store.values import NOON, a_look
from tests.system.waiting import eventually
from tests.system.world import World


def probes(world: World) -> int:
    with world.store() as store:
        return len(store.looks(kind=LookKind.PROBE, limit=None))


def keep_a_picture(world: World) -> None:
    """As a visit would, without its browser."""
    with VaultClient(world.settings.vault) as vault, world.store() as store, store.writing() as unit:
        unit.add_look(a_look())
        for record in Safe(world.settings.store.evidence, vault).keep((PICTURE,), "look-1", NOON):
            unit.add_evidence(record)


def test_a_backup_of_a_live_store_verifies_and_restores_elsewhere(world: World, tmp_path: Path) -> None:
    world.configure(schedule={"probe": "1s", "visit": "4h", "jitter": "0s"})
    world.portal.fault("status", code=500)  # so that there are incidents, and alerts go out
    keep_a_picture(world)
    agent = world.start_agent()
    eventually(lambda: probes(world), what="a probe")
    made = world.run("backup", "create")
    assert made.status == 0, made.stderr
    file = made.stdout.splitlines()[0]
    held = probes(world)  # of which the backup may have all
    eventually(lambda: probes(world) > held, what="a probe that the backup does not have")
    verified = world.run("backup", "verify", file)
    assert verified.status == 0, verified.stderr
    assert "every chunk opened" in verified.stdout

    busy = world.run("backup", "restore", file, "--overwrite")
    assert (busy.status, "another agent runs on this store" in busy.stderr) == (2, True)
    assert agent.terminate()[0] == 0
    refused = world.run("backup", "restore", file)
    assert refused.status == 2
    assert "this would be lost:" in refused.stderr
    assert "looks (20" in refused.stderr

    elsewhere = world.run("backup", "restore", file, "--into", str(tmp_path / "elsewhere"))
    assert elsewhere.status == 0, elsewhere.stderr
    damaged = Path(file).with_suffix(".damaged")
    damaged.write_bytes(Path(file).read_bytes()[:-1])
    assert world.run("backup", "verify", str(damaged)).status == 1

    url, evidence = (line.split('"')[1] for line in elsewhere.stdout.splitlines()[-2:])
    with Store.open(url) as there, world.store() as here, VaultClient(world.settings.vault) as vault:
        looks = there.looks(limit=None)
        assert len(looks) >= 2
        assert set(looks) <= set(here.looks(limit=None))
        assert {each.id for each in there.incidents()} <= {each.id for each in here.incidents()}
        records = [record for look in looks for record in there.evidence_of(look.id)]
        assert [Safe(Path(evidence), vault).open_evidence(each) for each in records] == [PICTURE.data]
        assert [entry.action for entry in there.audited()] == ["backup create", "backup restore"]
