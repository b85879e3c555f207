"""A bucket that fails in the middle of storing a paid picture (F14): the worker's own disk has it meanwhile."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.backing.store import StoreInBucket
from tests.faults.forms_in_use import SET_UP, FormInUse, form_in_use

RENDERS = 8
FILLED = f"fill_with_demo(){SET_UP}"  # its artwork lies in the bucket too
# The vendor has no picture any more, and knows no task.
FORGOTTEN = [{"fault": "404", "on": "asset"}, {"fault": "404", "on": "read"}]


@pytest.fixture
def store(radosgw: Any) -> Iterator[StoreInBucket]:
    with closing(StoreInBucket(radosgw)) as store:
        yield store


@pytest.fixture
def form(store: StoreInBucket, migrated_on_postgres: Path, tmp_path: Path) -> Iterator[FormInUse]:
    with form_in_use("postgres", tmp_path, migrated_on_postgres, store, FILLED) as form:
        yield form


@contextmanager
def silent_then_cut(store: StoreInBucket, form: FormInUse) -> Iterator[None]:
    """It stops taking bytes once some of a picture may be there, and then every connection breaks."""
    with store.link.silent():
        form.installation.wait(lambda: spooled(form))
    with store.link.cut():
        yield


@contextmanager
def killed(store: StoreInBucket, form: FormInUse) -> Iterator[None]:
    with store.killed():
        yield


def spooled(form: FormInUse) -> list[str]:
    """The pictures on the disk of the worker, by their sha256."""
    return [path.name for path in form.installation.folder.glob("spool/masters/*") if not path.name.startswith(".")]


def rows_of_spooled(form: FormInUse) -> int:
    rows = form.installation.query("SELECT count(*) FROM renders_render WHERE output::jsonb ->> 'spooled' <> ''")
    return int(str(rows[0][0]))


@pytest.mark.parametrize("fault", [silent_then_cut, pytest.param(killed, marks=pytest.mark.long)])
def test_no_paid_picture_is_lost_with_the_store_and_the_vendors_memory(
    form: FormInUse, store: StoreInBucket, fault: Any
) -> None:
    installation, sim = form.installation, form.sim
    worker = installation.worker()
    installation.order(RENDERS, "spooled")
    with fault(store, form):
        installation.wait(lambda: rows_of_spooled(form) + installation.states()["ready"] == RENDERS)
        worker.kill()
        sim.script(*FORGOTTEN)
        fetched = sim.stats()["requests"]["asset"]
        worker = installation.worker()
        tried = "SELECT count(*) FROM renders_render WHERE state = 'finished' AND failed_tries > 1"
        installation.wait(lambda: installation.query(tried) != [(0,)])
        waiting = set(spooled(form))
        assert waiting
        assert set(installation.states()) <= {"finished", "ready"}
    installation.wait(form.is_done)
    worker.stop()
    assert sim.stats()["requests"]["asset"] == fetched, "none was fetched again"
    assert waiting <= set(store.names())
    assert spooled(form) == []
    sim.script()
    form.check(RENDERS)
