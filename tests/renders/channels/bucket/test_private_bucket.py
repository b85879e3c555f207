"""A private bucket that is put to the test: what is wrong with it is said."""

import pytest
from django.core.checks import run_checks

from renders.channels.bucket.private_bucket import private_bucket_faults
from tests.s3_stores import let_everybody_read


def let_everybody_list(radosgw, name):
    radosgw.client().put_bucket_acl(Bucket=name, ACL="public-read")


def test_folders_of_this_machine_have_no_faults_of_a_bucket():
    assert private_bucket_faults() == []


def test_a_private_bucket_has_none_and_the_test_leaves_nothing_there(private_bucket):
    assert private_bucket_faults() == []
    assert private_bucket.list_keys() == []


@pytest.mark.parametrize(("open_it", "verb"), [(let_everybody_read, "read"), (let_everybody_list, "list")])
def test_a_bucket_that_is_open_is_reported(private_bucket, open_it, verb):
    open_it(private_bucket.store, private_bucket.name)
    [fault] = private_bucket_faults()
    assert f"Everybody can {verb} the bucket" in fault


def test_a_store_that_is_away_is_reported(private_bucket):
    private_bucket.lose_store()
    assert private_bucket_faults() == ["The store of the bucket does not answer."]


def test_a_bucket_that_is_not_there_is_reported(private_bucket):
    private_bucket.name = "no-such-bucket"
    private_bucket.use()
    [fault] = private_bucket_faults()
    assert "no bucket “no-such-bucket”" in fault


def test_the_check_of_a_deployment_says_so_and_every_other_command_asks_no_store(private_bucket):
    let_everybody_read(private_bucket.store, private_bucket.name)
    found = run_checks(tags=["stores"], include_deployment_checks=True)
    assert [one.id for one in found] == ["stores.E001"]
    assert run_checks(tags=["stores"]) == []
