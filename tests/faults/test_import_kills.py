"""The worker dies in the middle of an import and of its undoing: the catalogue has all of the file or nothing of it."""

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.installation import RunningInstallation

ROWS, COLORS, DEATHS = 6_000, 4, 3
NOTHING, ALL = (0, 0), (ROWS // COLORS, ROWS)  # products and colours
LONG_WRITE = 0.01  # seconds; other writes of a worker are shorter
BEGIN = """
from renders.pipeline.importing import beginning
from renders.models import ProductImport
HEADER = "sku,product_code,product_name,category,noun,material,finish,name,color_words,swatch"
line = "cup-{0},cup-{1},Cup {1},Drinkware,cup,clay,gloss,White {0},white,#ffffff".format
data = "\\n".join([HEADER, *(line(number, number // COLORS) for number in range(ROWS))]).encode()
one = beginning.begin_with_file(data, "cups.csv", by=None)
beginning.choose_columns(one, one.columns, is_updating=True)
"""
CONFIRM = """
from renders.pipeline.importing import beginning
from renders.models import ProductImport
beginning.confirm(ProductImport.objects.get())
"""
UNDO = CONFIRM.replace("confirm", "ask_to_undo")


@pytest.fixture
def installation(tmp_path: Path, migrated: Path) -> Iterator[RunningInstallation]:
    """Tables and nothing in them."""
    folder = tmp_path / "installation"
    shutil.copytree(migrated, folder)
    running = RunningInstallation(folder)
    yield running
    running.close()


def catalogue(installation: RunningInstallation) -> tuple[object, ...]:
    """How many products and colours there are."""
    return installation.query("SELECT (SELECT count(*) FROM catalog_product), (SELECT count(*) FROM catalog_colorway)")[
        0
    ]


def state(installation: RunningInstallation) -> object:
    return installation.query("SELECT state FROM renders_productimport")[0][0]


def is_written(database: sqlite3.Connection) -> bool:
    """Whether somebody is writing to the database right now."""
    try:
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    database.execute("ROLLBACK")
    return False


def wait_for_long_write(installation: RunningInstallation, moments: random.Random, last: str) -> None:
    """Return in the middle of a transaction that takes its time, or once a quick worker reached the last state."""
    path = installation.folder / "packshot.sqlite3"
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:

        def is_long() -> bool:
            began = time.monotonic()
            while is_written(database):
                if time.monotonic() - began > LONG_WRITE:
                    return True
            return False

        installation.wait(lambda: is_long() or state(installation) == last)
    time.sleep(moments.uniform(0, LONG_WRITE))


def work_and_die(installation: RunningInstallation, moments: random.Random, after: str) -> None:
    """Kill workers in the middle of their writes until the import may go on to that state; the catalogue is never
    in part."""
    for _ in range(DEATHS):
        worker = installation.worker()
        wait_for_long_write(installation, moments, last=after)
        worker.kill()
        assert catalogue(installation) in {NOTHING, ALL}
    worker = installation.worker()
    installation.wait(lambda: state(installation) == after)
    worker.kill()


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
def test_an_import_whose_worker_dies_is_written_wholly_and_undone_wholly(
    installation: RunningInstallation, seed: int
) -> None:
    moments = random.Random(seed)
    installation.run(f"ROWS, COLORS = {ROWS}, {COLORS}\n{BEGIN}")
    work_and_die(installation, moments, "checked")
    assert catalogue(installation) == NOTHING
    installation.run(CONFIRM)
    work_and_die(installation, moments, "done")
    assert catalogue(installation) == ALL
    installation.run(UNDO)
    work_and_die(installation, moments, "undone")
    assert catalogue(installation) == NOTHING
    installation.run("call_command('verify')")
