"""Coverage of 2,000 products and the page of a set with 10,000 renders, beside the same pages with a hundred.

`python -m benchmarks.large_catalogue [--rounds 15] [--cpu]` fills a database of its own and asks both sizes of both
pages in turns, with Django's test client. It prints queries, kilobytes, the median time of each and the ratio of the
sizes. The exit status is 1 when a page takes more than 20 queries, 100 KB or 1.3 times as long as its small form.
`--cpu` counts processor time, which other work on the machine changes little.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.filled_databases import set_up
from benchmarks.goals import Goals

PRODUCTS, COLORS, FEW, PLACEMENTS = 2_000, 5, 100, 9
RENDERS, CANDIDATES = 10_000, 2
QUERIES, KILOBYTES, RATIO = 20, 100, 1.3


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--cpu", action="store_true", help="processor time instead of the clock's")
    asked, goals = options.parse_args(), Goals()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder).resolve())
        measure(asked.rounds, time.process_time if asked.cpu else time.perf_counter, goals)
    goals.exit()


def measure(rounds: int, clock: Callable[[], float], goals: Goals) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - the settings are made by `set_up`
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from config import static_files  # noqa: PLC0415
    from tests.factories import make_person  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    static_files.gather()
    petra = make_person("petra")
    products, sets = products_in_every_placement(), sets_of(petra)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(petra)
    coverage = reverse("products.coverage")
    pages: dict[str, list[tuple[Callable[[], None], str]]] = {
        "coverage": [(lambda: show(products[:FEW]), coverage), (lambda: show(products), coverage)],
        "set": [(lambda: None, one.get_absolute_url()) for one in sets],
    }
    for name, sizes in pages.items():
        taken: list[list[float]] = [[], []]
        for _ in range(rounds):
            for size, (prepare, address) in enumerate(sizes):
                prepare()
                began = clock()
                get(browser, address)
                taken[size].append(clock() - began)
        report(name, taken, *counted(browser, sizes[-1][1]), goals)


def products_in_every_placement() -> list[int]:
    """The ids of products in five colours, and placements for which all of them want a picture."""
    from catalog.models import Colorway, Product  # noqa: PLC0415
    from tests.factories import make_placement, make_template, make_version  # noqa: PLC0415

    for number in range(PLACEMENTS):
        make_version(make_template(placements=[make_placement(name=f"Place {number}")]))
    made = Product.objects.bulk_create(
        Product(code=f"mug-{number}", name=f"Mug {number}", noun="mug", material="clay", category="Cups")
        for number in range(PRODUCTS)
    )
    Colorway.objects.bulk_create(
        Colorway(product=one, sku=f"{one.code}-{number}", name=f"White {number}", color_words="white", position=number)
        for one in made
        for number in range(COLORS)
    )
    return [one.pk for one in made]


def show(products: list[int]) -> None:
    """Keep these alone in the catalogue."""
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import Product  # noqa: PLC0415

    Product.objects.update(archived_at=timezone.now())
    Product.objects.filter(pk__in=products).update(archived_at=None)


def sets_of(person: Any) -> list[Any]:
    """A set with a hundred renders, which fill a page, and one with ten thousand; every shot of a colour of its own."""
    from catalog.models import Colorway  # noqa: PLC0415
    from renders.models import Render, Shot  # noqa: PLC0415
    from tests.factories import digest_of, make_attempt, make_shot, make_shot_set  # noqa: PLC0415

    sets = []
    for renders in (FEW, RENDERS):
        shot_set = make_shot_set(launched_by=person)
        first = make_shot(shot_set, colorway=Colorway.objects.first())
        same = {one.attname: getattr(first, one.attname) for one in Shot._meta.concrete_fields if not one.primary_key}
        numbers = range(2, renders // CANDIDATES + 1)
        colorways = list(Colorway.objects.values_list("pk", flat=True)[: len(numbers) + 1])
        own = [
            {"number": number, "code": f"{shot_set.code}-{number}", "colorway_id": colorways[number - 1]}
            for number in numbers
        ]
        shots = [first, *Shot.objects.bulk_create(Shot(**{**same, **each}) for each in own)]
        order = {"shot_set": shot_set, "account_id": first.account_id, "attempt": make_attempt(first)}
        picture = {"state": "ready", "price_micros": 5_000, "width": 1024, "height": 1024, "media_type": "image/png"}
        Render.objects.bulk_create(
            Render(shot=shot, number=number, seed=number, sha256=digest_of((shot.pk, number)), **order, **picture)
            for shot in shots
            for number in range(1, CANDIDATES + 1)
        )
        sets.append(shot_set)
    return sets


def get(browser: Any, address: str) -> bytes:
    answer = browser.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return bytes(answer.content)


def counted(browser: Any, address: str) -> tuple[int, float]:
    """Queries and kilobytes of a page."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        page = get(browser, address)
    return len(captured), len(page) / 1_000


def report(name: str, taken: list[list[float]], queries: int, kilobytes: float, goals: Goals) -> None:
    few, many = (statistics.median(times) for times in taken)
    is_met = queries <= QUERIES and kilobytes <= KILOBYTES and many <= RATIO * few
    print(
        f"{name:10} {few * 1e3:7.1f} ms {many * 1e3:7.1f} ms  {many / few:5.2f} × (≤ {RATIO})"
        f"  {queries:3} queries (≤ {QUERIES})  {kilobytes:5.1f} KB (≤ {KILOBYTES})  {goals.verdict(is_met)}"
    )


if __name__ == "__main__":
    main()
