"""Who may read and write in a bucket, and what the channel says of a key or a store that does not do."""

import time
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from renders.channels import Unreachable
from renders.channels.base import AccessRefused, Rejected
from tests.renders.channels.bucket.conftest import on
from tests.renders.channels.bucket.deliveries import MUG, add, made, shown

DIRECT = build_opener(ProxyHandler({}))


@pytest.fixture
def private(radosgw):
    """A bucket with one object that nobody but its owner may read."""
    radosgw.client().create_bucket(Bucket="private-masters")
    radosgw.client().put_object(Bucket="private-masters", Key="master", Body=b"secret")
    return "private-masters"


@pytest.fixture(scope="session")
def stranger(radosgw):
    """The key of somebody else at the same store."""
    return radosgw.add_user("stranger")


def signed(radosgw, bucket, seconds=60, key=""):
    parameters = {"Bucket": bucket, "Key": "master"}
    return radosgw.client(key=key).generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)


def status_of(address):
    try:
        with DIRECT.open(address) as answer:
            return answer.status
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def changed(address, **values):
    parts = urlsplit(address)
    query = {name: value[0] for name, value in parse_qs(parts.query).items()}
    return parts._replace(query=urlencode({**query, **values})).geturl()


def objects(radosgw, bucket):
    return [one["Key"] for one in radosgw.client().list_objects_v2(Bucket=bucket).get("Contents", [])]


def test_a_signed_address_is_read_until_it_ends(radosgw, private):
    address = signed(radosgw, private, seconds=1)
    assert status_of(address) == HTTPStatus.OK
    time.sleep(2.1)
    assert status_of(address) == HTTPStatus.FORBIDDEN


def test_a_forged_signature_a_longer_end_and_a_wrong_secret_are_refused(radosgw, private):
    address = signed(radosgw, private)
    assert status_of(changed(address, **{"X-Amz-Signature": "0" * 64})) == HTTPStatus.FORBIDDEN
    assert status_of(changed(address, **{"X-Amz-Expires": "86400"})) == HTTPStatus.FORBIDDEN
    wrong = signed(radosgw, private, key=f"{radosgw.access_key}:guessed")
    assert status_of(wrong) == HTTPStatus.FORBIDDEN


def test_private_objects_are_refused_to_strangers_and_public_ones_are_read(radosgw, private, bucket):
    assert status_of(f"{radosgw.endpoint}/{private}/master") == HTTPStatus.FORBIDDEN
    assert status_of(bucket.upload(made()).address) == HTTPStatus.OK


def test_anybody_may_read_a_public_bucket_and_nobody_may_write_list_or_delete(radosgw, bucket, name):
    reference = bucket.upload(made()).reference
    anybody = radosgw.anybody()
    for refused in (
        lambda: anybody.put_object(Bucket=name, Key=reference, Body=b"defaced"),
        lambda: anybody.delete_object(Bucket=name, Key=reference),
        lambda: anybody.list_objects_v2(Bucket=name),
    ):
        with pytest.raises(radosgw.refusal, match="AccessDenied"):
            refused()
    assert objects(radosgw, name) == [reference]


def test_a_wrong_secret_and_an_unknown_key_upload_nothing(radosgw, name):
    for key in (f"{radosgw.access_key}:guessed", "NOBODY:guessed"):
        with pytest.raises(AccessRefused, match="does not accept the key"):
            on(radosgw, name, key=key).upload(made())
    assert objects(radosgw, name) == []


def test_the_key_of_somebody_else_changes_nothing(radosgw, name, bucket, stranger):
    add(bucket, shown("main.webp"))
    receipt, theirs = bucket.upload(made()), on(radosgw, name, key=stranger)
    gallery = theirs.read(MUG)
    for refused in (
        lambda: theirs.upload(made(sku="mug-2", gallery_slot="mug-2/pdp-main/packshot")),
        lambda: theirs.discard(receipt),
        lambda: theirs.arrange(gallery, gallery.without("main.webp")),
    ):
        with pytest.raises(AccessRefused, match="may not do this"):
            refused()
    assert bucket.verify(receipt)
    assert bucket.read(MUG) == gallery


def test_a_working_bucket_has_nothing_in_its_way_and_asking_writes_nothing(radosgw, name, bucket):
    assert list(bucket.check()) == []
    assert objects(radosgw, name) == []
    bucket.upload(made())
    assert list(bucket.check()) == []


def test_a_check_says_what_is_wrong_with_key_and_bucket(radosgw, name, stranger):
    assert "no bucket “elsewhere”" in on(radosgw, "elsewhere").check()[0]
    assert "does not accept the key" in on(radosgw, name, key=f"{radosgw.access_key}:guessed").check()[0]
    assert "may not do this" in on(radosgw, name, key=stranger).check()[0]


def test_a_bucket_that_is_missing_refuses_and_a_store_that_is_down_may_come_back(radosgw, name, settings):
    with pytest.raises(Rejected, match="no bucket “elsewhere”"):
        on(radosgw, "elsewhere").upload(made())
    settings.OUTBOUND_ALLOW = ["127.0.0.1:9"]
    down = on(radosgw, name, endpoint="http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="does not answer"):
        down.upload(made())
    assert "does not answer" in down.check()[0]
