"""Two reviewers decide the opposite at the same moment, over HTTP: one decision counts, the other one is refused."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from renders.models import Decision, Review
from tests.factories import make_person, make_review

pytestmark = pytest.mark.django_db(transaction=True)
CSRF = "a" * 32
VERDICTS = ({"verdict": "approve"}, {"verdict": "reject", "reason": "shadow"})
# For how long the faster of two has a row to itself, in seconds.
TIME_TO_WAIT = 0.5
# A pair in the suite takes 0.1 s on an idle machine.
PAIRS = [pytest.param(8), pytest.param(1_000, marks=pytest.mark.long)]


@pytest.fixture
def window(live_server: Any) -> Iterator[Callable[[User], httpx.Client]]:
    """Somebody's window, signed in."""

    def opened(person: User) -> httpx.Client:
        signing_in = Client()
        signing_in.force_login(person)
        session = signing_in.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF}
        headers = {"X-CSRFToken": CSRF}
        window = httpx.Client(base_url=live_server.url, cookies=cookies, headers=headers, timeout=60, trust_env=False)
        return closing.enter_context(window)

    # The server keeps a thread and its database connection for each window that stays open.
    with ExitStack() as closing:
        yield opened


@pytest.mark.parametrize("pairs", PAIRS)
def test_of_two_opposite_decisions_exactly_one_counts(window, pairs):
    windows = [window(make_person(group="Reviewers")) for _ in VERDICTS]
    start = Barrier(len(windows))
    answers: Counter[tuple[int, ...]] = Counter()

    def decide(browser: httpx.Client, address: str, words: dict[str, str]) -> int:
        start.wait(60)
        return browser.post(address, data=words).status_code

    with ThreadPoolExecutor(len(windows)) as pool:
        for number in range(pairs):
            address = reverse("reviews.decisions", args=[make_review().pk])
            # Neither of them always has the thread that started first.
            asked = zip(windows, VERDICTS if number % 2 else reversed(VERDICTS), strict=True)
            sent = [pool.submit(decide, browser, address, words) for browser, words in asked]
            answers[tuple(sorted(one.result() for one in sent))] += 1
    assert answers == {(302, 409): pairs}
    assert Decision.objects.standing().count() == Review.objects.filter(state=Review.State.DECIDED).count() == pairs


@pytest.mark.parametrize("reviews", PAIRS)
def test_two_who_work_through_one_queue_at_once_meet_on_no_review(window, reviews):
    for _ in range(reviews):
        make_review()
    windows = [window(make_person(group="Reviewers")) for _ in range(2)]

    def work(browser: httpx.Client) -> list[str]:
        seen, here = [], browser.post(reverse("reviews.decisions.following")).headers["location"]
        while here != reverse("reviews.list"):
            seen.append(here)
            answer = browser.post(f"{here}decisions/", data={"verdict": "approve"})
            assert answer.status_code == httpx.codes.FOUND, here
            here = answer.headers["location"]
        return seen

    with ThreadPoolExecutor(len(windows)) as pool:
        first, second = pool.map(work, windows)
    assert not set(first) & set(second)
    assert len(first) + len(second) == reviews == Decision.objects.count()


def test_who_waits_for_the_row_of_a_review_does_not_open_what_somebody_else_just_opened():
    review, opened = make_review(), Event()
    faster, slower = (make_person(group="Reviewers") for _ in range(2))

    def open_first() -> bool:
        with transaction.atomic():
            won = review.open_for(faster)
            opened.set()
            time.sleep(TIME_TO_WAIT)
        connection.close()
        return won

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(open_first)
        opened.wait(60)
        assert not review.open_for(slower)
        assert first.result()
