"""A database that stopped between two versions is refused in a sentence, never taken for one of today."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from config.supervision.pending_migrations import BetweenVersions, pending_migrations
from renders.management import set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def between_versions():
    """A small step of the renders, of those that one stands for now, is still to be taken."""
    recorder = MigrationRecorder(connection)
    steps = recorder.migration_qs.filter(app="renders")
    steps.filter(Q(name__contains="squashed") | Q(name="0036_measures_of_renders")).delete()


def test_a_database_of_today_has_nothing_pending():
    assert pending_migrations() == []


@pytest.mark.usefixtures("between_versions")
def test_a_database_between_two_versions_is_refused():
    with pytest.raises(BetweenVersions):
        pending_migrations()
    for begin in (set_up.migrate, set_up.is_new):
        with pytest.raises(CommandError, match="nothing leads on from there"):
            begin()


def test_a_database_of_the_last_small_steps_goes_on_from_there():
    steps = MigrationRecorder(connection).migration_qs.filter(app="renders")
    steps.filter(Q(name__contains="squashed") | Q(name__gt="0037")).delete()
    assert [migration.name[:4] for migration in pending_migrations()][:2] == ["0037", "0038"]
