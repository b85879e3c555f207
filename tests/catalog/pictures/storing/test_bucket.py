"""A private bucket at a real S3 store: what is stored, what is missing, and what is only out of reach."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from django.utils import timezone

from catalog.pictures import sha256
from catalog.pictures.content_store import ContentStore, path_of
from catalog.pictures.storing import bucket_client
from catalog.pictures.storing.away import StoreAway
from catalog.pictures.storing.bucket import BucketStorage
from catalog.pictures.storing.files import Discarded
from tests.ports import free_port

PICTURE = b"a picture" * 1000
MASTERS, ARTWORK = ContentStore("masters"), ContentStore("artwork")
A_DAY = timedelta(days=1)


def test_what_is_stored_is_read_again(private_bucket):
    digest = MASTERS.store(PICTURE)
    assert (MASTERS.has(digest), MASTERS.read(digest)) == (True, PICTURE)
    assert private_bucket.list_keys() == [f"masters/{path_of(digest)}"]


def test_a_file_is_stored_without_being_read_into_memory(private_bucket, tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(PICTURE)
    digest = ARTWORK.store_file(path, sha256(PICTURE))
    assert ARTWORK.read(digest) == PICTURE


def test_stores_of_one_bucket_do_not_see_each_others_files(private_bucket):
    assert not ARTWORK.has(MASTERS.store(PICTURE))


def test_what_was_never_stored_is_missing(private_bucket):
    missing = sha256(b"never stored")
    assert not MASTERS.has(missing)
    assert not MASTERS.source(missing).exists()
    with pytest.raises(FileNotFoundError):
        MASTERS.read(missing)


def test_a_store_that_is_out_of_reach_says_nothing_about_its_files(private_bucket):
    digest = MASTERS.store(PICTURE)
    private_bucket.lose_store()
    for ask in (MASTERS.read, MASTERS.has, MASTERS.source):
        with pytest.raises(StoreAway):
            ask(digest)
    with pytest.raises(StoreAway):
        MASTERS.store(PICTURE)


def test_a_bucket_that_is_not_there_says_nothing_about_files(private_bucket):
    digest = MASTERS.store(PICTURE)
    private_bucket.name = "no-such-bucket"
    private_bucket.use()
    with pytest.raises(StoreAway):
        MASTERS.read(digest)


def test_a_key_that_may_not_read_says_nothing_about_files(private_bucket):
    digest = MASTERS.store(PICTURE)
    other = private_bucket.store.add_user("reader_of_nothing")
    key = dict(zip(("access_key", "secret_key"), other.split(":"), strict=True))
    options = private_bucket.settings.STORAGES["masters"]
    private_bucket.settings.STORAGES = {
        **private_bucket.settings.STORAGES,
        "masters": {**options, "OPTIONS": {**options["OPTIONS"], **key}},
    }
    with pytest.raises(StoreAway):
        MASTERS.read(digest)


def test_a_store_that_does_not_answer_is_waited_for_once(private_bucket, monkeypatch):
    monkeypatch.setattr(bucket_client, "READ_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", free_port())) as silent:
        private_bucket.use(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StoreAway):
            MASTERS.read(sha256(PICTURE))
        began = time.monotonic()
        for _ in range(50):
            with pytest.raises(StoreAway):
                MASTERS.read(sha256(PICTURE))
        assert time.monotonic() - began < 1


def test_many_writers_of_the_same_bytes_all_succeed(private_bucket):
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(MASTERS.store, [PICTURE] * 16))
    assert len(digests) == 1
    assert MASTERS.read(digests.pop()) == PICTURE


def test_an_object_that_is_there_is_not_written_again(private_bucket):
    digest = MASTERS.store(PICTURE)
    client = private_bucket.store.client()
    before = client.head_object(Bucket=private_bucket.name, Key=f"masters/{path_of(digest)}")
    time.sleep(1)  # the store counts in whole seconds
    MASTERS.store(PICTURE)
    after = client.head_object(Bucket=private_bucket.name, Key=f"masters/{path_of(digest)}")
    assert before["LastModified"] == after["LastModified"]


def test_an_object_of_another_size_is_put_right(private_bucket):
    key = f"masters/{path_of(sha256(PICTURE))}"
    private_bucket.store.client().put_object(Bucket=private_bucket.name, Key=key, Body=b"half of it")
    assert MASTERS.read(MASTERS.store(PICTURE)) == PICTURE


def test_nobody_reads_a_master_without_a_key(private_bucket):
    digest = MASTERS.store(PICTURE)
    with pytest.raises(private_bucket.store.refusal, match="AccessDenied"):
        private_bucket.store.anybody().get_object(Bucket=private_bucket.name, Key=f"masters/{path_of(digest)}")


def test_a_child_process_reads_a_copy_which_is_fetched_once(private_bucket):
    digest = MASTERS.store(PICTURE)
    assert MASTERS.source(digest).read_bytes() == PICTURE
    private_bucket.lose_store()
    assert MASTERS.source(digest).read_bytes() == PICTURE


def discard(digest, *, is_needed=False, after=A_DAY):
    return MASTERS.discard(digest, timezone.now() - after, lambda: is_needed)


def test_what_is_needed_is_not_deleted(private_bucket):
    digest = MASTERS.store(PICTURE)
    assert discard(digest, is_needed=True) == Discarded.NEEDED
    assert MASTERS.read(digest) == PICTURE


def test_what_nothing_needs_is_put_aside_for_a_day_and_then_deleted(private_bucket):
    digest = MASTERS.store(PICTURE)
    MASTERS.source(digest)
    assert discard(digest) == Discarded.FRESH
    assert MASTERS.read(digest) == PICTURE
    assert discard(digest) == Discarded.FRESH
    assert discard(digest, after=-A_DAY) == Discarded.GONE
    assert private_bucket.list_keys() == []
    assert not MASTERS.source(digest).exists()


def test_what_comes_to_be_needed_while_it_lies_aside_is_put_back(private_bucket):
    """Its bytes were stored again just before it was put aside, and their row was written just after."""
    digest = MASTERS.store(PICTURE)
    discard(digest)
    assert discard(digest, is_needed=True, after=-A_DAY) == Discarded.NEEDED
    assert private_bucket.list_keys() == [f"masters/{path_of(digest)}"]


def test_a_copy_that_was_made_while_it_lay_aside_goes_with_it(private_bucket):
    digest = MASTERS.store(PICTURE)
    discard(digest)
    assert MASTERS.source(digest).read_bytes() == PICTURE
    discard(digest, after=-A_DAY)
    private_bucket.lose_store()
    with pytest.raises(StoreAway):
        MASTERS.source(digest)


@pytest.mark.parametrize("is_needed", [False, True])
def test_what_lies_in_its_place_again_is_looked_at_again(is_needed, private_bucket):
    """Whoever put it aside was killed before the end, or its bytes were stored again for a row that never came."""
    digest = MASTERS.store(PICTURE)
    discard(digest)
    MASTERS.store(PICTURE)
    later = discard(digest, after=-A_DAY)
    assert (later, private_bucket.list_keys()) == (Discarded.FRESH, [f"masters/{path_of(digest)}"])
    assert discard(digest, is_needed=is_needed) == (Discarded.NEEDED if is_needed else Discarded.FRESH)


def test_what_is_gone_already_needs_no_deleting(private_bucket):
    assert discard(sha256(PICTURE)) == Discarded.GONE


class StoreWithoutConditions(BaseHTTPRequestHandler):
    """A store that refuses what it does not know, as some do."""

    objects: ClassVar[dict[str, bytes]]
    refuses_all_writes = False

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.refuses_all_writes:
            return self.answer(409, b"<Error><Code>ConditionalRequestConflict</Code></Error>")
        if self.headers["If-None-Match"]:
            return self.answer(501, b"<Error><Code>NotImplemented</Code></Error>")
        self.objects[self.path] = data
        return self.answer(200)

    def do_HEAD(self) -> None:
        data = self.objects.get(self.path)
        self.answer(404 if data is None else 200, data or b"")

    do_GET = do_HEAD

    def answer(self, status: int, data: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Nobody reads them."""


@pytest.fixture
def plain_store(tmp_path, monkeypatch):
    """Files in a store without conditional writes."""
    monkeypatch.setattr(StoreWithoutConditions, "objects", {}, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), StoreWithoutConditions) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        place = {"bucket": "pictures", "endpoint": f"http://127.0.0.1:{server.server_port}"}
        folders = {"copies": tmp_path / "copies", "spool": tmp_path / "spool"}
        yield BucketStorage(folder="masters", **folders, access_key="key", secret_key="word", **place)  # noqa: S106
        server.shutdown()
        thread.join()


def test_a_store_without_conditional_writes_stores_all_the_same(plain_store):
    plain_store.put("picture", PICTURE)
    assert plain_store.read("picture") == PICTURE


def test_a_store_that_refuses_a_write_without_a_condition_is_waited_for(plain_store, monkeypatch):
    monkeypatch.setattr(StoreWithoutConditions, "refuses_all_writes", True)
    with pytest.raises(StoreAway):
        plain_store.put("picture", PICTURE)
