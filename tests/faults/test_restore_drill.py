"""An older database comes back while the vendor has newer tasks: nothing is bought twice, and what cannot be known here
waits for a person."""

from pathlib import Path

from tests.faults.scenario import Scenario

IN_FLIGHT = "SELECT count(*) FROM renders_render WHERE state IN ('assigned', 'submitting', 'submitted', 'finished')"
HELD = "SELECT count(*) FROM renders_account WHERE paused_code = 'restored'"
LONG_RESTORED = (
    "from datetime import timedelta; from renders.models import Restore; "
    "Restore.objects.update(restored_at=timezone.now() - timedelta(minutes=2))"
)


def managed(scenario: Scenario, *arguments: str) -> str:
    """What a management command says that ends well."""
    done = scenario.installation.finish(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_restoring_an_older_database_buys_nothing_twice(polling: Scenario, tmp_path: Path):
    polling.begin(cap=2)
    installation, backups = polling.installation, tmp_path / "backups"
    backups.mkdir()
    installation.run("Account.objects.update(cap_in_flight=1)")
    older = installation.order(6, "older")
    worker = installation.worker()
    installation.wait(lambda: installation.states_of(older)["submitted"] >= 1)
    worker.kill()
    managed(polling, "backup", str(backups))
    at_backup = installation.states_of(older)
    assert at_backup["queued"] >= 1
    polling.finish(older)
    lost = installation.order(2, "lost")
    polling.finish(lost)
    assert len(polling.sim.ledger()["accepted"]) == 8

    [backup] = backups.iterdir()
    installation.run("close_files()")
    assert "Orders are held" in managed(polling, "restore", str(backup), "--replace")
    assert installation.query(HELD) != [(0,)]
    worker = installation.worker()
    installation.wait(lambda: installation.query(IN_FLIGHT) == [(0,)])
    installation.run(LONG_RESTORED)
    said = managed(polling, "reconcile", "--lift")
    assert "tasks are not known here" in said
    assert installation.query(HELD) == [(0,)]
    worker.stop()
    newer = installation.order(2, "newer")
    polling.finish(newer)

    assert len(polling.sim.ledger()["accepted"]) == 10
    assert set(polling.sim.ledger()["per_key"].values()) == {1}
    assert installation.states_of(older)["queued"] == at_backup["queued"]
    assert installation.query(f"SELECT paused_at IS NOT NULL FROM renders_shotset WHERE id = {older.pk}") == [(1,)]
    managed(polling, "verify")
