"""The browser of somebody who reviews."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def reviewing(ruth: User, client_of: Callable[[User], Client]) -> Client:
    """Ruth's browser."""
    return client_of(ruth)
