import pytest

from renders.models import Attempt
from tests.factories import make_attempt

pytestmark = pytest.mark.django_db


def test_every_callback_that_was_not_stored_counts():
    assert Attempt.objects.ignored_callbacks() == 0
    for ignored in (1, 2):
        make_attempt(callbacks_ignored=ignored)
    assert Attempt.objects.ignored_callbacks() == 3
