"""The cast: Petra plans, Ruth reviews, Ada administers, Sam sees nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_person


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
