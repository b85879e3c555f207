"""The bucket at a real S3 store: conditional writes, what is served to anybody, and the manifest under a race."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote
from urllib.request import ProxyHandler, build_opener

import pytest

from renders.channels import Mismatch
from renders.channels.base import NotReady
from renders.channels.bucket.connection import store_of
from renders.channels.bucket.store import ObjectHeaders
from tests.renders.channels.bucket.conftest import on
from tests.renders.channels.bucket.deliveries import MUG, add, made, shown

DIRECT = build_opener(ProxyHandler({}))
HEADERS = ObjectHeaders("text/plain")


@pytest.fixture
def store(radosgw, name):
    return store_of({"bucket": name, "endpoint": radosgw.endpoint}, radosgw.key)


@pytest.fixture
def versions(radosgw, name):
    """How often each object was written, from now on."""
    radosgw.client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def count():
        listed = radosgw.client().list_object_versions(Bucket=name)
        written = [one["Key"] for one in listed.get("Versions", [])]
        return {key: written.count(key) for key in written}, len(listed.get("DeleteMarkers", []))

    return count


def test_an_object_that_is_there_is_not_overwritten(store):
    assert store.write("one", b"first", HEADERS, instead_of="")
    assert not store.write("one", b"second", HEADERS, instead_of="")
    assert store.read("one", 100).data == b"first"


def test_an_object_is_replaced_only_as_it_was_read(store):
    store.write("one", b"first", HEADERS, instead_of="")
    read = store.read("one", 100)
    assert store.write("one", b"second", HEADERS, instead_of=read.revision)
    assert not store.write("one", b"third", HEADERS, instead_of=read.revision)
    assert store.read("one", 100).data == b"second"


def test_an_object_that_went_meanwhile_is_not_replaced(store):
    store.write("one", b"first", HEADERS, instead_of="")
    read = store.read("one", 100)
    store.delete("one")
    assert not store.write("one", b"second", HEADERS, instead_of=read.revision)
    assert store.read("one", 100) is None


def test_of_twenty_who_create_an_object_one_does(store):
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda n: store.write("one", b"%d" % n, HEADERS, instead_of=""), range(20)))
    assert won.count(True) == 1
    assert store.read("one", 100).data == b"%d" % won.index(True)


def test_anybody_gets_the_picture_with_its_type_its_text_and_leave_to_keep_it(bucket):
    one = made()
    receipt = bucket.upload(one)
    with DIRECT.open(receipt.address) as answer:
        assert answer.read() == one.data
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert unquote(answer.headers["x-amz-meta-alt-text"]) == "Eine Tasse, groß"
    assert bucket.verify(receipt).address == receipt.address


def test_the_address_carries_no_signature_that_would_end(bucket, radosgw, name):
    receipt = bucket.upload(made())
    assert receipt.address == f"{radosgw.endpoint}/{name}/{receipt.reference}"


def test_an_alternative_text_that_is_too_long_for_a_header_loses_its_end(bucket):
    receipt = bucket.upload(made(alt_text="杯" * 250))
    with DIRECT.open(receipt.address) as answer:
        text = unquote(answer.headers["x-amz-meta-alt-text"])
    assert len(text) > 100
    assert set(text) == {"杯"}


def test_uploading_again_writes_nothing(bucket, versions):
    receipts = [bucket.upload(made()) for _ in range(3)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert versions() == ({receipts[0].reference: 1}, 0)


@pytest.mark.parametrize("left", [b"", b"RIFF", made().data + b"more"])
def test_other_bytes_under_the_name_are_replaced(bucket, radosgw, name, left):
    radosgw.client().put_object(Bucket=name, Key=made().file_name, Body=left)
    bucket.verify(bucket.upload(made()))


def test_a_file_that_is_served_otherwise_is_not_live_until_it_is_uploaded_again(bucket, radosgw, name):
    receipt = bucket.upload(made())
    radosgw.client().put_object(Bucket=name, Key=receipt.reference, Body=made().data, ContentType="image/webp")
    with pytest.raises(Mismatch, match="as another type"):
        bucket.verify(receipt)
    bucket.verify(bucket.upload(made()))


def test_other_bytes_are_a_mismatch(bucket, radosgw, name):
    receipt = bucket.upload(made())
    radosgw.client().put_object(Bucket=name, Key=receipt.reference, Body=b"else")
    with pytest.raises(Mismatch, match="other bytes"):
        bucket.verify(receipt)


def test_a_picture_that_only_a_key_reads_is_not_live(bucket, radosgw, name):
    receipt = bucket.upload(made())
    radosgw.client().delete_bucket_policy(Bucket=name)
    with pytest.raises(Mismatch, match="HTTP 403"):
        bucket.verify(receipt)
    assert "HTTP 403" in bucket.check()[0]


def test_a_discarded_file_is_gone_and_discarding_it_again_is_no_error(bucket):
    receipt = bucket.upload(made())
    bucket.discard(receipt)
    bucket.discard(receipt)
    with pytest.raises(Mismatch, match="not in the bucket"):
        bucket.verify(receipt)


def test_two_channels_share_a_bucket_by_their_prefixes(radosgw, name):
    north, south = on(radosgw, name, prefix="north"), on(radosgw, name, prefix="/eu/south/")
    assert north.upload(made()).reference == f"north/{made().file_name}"
    assert south.upload(made()).reference == f"eu/south/{made().file_name}"
    add(north, shown("main.webp"))
    assert south.read(MUG).pictures == ()


def test_anybody_gets_the_manifest_and_nobody_keeps_it_long(bucket):
    add(bucket, shown("main.webp"))
    with DIRECT.open(bucket.read(MUG).address) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert b"main.webp" in answer.read()


def test_an_idle_run_writes_nothing(bucket, versions):
    add(bucket, shown("main.webp"), shown("side.webp"))
    before, gallery = versions(), bucket.read(MUG)
    bucket.arrange(gallery, gallery)
    assert versions() == before
    assert [one.reference for one in gallery.pictures] == ["main.webp", "side.webp"]


def test_a_gallery_that_changed_since_it_was_read_is_not_overwritten(bucket):
    add(bucket, shown("first.webp"))
    early = bucket.read(MUG)
    add(bucket, shown("theirs.webp"))
    with pytest.raises(NotReady, match="at the same moment"):
        bucket.arrange(early, early.without("first.webp"))
    assert [one.reference for one in bucket.read(MUG).pictures] == ["first.webp", "theirs.webp"]


def test_twenty_writers_of_one_manifest_lose_no_picture(radosgw, name):
    lost_races = []

    def write(number):
        bucket = on(radosgw, name)
        for _ in range(500):
            try:
                return add(bucket, shown(f"{number}.webp"))
            except NotReady as lost:
                lost_races.append(lost)
                time.sleep(random.uniform(0, 0.5))
        raise AssertionError("No turn in 500 tries")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert lost_races
    pictures = on(radosgw, name).read(MUG).pictures
    assert sorted(one.reference for one in pictures) == sorted(f"{number}.webp" for number in range(20))
