"""Queries of one moment, on the database that the tests run on."""

import pytest
from django.db import DatabaseError

from catalog.models import Campaign
from config.storage.snapshots import one_snapshot
from tests.factories import make_campaign
from tests.waiting import begin

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_committed_within_is_seen_only_afterwards():
    with one_snapshot():
        assert not Campaign.objects.exists()
        outcomes = []
        begin(make_campaign, outcomes).join()
        assert not isinstance(outcomes[0], Exception)
        assert not Campaign.objects.exists()
    assert Campaign.objects.exists()


def test_a_write_within_is_an_error_and_writes_work_again_afterwards():
    with one_snapshot():
        assert not Campaign.objects.exists()
        with pytest.raises(DatabaseError):
            Campaign.objects.update(name="Other")
    assert make_campaign().pk


def test_a_snapshot_within_a_snapshot_is_the_same_one():
    with one_snapshot():
        assert not Campaign.objects.exists()
        begin(make_campaign, []).join()
        with one_snapshot():
            assert not Campaign.objects.exists()
        assert not Campaign.objects.exists()
