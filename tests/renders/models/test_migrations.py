from importlib import import_module

import pytest
from django.apps import apps

from renders.models import WatchedSet
from tests.factories import make_render
from tests.migrations import missing_migrations


def test_the_migrations_make_what_the_models_say():
    assert missing_migrations("renders") == []


@pytest.mark.django_db
def test_sets_that_were_under_way_when_they_were_not_all_watched_are_watched_once():
    watch = import_module("renders.migrations.0071_watched_sets").watch_unfinished_sets
    sets = [make_render(state=state).shot_set_id for state in ("queued", "stored", "ready")]
    WatchedSet.objects.create(shot_set_id=sets[1])
    watch(apps, None)
    assert sorted(WatchedSet.objects.values_list("shot_set", flat=True)) == sets[:2]
