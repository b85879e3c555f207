"""The bucket of this machine: whole files, exact bytes, and a gallery that no writer takes from another."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from catalog.pictures import decode
from renders.channels import ANY_FILE, Mismatch, Rejected, Unreachable
from renders.channels.base import NotReady
from renders.channels.bucket import Bucket
from renders.channels.bucket.folder import FolderStore
from renders.channels.galleries import Gallery, Target
from renders.finishing import FileRules, delivery
from renders.finishing.provenance import Provenance, ProvenanceMissing, SourceType
from tests.images import packshot
from tests.renders.channels.bucket.deliveries import COMPOSITE, MUG, add, made, shown


@pytest.fixture
def folder(settings, tmp_path):
    options = {"location": tmp_path / "public", "base_url": "/pictures/"}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "public": backend}
    return tmp_path / "public"


@pytest.fixture
def bucket(folder):
    return Bucket({}, "")


def png_of(provenance):
    """The same picture as it was sent, in other bytes."""
    return delivery(decode(packshot()).image, FileRules("png"), provenance).data


def stored(folder):
    """When each file was written."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.stat().st_ctime_ns for path in files}


def test_a_bucket_takes_every_file():
    assert Bucket.file_limits({}) == ANY_FILE


def test_the_name_carries_slot_and_hash(bucket):
    one = made()
    receipt = bucket.upload(one)
    assert receipt.reference == f"mug-1-pdp-main-packshot-{one.sha256[:16]}.webp"
    assert receipt.address == f"/pictures/{receipt.reference}"
    assert (receipt.alt_text, receipt.size, receipt.sha256) == (one.alt_text, len(one.data), one.sha256)


def test_another_program_may_read_the_file(bucket, folder):
    assert (folder / bucket.upload(made()).reference).stat().st_mode & 0o777 == 0o644


def test_uploading_again_writes_nothing(bucket, folder):
    first = bucket.upload(made())
    before = stored(folder)
    assert bucket.upload(made()) == first
    assert stored(folder) == before


@pytest.mark.parametrize("left", [b"", b"RIFF", made().data + b"more"])
def test_other_bytes_that_a_crash_left_are_replaced(bucket, left):
    one = made()
    name = bucket.upload(one).reference
    storages["public"].delete(name)
    storages["public"].save(name, ContentFile(left))
    bucket.verify(bucket.upload(one))


def test_what_was_uploaded_is_live_once_it_was_read_back(bucket):
    receipt = bucket.upload(made())
    live = bucket.verify(receipt)
    assert (live.address, live.unmarked) == (receipt.address, ())


class BehindDomain(FolderStore):
    """A store with a domain in front of it that shows other bytes."""

    shown = b""

    def read_as_anybody(self, name, max_bytes):
        return self.shown


@pytest.mark.parametrize(
    ("data", "is_marked"),
    [(made().data, True), (png_of(COMPOSITE), True), (packshot(), False), (b"<html>", False)],
    ids=["same", "marked", "unmarked", "none"],
)
def test_an_address_behind_which_the_mark_is_lost_is_named(bucket, data, is_marked):
    receipt = bucket.upload(made())
    bucket._store = BehindDomain(storages["public"])
    bucket._store.shown = data
    assert bucket.verify(receipt).unmarked == (() if is_marked else (receipt.address,))


def test_other_bytes_are_a_mismatch(bucket, folder):
    receipt = bucket.upload(made())
    (folder / receipt.reference).write_bytes(b"else")
    with pytest.raises(Mismatch, match="other bytes"):
        bucket.verify(receipt)


