"""What the variables of the private bucket mean together with those of the public one."""

import pytest
from pydantic import SecretStr

from config.private_bucket.variables import PrivateBucket

PUBLIC = {"endpoint_url": "https://store.example", "region": "north", "key": {"access_key": "id", "secret_key": "word"}}


def beside(**values):
    return PrivateBucket(bucket="pictures", **values).beside(**PUBLIC)


def faults(bucket):
    return bucket.faults(public_bucket="shop", public_endpoint="https://store.example")


def test_without_one_private_pictures_lie_in_folders():
    bucket = PrivateBucket().beside(**PUBLIC)
    assert (bucket.is_on, faults(PrivateBucket()), bucket.picture_origins) == (False, [], [])


def test_a_bucket_alone_is_at_the_store_of_the_public_one_with_its_key():
    bucket = beside()
    assert (bucket.endpoint_url, bucket.region) == ("https://store.example", "north")
    assert bucket.access_key_id.get_secret_value() == "id"
    assert faults(bucket) == []


def test_a_store_and_a_key_of_its_own_are_taken_whole():
    bucket = beside(
        endpoint_url="https://other.example", access_key_id=SecretStr("own"), secret_access_key=SecretStr("own word")
    )
    assert (bucket.endpoint_url, bucket.region) == ("https://other.example", "")
    assert bucket.secret_access_key.get_secret_value() == "own word"


def test_the_public_bucket_is_never_the_private_one():
    assert "everybody may read" in faults(PrivateBucket(bucket="shop").beside(**PUBLIC))[0]


def test_half_a_key_is_refused():
    assert "only one of them is set" in faults(beside(access_key_id=SecretStr("own")))[0]


@pytest.mark.parametrize(
    "address", ["store.example", "store.example:9000", "ftp://store.example", "https://", "http://[::1"]
)
def test_a_store_that_no_address_leads_to_is_refused(address):
    assert "PRIVATE_S3_ENDPOINT_URL" in faults(beside(endpoint_url=address))[0]


@pytest.mark.parametrize("values", [{"presign": True}, {"endpoint_url": "https://other.example"}])
def test_a_setting_without_a_bucket_is_refused(values):
    assert "no PRIVATE_S3_BUCKET" in PrivateBucket(**values).faults(public_bucket="", public_endpoint="")[0]


def test_addresses_at_amazon_need_a_region():
    bucket = PrivateBucket(bucket="pictures", presign=True)
    assert "PRIVATE_S3_REGION" in bucket.faults(public_bucket="", public_endpoint="")[0]


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({"endpoint_url": "http://10.0.0.5:9000/"}, "http://10.0.0.5:9000"),
        ({"region": "eu-central-1"}, "https://pictures.s3.eu-central-1.amazonaws.com"),
    ],
)
def test_pages_may_show_pictures_of_the_store_only_where_browsers_are_sent_there(values, origin):
    assert PrivateBucket(bucket="pictures", presign=True, **values).picture_origins == [origin]
    assert PrivateBucket(bucket="pictures", **values).picture_origins == []
