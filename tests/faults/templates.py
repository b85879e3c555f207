"""One prepared database and data folder for all tests of real processes; installations begin with a copy of it."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import MIGRATED, digest_of_migrations
from tests.faults.backing import FORMS
from tests.faults.installation import RunningInstallation


@pytest.fixture(scope="session")
def templates(run_folder: Path, django_db_setup: None) -> Path:
    """A folder with the data of an installation that was only `migrated`, and of one with the `demo`; to be copied.

    Whichever process of the test run comes first prepares them for all.
    """
    templates = run_folder / "fault-templates"
    templates.mkdir(exist_ok=True)
    with (templates / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (templates / "demo").exists():
            prepare(templates, run_folder / MIGRATED)
    return templates


def prepare(templates: Path, database: Path) -> None:
    """Make the templates, from the run's migrated `database` where that is a file; the last one gets its name when it
    is complete."""
    folder = templates / "unfinished"
    folder.mkdir()
    installation = RunningInstallation(folder)
    try:
        if database.exists():
            shutil.copy(database, folder / "packshot.sqlite3")
        else:
            installation.migrate()
        installation.save(templates / "migrated")
        installation.run("fill_with_demo(); close_files()")
    finally:
        installation.close()
    folder.rename(templates / "demo")


@pytest.fixture(scope="session")
def migrated(templates: Path) -> Path:
    """The data of an installation without any row of a person's making."""
    return templates / "migrated"


@pytest.fixture(scope="session")
def migrated_file(migrated: Path) -> Path:
    """Its database, in SQLite whatever the tests' own one is."""
    return migrated / "packshot.sqlite3"


@pytest.fixture(scope="session")
def migrated_on_postgres(run_folder: Path, pytestconfig: pytest.Config) -> Path:
    """As `migrated`, with the rows on Postgres. Saved for later runs of the same migrations."""
    cache = pytestconfig.cache.mkdir("migrated-postgres") if pytestconfig.cache else run_folder
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        saved = cache / digest_of_migrations()
        if not saved.exists():
            for outdated in cache.glob("*/"):
                shutil.rmtree(outdated)
            with on_postgres(cache / "unfinished") as installation:
                installation.migrate()
            (cache / "unfinished").rename(saved)
    return saved


@pytest.fixture(scope="session")
def demo_on_postgres(run_folder: Path, migrated_on_postgres: Path) -> Path:
    """As `demo`, with the rows on Postgres."""
    with (run_folder / "demo-on-postgres-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = run_folder / "demo-on-postgres"
        if not made.exists():
            with on_postgres(run_folder / "unfinished-on-postgres") as installation:
                installation.restore(migrated_on_postgres)
                installation.run("fill_with_demo()")
            (run_folder / "unfinished-on-postgres").rename(made)
    return made


@contextmanager
def on_postgres(template: Path) -> Iterator[RunningInstallation]:
    """An installation on a server of its own, which becomes a template."""
    with tempfile.TemporaryDirectory() as folder, FORMS["postgres"](Path(folder)) as backing:
        installation = RunningInstallation(Path(folder), backing)
        try:
            yield installation
            installation.save(template)
        finally:
            installation.close()


@pytest.fixture(scope="session")
def demo(templates: Path) -> Path:
    """The data of an installation with the demo catalogue, whose photos are cut out."""
    return templates / "demo"
