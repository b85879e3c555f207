"""Bytes that wait on this machine's disk for a bucket: whole, and not too many."""

import os
import time

import pytest

from catalog.pictures import sha256
from catalog.pictures.content_store import ContentStore
from catalog.pictures.storing import spool as spool_module
from catalog.pictures.storing.away import StoreAway
from catalog.pictures.storing.spool import Spool

PICTURE = b"a picture" * 1000
DIGEST = sha256(PICTURE)
MASTERS = ContentStore("masters")


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def age(spool, name, seconds):
    at = time.time() - seconds
    os.utime(spool._folder / name, (at, at))


def test_what_was_put_is_read_again_by_its_owner_alone(spool):
    assert spool.put(DIGEST, PICTURE)
    assert spool.read(DIGEST) == PICTURE
    assert (spool._folder / DIGEST).stat().st_mode & 0o777 == 0o600


def test_what_was_never_put_is_missing(spool):
    with pytest.raises(FileNotFoundError):
        spool.read(DIGEST)
    spool.remove(DIGEST)


def test_a_damaged_file_is_missing_and_written_anew(spool):
    spool.put(DIGEST, PICTURE)
    (spool._folder / DIGEST).write_bytes(PICTURE[::-1])
    with pytest.raises(FileNotFoundError):
        spool.read(DIGEST)
    spool.put(DIGEST, PICTURE)
    assert spool.read(DIGEST) == PICTURE


def test_a_full_spool_takes_nothing_more(spool, monkeypatch):
    monkeypatch.setattr(spool_module, "MAX_BYTES", 1.5 * len(PICTURE))
    other = PICTURE[::-1]
    assert (spool.put(DIGEST, PICTURE), spool.put(sha256(other), other)) == (True, False)
    assert spool.put(DIGEST, PICTURE), "it lies there already"
    assert spool.bytes() == len(PICTURE)


def test_a_disk_that_takes_nothing_is_as_a_full_spool(spool):
    spool._folder.touch()
    assert not spool.put(DIGEST, PICTURE)


def test_whole_files_are_listed_once_they_are_old(spool):
    spool.put(DIGEST, PICTURE)
    (spool._folder / ".part-abc").write_bytes(b"half")
    assert spool.old_digests(60) == []
    for name in (DIGEST, ".part-abc"):
        age(spool, name, 61)
    assert spool.old_digests(60) == [DIGEST]


def test_half_files_go_once_they_are_old(spool):
    spool.put(DIGEST, PICTURE)
    for name in (".part-old", ".part-new"):
        (spool._folder / name).write_bytes(b"half")
    for name in (DIGEST, ".part-old"):
        age(spool, name, 61)
    spool.remove_old_half_files(60)
    assert {path.name for path in spool._folder.iterdir()} == {DIGEST, ".part-new"}


def test_a_file_that_is_put_again_is_not_old_any_more(spool):
    spool.put(DIGEST, PICTURE)
    age(spool, DIGEST, 61)
    assert spool.old_digests(60) == [DIGEST]
    spool.put(DIGEST, PICTURE)
    assert spool.old_digests(60) == []
    spool.remove_if_old(DIGEST, 60)
    assert spool.read(DIGEST) == PICTURE
    age(spool, DIGEST, 61)
    spool.remove_if_old(DIGEST, 60)
    assert spool.bytes() == 0


def test_a_bucket_that_has_the_bytes_ends_their_stay_in_the_spool(private_bucket):
    spool = MASTERS.files.spool
    private_bucket.lose_store()
    spool.put(DIGEST, PICTURE)
    with pytest.raises(StoreAway):
        MASTERS.store(PICTURE)
    assert MASTERS.read_spooled(DIGEST) == PICTURE
    private_bucket.use()
    MASTERS.store(PICTURE)
    with pytest.raises(FileNotFoundError):
        spool.read(DIGEST)
    assert MASTERS.read_spooled(DIGEST) == PICTURE


def test_a_folder_needs_no_spool():
    assert MASTERS.files.spool is None
