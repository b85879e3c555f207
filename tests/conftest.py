"""The cast: Petra plans, Ruth reviews, Ada administers, Sam sees nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from xdist.scheduler import LoadFileScheduling

from catalog import guards as catalog_guards
from catalog.guards import lift
from renders import guards
from tests.factories import make_person

BROWSER = "tests/browser/"


class TogetherScheduling(LoadFileScheduling):
    """A file's tests go to one process, and all browser tests to the same one: they share one running site."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling:
    """What xdist asks for when tests run on several cores."""
    return TogetherScheduling(config, log)


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


@pytest.fixture(autouse=True)
def liftable_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that writes for good must be able to empty its tables; migrating puts the guards back."""
    writes_for_good = {"transactional_db", "live_server"} & set(request.fixturenames)
    marked = any(mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db"))
    if not (writes_for_good or marked):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    lift([*catalog_guards.GUARDS, *guards.TRIGGERS])
