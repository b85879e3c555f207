"""Copies of a bucket's files on this machine: a while, and not too many."""

import os
import time

import pytest

from catalog.pictures.storing import local_copies
from catalog.pictures.storing.local_copies import IN_USE_SECONDS, MAX_SECONDS, LocalCopies


@pytest.fixture
def copies(tmp_path):
    return LocalCopies(tmp_path / "copies")


def age(path, seconds):
    at = time.time() - seconds
    os.utime(path, (at, at))


def missing():
    raise FileNotFoundError


def test_a_copy_is_for_its_owner_alone(copies):
    path = copies.path_of("ab/abc", lambda: b"picture")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"picture", 0o600)


def test_a_file_that_is_missing_has_no_copy(copies):
    assert not copies.path_of("ab/abc", missing).exists()


def test_what_nothing_used_for_a_day_goes_with_the_next_copy(copies):
    old, used = (copies.path_of(name, lambda: b"picture") for name in ("old", "used"))
    for path in (old, used):
        age(path, MAX_SECONDS + 1)
    copies.path_of("used", missing)
    copies.path_of("new", lambda: b"picture")
    assert (old.exists(), used.exists()) == (False, True)


def test_the_oldest_go_when_all_together_are_too_large(copies, monkeypatch):
    monkeypatch.setattr(local_copies, "MAX_BYTES", 20)
    paths = [copies.path_of(str(number), lambda: b"ten bytes.") for number in range(2)]
    for number, path in enumerate(paths):
        age(path, IN_USE_SECONDS + 100 - number)
    copies.path_of("another", lambda: b"ten bytes.")
    assert [path.exists() for path in paths] == [False, True]


def test_what_a_child_may_be_reading_stays_however_large_all_are(copies, monkeypatch):
    monkeypatch.setattr(local_copies, "MAX_BYTES", 20)
    paths = [copies.path_of(str(number), lambda: b"ten bytes.") for number in range(4)]
    assert all(path.exists() for path in paths)
