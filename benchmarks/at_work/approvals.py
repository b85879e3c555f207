"""Goal 23, inside the installation: approving one review and many, beside a bare 204.

Everything goes through Django's test client, so that both are the same but for the view. One is approved as the page
of a review does it, by htmx, and the answer is the next review; without JavaScript the answer is a redirect. Many are
those ticked in the list, whose page shows thirty of them; a person must have opened each before.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import bare_list
from benchmarks.cpu_time import cpu_seconds
from config import static_files
from renders.models import Review
from tests.factories import make_person, make_render, make_review, make_shot, make_shot_set

HTMX = {"hx-request": "true"}
WARM, SHOTS = 3, 40


@dataclass
class QueryCount:
    """How many statements went to the database; Django's own log ends at nine thousand."""

    queries: int = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


@dataclass(frozen=True)
class RequestTime:
    """Milliseconds by the clock, and of the processor time of this process and of Postgres' for it."""

    wall: float
    cpu: float


@contextmanager
def counted_queries() -> Iterator[QueryCount]:
    count = QueryCount()
    with connection.execute_wrapper(count):
        yield count


def approve(singles: int, many: int) -> dict[str, Any]:
    """A bare 204 and approving one (medians), approving many at once, with milliseconds of both kinds; queries."""
    reviews = submitted(2 * (singles + WARM + many) + 1)
    by_htmx, by_form = reviews[: singles + WARM], reviews[singles + WARM : 2 * (singles + WARM)]
    counted, timed = reviews[-2 * many - 1 : -many - 1], reviews[-many - 1 : -1]
    client = reviewer()
    bare, one, redirected = list[RequestTime](), list[RequestTime](), list[RequestTime]()
    with counted_queries() as of_one:
        time_of(partial(approve_one, client, by_htmx[0].pk, HTMX), 200)
    for first, second in zip(by_htmx[1:], by_form[1:], strict=True):
        bare.append(time_of(partial(client.get, bare_list.POLL_ADDRESS), 204))
        one.append(time_of(partial(approve_one, client, first.pk, HTMX), 200))
        redirected.append(time_of(partial(approve_one, client, second.pk, {}), 302))
    open_all(counted)
    with counted_queries() as of_many:
        approve_many(client, counted)
    open_all(timed)
    at_once = approve_many(client, timed)
    if waiting := Review.objects.open().filter(pk__in=[review.pk for review in [*counted, *timed]]).count():
        raise RuntimeError(f"{waiting} of {2 * many} were not approved")
    return {
        "bare": median(bare[WARM:]),
        "one": median(one[WARM:]),
        "redirected": median(redirected[WARM:]),
        "many": (at_once.wall, at_once.cpu),
        "queries of one": of_one.queries,
        "queries of many": of_many.queries,
    }


def submitted(count: int) -> list[Review]:
    """Reviews of as many products, ordered in sets of forty with one version of the prompt."""
    first = make_shot()
    same: dict[str, Any] = {name: getattr(first, name) for name in ("placement", "version", "image_model")}
    sets = [make_shot_set(launched_by=first.shot_set.launched_by) for _ in range(-(-count // SHOTS))]
    return [make_review(make_render(make_shot(sets[number // SHOTS], **same))) for number in range(count)]


def median(times: Sequence[RequestTime]) -> tuple[float, float]:
    return statistics.median(one.wall for one in times), statistics.median(one.cpu for one in times)


def approve_one(client: Client, pk: int, headers: dict[str, str]) -> Any:
    return client.post(reverse("reviews.decisions", args=[pk]), {"verdict": "approve"}, headers=headers)


def approve_many(client: Client, reviews: Sequence[Review]) -> RequestTime:
    ticked = {"review": [review.pk for review in reviews]}
    return time_of(partial(client.post, reverse("reviews.bulk"), ticked), 302)


def open_all(reviews: Sequence[Review]) -> None:
    """What a person has opened may be approved together."""
    for review in reviews:
        review.open_for(ruth())


def time_of(request: Callable[[], Any], status: int) -> RequestTime:
    began, used = time.perf_counter(), cpu_seconds(connection)
    answer = request()
    took = RequestTime((time.perf_counter() - began) * 1000, (cpu_seconds(connection) - used) * 1000)
    if answer.status_code != status:
        raise RuntimeError(f"Answered {answer.status_code}: {answer.content[:2000]!r}")
    return took


@cache
def ruth() -> User:
    person: User = make_person("ruth", group="Reviewers")
    return person


def reviewer() -> Client:
    static_files.gather()
    client = Client(headers={"host": "localhost"})
    client.force_login(ruth())
    return client
