"""The connection to the database beside Playwright's loop."""

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from renders.models.fast_execution import OWN

pytestmark = pytest.mark.django_db(transaction=True)


def test_fast_statements_take_the_connection_that_django_takes(playwright):
    assert OWN.database is connections[DEFAULT_DB_ALIAS]
