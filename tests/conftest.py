"""The cast: Petra plans, Ruth reviews, Ada administers, Sam sees nothing."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import Client, TransactionTestCase
from xdist.scheduler import LoadFileScheduling

from renders.models.fast_execution import OWN
from renders.outbound.connections import close_connections
from tests.databases import Copy
from tests.factories import make_person
from tests.interrupts import accept_interrupts
from tests.late_conditions import refuse_late_conditions
from tests.missing_names import collect_missing_names, none_missing

pytest_plugins = ["tests.faults.templates", "tests.s3_stores"]
BROWSER = "tests/browser/"
# Python looks for unreachable objects after every 700 new ones: a quarter of the suite's time, as thousands of tests
# and all of Django are looked through again and again.
gc.set_threshold(100_000, 20, 50)


class TogetherScheduling(LoadFileScheduling):
    """A file's tests go to one process, and all browser tests to the same one: they share one running site."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling:
    """What xdist asks for when tests run on several cores."""
    return TogetherScheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """More processes than cores, because every third second of a test waits for a vendor, a worker or the browser."""
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_configure() -> None:
    """Ctrl-C ends what tests start; every test also asks whether a claim would have two winners on Postgres."""
    accept_interrupts()
    refuse_late_conditions()
    collect_missing_names()


def pytest_collection_finish() -> None:
    """What was imported and collected stays; there is no need to look through it again."""
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `.ci/run` asks for on Postgres: what touches no row runs there as it does anywhere."""
    parser.addoption("--rows", action="store_true", help="run only tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what uses no database, if asked."""
    if config.getoption("--rows"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_rows(item)])
        items[:] = [item for item in items if uses_rows(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Playwright runs a loop in the thread of the tests, where Django takes another connection from then on. Fast
    statements keep the one that they found first, and would wait for the transaction of the other."""
    OWN.database = connections[DEFAULT_DB_ALIAS]


def uses_rows(item: pytest.Item) -> bool:
    """Whether a test, or anything it asks for, opens the database."""
    fixtures = {"db", "transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of the test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, run_folder: Path, worker_id: str, pytestconfig: pytest.Config
) -> Iterator[None]:
    """A copy of the migrated database, in the place of pytest-django's own migrating in every process."""
    cache = pytestconfig.cache and pytestconfig.cache.mkdir("migrated-databases")
    copy, clean_up = Copy(run_folder, worker_id, cache), TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        copy.create()
    TransactionTestCase._fixture_teardown = lambda test: copy.put_back()
    yield
    TransactionTestCase._fixture_teardown = clean_up
    with django_db_blocker.unblock():
        copy.remove()


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For fixtures of a module that make rows: every test of the module finds them as they were made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def names_of_templates() -> Iterator[None]:
    """Every test also asks whether templates name what is there."""
    with none_missing():
        yield


@pytest.fixture(scope="module", autouse=True)
def own_connections() -> Iterator[None]:
    """What a module's tests have asked over HTTP stays connected until its end. Each server that listens at a port of
    its own has a pool of its own: by the end of a run there would be hundreds."""
    yield
    close_connections()


@pytest.fixture
def petra(db: None) -> Any:
    """A marketer: composes, launches, submits, publishes what is approved."""
    return make_person("petra", group="Marketers", first_name="Petra")


@pytest.fixture
def paul(db: None) -> Any:
    """Another marketer, for what belongs to somebody else."""
    return make_person("paul", group="Marketers", first_name="Paul")


@pytest.fixture
def ruth(db: None) -> Any:
    """A reviewer: decides, spends nothing."""
    return make_person("ruth", group="Reviewers", first_name="Ruth")


@pytest.fixture
def ada(db: None) -> Any:
    """An admin: configures, neither launches nor decides."""
    return make_person("ada", group="Admins", first_name="Ada", is_staff=True)


@pytest.fixture
def sam(db: None) -> Any:
    """Signed in, in no group."""
    return make_person("sam", group=None, first_name="Sam")


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A browser in which that person has signed in: `client_of(petra)`."""

    def signed_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def petras(petra: Any, client_of: Callable[[Any], Client]) -> Client:
    """Petra's browser."""
    return client_of(petra)
