"""Which thread answers a request."""

import threading

import pytest

from config.web.threads import RequestThreads
from tests.waiting import until

THREADS = 4


class SlowRequest:
    """A request that takes until it is let go; it knows which thread answered it."""

    def __init__(self):
        self.thread, self.may_end, self.is_begun = "", threading.Event(), threading.Event()

    def service(self):
        self.thread = threading.current_thread().name
        self.is_begun.set()
        self.may_end.wait(10)

    def cancel(self):
        self.may_end.set()


@pytest.fixture
def threads():
    opened = RequestThreads(THREADS)
    assert until(lambda: opened.active_count == 0)
    yield opened
    opened.shutdown()


def begin(threads):
    request = SlowRequest()
    threads.add_task(request)
    assert request.is_begun.wait(10)
    return request


def end(threads, *requests):
    for request in requests:
        active = threads.active_count
        request.may_end.set()
        assert until(lambda active=active: threads.active_count < active)


def test_one_request_after_the_other_is_answered_by_the_same_thread(threads):
    answered_by = set()
    for _ in range(10):
        request = begin(threads)
        end(threads, request)
        answered_by.add(request.thread)
    assert len(answered_by) == 1


def test_requests_at_the_same_time_are_answered_by_a_thread_each(threads):
    requests = [begin(threads) for _ in range(THREADS)]
    assert len({request.thread for request in requests}) == THREADS
    end(threads, *requests)
    latest = begin(threads)
    end(threads, latest)
    assert latest.thread == requests[-1].thread


def test_a_request_that_found_all_threads_at_work_gets_the_first_that_ends(threads):
    requests = [begin(threads) for _ in range(THREADS)]
    waits = SlowRequest()
    threads.add_task(waits)
    assert not waits.is_begun.is_set()
    requests[2].may_end.set()
    assert waits.is_begun.wait(10)
    assert waits.thread == requests[2].thread
    waits.may_end.set()
    end(threads, *(one for one in requests if one is not requests[2]))


def test_all_threads_end_when_the_web_stops(threads):
    threads.shutdown()
    assert threads.threads == set()
