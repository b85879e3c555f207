"""A database that stopped between two versions is refused in a sentence, never taken for one of today."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from config.supervision.pending_migrations import BetweenVersions, pending_migrations
from renders.management import set_up

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["some of the steps that one stands for", "only steps that are gone"])
def between_versions(request):
    """The steps whose files are gone were not all taken; nothing tells what tables there are."""
    recorder = MigrationRecorder(connection)
    if request.param == "only steps that are gone":
        recorder.migration_qs.filter(app="renders").delete()
        recorder.record_applied("renders", "0020_sent_references")
    else:
        steps = recorder.migration_qs.filter(app="catalog")
        steps.filter(Q(name__contains="squashed") | Q(name="0009_avif_delivery")).delete()


def test_a_database_of_today_has_nothing_pending():
    assert pending_migrations() == []


@pytest.mark.usefixtures("between_versions")
def test_a_database_between_two_versions_is_refused():
    with pytest.raises(BetweenVersions):
        pending_migrations()
    for begin in (set_up.migrate, set_up.is_new):
        with pytest.raises(CommandError, match="nothing leads on from there"):
            begin()


def test_a_database_that_took_some_of_the_small_steps_goes_on_from_there():
    steps = MigrationRecorder(connection).migration_qs.filter(app="renders")
    steps.filter(Q(name__contains="squashed_0050") | Q(name__gt="0040")).delete()
    assert [migration.name[:4] for migration in pending_migrations()][:2] == ["0040", "0041"]
