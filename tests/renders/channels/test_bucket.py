"""The public bucket: whole files, exact bytes, alternative texts where the store has a place for them."""

from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from catalog.pictures import decode
from renders.channels import Delivery, Mismatch, Unreachable
from renders.channels.bucket import Bucket
from renders.finishing import FileRules, delivery
from renders.finishing.provenance import Provenance, ProvenanceMissing, SourceType
from tests.images import packshot

COMPOSITE = Provenance(SourceType.COMPOSITE, "packshot v1")


class S3(InMemoryStorage):
    """Stores the parameters that the S3 storage would send with each object."""

    def __init__(self):
        super().__init__(base_url="https://bucket.example/")
        self.object_parameters, self.sent = {"CacheControl": "immutable"}, {}

    def _save(self, name, content):
        self.sent[name] = self.object_parameters
        return super()._save(name, content)


@pytest.fixture
def storage(monkeypatch):
    storage = S3()
    monkeypatch.setattr("renders.channels.bucket.storages", {"public": storage})
    return storage


@pytest.fixture
def bucket(storage):
    return Bucket({}, "")


def made(**changes):
    file = delivery(decode(packshot(size=(64, 64))).image, FileRules("webp"), COMPOSITE)
    fields = {
        "data": file.data,
        "sha256": file.sha256,
        "content_type": file.content_type,
        "extension": file.extension,
        "sku": "mug-1",
        "product_name": "Mug",
        "gallery_slot": "mug-1/pdp-main/packshot",
        "position": 0,
        "alt_text": "Eine Tasse, groß",
        "provenance": COMPOSITE,
    }
    return Delivery(**{**fields, **changes})


def test_the_name_carries_slot_and_hash(bucket):
    one = made()
    receipt = bucket.deliver(one)
    assert receipt.reference == f"mug-1-pdp-main-packshot-{one.sha256[:16]}.webp"
    assert receipt.address == f"https://bucket.example/{receipt.reference}"
    assert (receipt.alt_text, receipt.size, receipt.sha256) == (one.alt_text, len(one.data), one.sha256)


def test_the_object_carries_the_alternative_text_and_only_its_own(bucket, storage):
    name = bucket.deliver(made()).reference
    assert unquote(storage.sent[name]["Metadata"]["alt-text"]) == "Eine Tasse, groß"
    assert storage.sent[name]["Metadata"]["alt-text"].isascii()
    assert (storage.sent[name]["CacheControl"], storage.object_parameters) == (
        "immutable",
        {"CacheControl": "immutable"},
    )


def test_delivering_again_changes_nothing(bucket, storage):
    first = bucket.deliver(made())
    storage.sent.clear()
    assert bucket.deliver(made()) == first
    assert storage.sent == {}


def test_a_part_that_a_crash_left_is_replaced(bucket, storage):
    one = made()
    name = bucket.deliver(one).reference
    storage.delete(name)
    storage.save(name, ContentFile(one.data[:10]))
    bucket.verify(bucket.deliver(one))


def test_what_was_delivered_is_verified(bucket):
    bucket.verify(bucket.deliver(made()))


def test_other_bytes_are_a_mismatch(bucket, storage):
    receipt = bucket.deliver(made())
    storage.delete(receipt.reference)
    storage.save(receipt.reference, ContentFile(b"else"))
    with pytest.raises(Mismatch, match="other bytes"):
        bucket.verify(receipt)


def test_a_file_that_says_another_origin_is_not_verified(bucket):
    receipt = bucket.deliver(made(provenance=Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v1")))
    with pytest.raises(ProvenanceMissing):
        bucket.verify(receipt)


def test_a_file_that_is_gone_cannot_be_read_back(bucket, storage):
    receipt = bucket.deliver(made())
    storage.delete(receipt.reference)
    with pytest.raises(Unreachable):
        bucket.verify(receipt)
