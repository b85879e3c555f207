"""What the tests of the background work share."""

import uuid

import pytest
from django.contrib.auth.models import User

from renders import composing
from renders.models import ShotSet


@pytest.fixture
def shot_set(order: dict[str, object], petra: User) -> ShotSet:
    """A set that was launched a moment ago; nothing was worked on."""
    return composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
