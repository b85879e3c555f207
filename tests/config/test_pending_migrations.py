"""A database that stopped between two versions is refused in a sentence, never taken for one of today."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.supervision.pending_migrations import pending_migrations
from renders.management import set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def between_versions():
    """The last small step of the renders is still to be taken."""
    recorder = MigrationRecorder(connection)
    steps = recorder.migration_qs.filter(app="renders")
    steps.filter(name__contains="squashed").delete()
    steps.order_by("name").last().delete()


def test_a_database_of_today_has_nothing_pending():
    assert pending_migrations() == []


@pytest.mark.usefixtures("between_versions")
def test_a_database_between_two_versions_is_refused():
    assert [migration.app_label for migration in pending_migrations()] == ["renders"]
    for begin in (set_up.migrate, set_up.is_new):
        with pytest.raises(CommandError, match="nothing leads on from there"):
            begin()
