"""Whoever enqueues wakes a worker of the same folder."""

import threading
import time

import pytest

from config.background import waking
from tests.waiting import PATIENCE


@pytest.fixture
def waited(settings, tmp_path):
    """Listens in an empty folder; how long one wait took, after something was done meanwhile."""
    settings.DATA_DIR = tmp_path
    calls = waking.Calls()

    def wait(meanwhile=lambda: None) -> float:
        began = time.monotonic()
        timer = threading.Timer(0.01, meanwhile)
        timer.start()
        calls.wait()
        timer.join()
        return time.monotonic() - began

    return wait


def test_a_call_ends_the_wait(waited, monkeypatch):
    monkeypatch.setattr(waking, "SECONDS", 2 * PATIENCE)
    assert waited(waking.wake) < PATIENCE


def test_a_call_that_came_before_the_wait_ends_it_too_and_many_count_as_one(waited, monkeypatch):
    monkeypatch.setattr(waking, "SECONDS", 2 * PATIENCE)
    for _ in range(10_000):
        waking.wake()
    assert waited() < PATIENCE
    monkeypatch.setattr(waking, "SECONDS", 0.05)
    while waited() < 0.05:
        pass


def test_without_a_call_the_wait_ends_by_itself(waited, monkeypatch):
    monkeypatch.setattr(waking, "SECONDS", 0.05)
    assert 0.04 < waited() < PATIENCE


def test_nobody_listening_is_no_error(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    waking.wake()


def test_where_no_pipe_can_be_made_the_wait_is_short(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    began = time.monotonic()
    waking.Calls().wait()
    assert time.monotonic() - began < PATIENCE