def test_a_file_that_says_another_origin_is_not_verified(bucket):
    receipt = bucket.upload(made(provenance=Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v1")))
    with pytest.raises(ProvenanceMissing):
        bucket.verify(receipt)


def test_a_discarded_file_is_gone_and_discarding_it_again_is_no_error(bucket):
    receipt = bucket.upload(made())
    bucket.discard(receipt)
    bucket.discard(receipt)
    with pytest.raises(Mismatch, match="not in the bucket"):
        bucket.verify(receipt)


def test_a_name_that_leads_out_of_the_folder_is_refused(bucket):
    gallery = Gallery(product="../../private", title="Mug")
    with pytest.raises(Rejected, match="outside"):
        bucket.arrange(gallery, gallery)


def test_a_product_without_a_manifest_has_an_empty_gallery(bucket, folder):
    gallery = bucket.read(MUG)
    assert (gallery.pictures, gallery.title, gallery.address, gallery.revision) == ((), "Mug", "", "")
    assert [variant.sku for variant in gallery.variants] == ["mug-1", "mug-2"]
    assert stored(folder) == {}


def test_the_manifest_lists_the_pictures_in_their_order_and_what_each_colour_shows(bucket, folder):
    main, side = shown("main.webp"), shown("side.webp", alt_text="Seitenansicht, groß")
    gallery = bucket.read(MUG)
    wanted = gallery.with_picture(side, after=()).with_picture(main, after=())
    bucket.arrange(gallery, wanted.with_variant_pictures({"mug-2": side.reference}))

    read = bucket.read(MUG)
    assert read.pictures == (main, side)
    assert (read.picture_of_variant("mug-1"), read.picture_of_variant("mug-2")) == ("", "side.webp")
    document = json.loads((folder / read.product).read_text())
    assert (document["sku"], document["name"]) == ("mug", "Mug")
    assert document["pictures"][1] == {
        "name": "side.webp",
        "address": "https://cdn.example/side.webp",
        "alt_text": "Seitenansicht, groß",
        "gallery_slot": "mug-1/side.webp/packshot",
        "sku": "mug-1",
    }
    assert read.address == f"/pictures/{read.product}"


@pytest.mark.django_db
def test_anybody_gets_the_manifest_and_nobody_keeps_it_long(client, bucket):
    add(bucket, shown("main.webp"))
    answer = client.get(bucket.read(MUG).address)
    assert b"main.webp" in b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_arranging_the_same_gallery_again_writes_nothing(bucket, folder):
    add(bucket, shown("main.webp"))
    before, gallery = stored(folder), bucket.read(MUG)
    bucket.arrange(gallery, gallery)
    assert stored(folder) == before


def test_an_empty_gallery_makes_no_manifest(bucket, folder):
    gallery = bucket.read(MUG)
    bucket.arrange(gallery, gallery)
    assert stored(folder) == {}


def test_what_others_wrote_into_the_manifest_stays(bucket, folder):
    add(bucket, shown("main.webp"))
    file = folder / bucket.read(MUG).product
    document = json.loads(file.read_text())
    foreign = {"name": "film", "address": "https://films.example/1", "seconds": 12}
    file.write_text(json.dumps({**document, "owner": "web team", "pictures": [foreign, *document["pictures"]]}))
    add(bucket, shown("side.webp"))

    document = json.loads(file.read_text())
    assert [one["name"] for one in document["pictures"]] == ["film", "main.webp", "side.webp"]
    assert (document["owner"], document["pictures"][0]["seconds"]) == ("web team", 12)


def test_a_file_that_is_no_gallery_is_left_alone(bucket, folder):
    file = folder / bucket.read(MUG).product
    file.parent.mkdir(parents=True)
    file.write_text('{"pictures": "all of them"}')
    with pytest.raises(Rejected, match="not a gallery"):
        bucket.read(MUG)


def test_a_gallery_that_changed_since_it_was_read_is_not_overwritten(bucket):
    early = bucket.read(MUG)
    add(bucket, shown("theirs.webp"))
    with pytest.raises(NotReady, match="at the same moment"):
        bucket.arrange(early, early.with_picture(shown("ours.webp"), after=()))
    assert [one.reference for one in bucket.read(MUG).pictures] == ["theirs.webp"]


def test_an_arrangement_whose_answer_was_lost_is_found_done(bucket, folder):
    early = bucket.read(MUG)
    wanted = early.with_picture(shown("ours.webp"), after=())
    bucket.arrange(early, wanted)
    before = stored(folder)
    bucket.arrange(early, wanted)
    assert stored(folder) == before


def test_twenty_writers_of_one_gallery_lose_no_picture(bucket):
    def write(number):
        for _ in range(500):
            try:
                return add(Bucket({}, ""), shown(f"{number}.webp"))
            except NotReady:
                continue
        raise AssertionError("No turn in 500 tries")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert {one.reference for one in bucket.read(MUG).pictures} == {f"{number}.webp" for number in range(20)}


@pytest.mark.parametrize("sku", ["mug", "MUG", "m/u/g", "../mug", "", "杯子", "m.json"])
def test_every_sku_has_a_manifest_of_its_own(bucket, folder, sku):
    target = Target(sku, (), "Mug")
    add(bucket, shown("main.webp"), target=target)
    add(bucket, shown("other.webp"), target=Target("m-u-g", (), "Other"))
    assert [one.reference for one in bucket.read(target).pictures] == ["main.webp"]
    assert {path.parent for path in folder.rglob("*.json")} == {folder / "galleries"}


def test_a_working_folder_has_nothing_in_its_way_and_is_not_made_by_asking(bucket, folder):
    assert (list(bucket.check()), folder.exists()) == ([], False)


def test_a_file_in_the_place_of_the_folder_is_named(bucket, folder):
    folder.write_text("in the way")
    assert "is a file" in bucket.check()[0]
    with pytest.raises(Unreachable, match="Not a directory"):
        bucket.upload(made())
