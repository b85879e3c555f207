"""How many queries the pages take when a lot has been rendered: the number does not grow with the rows."""

import re
from http import HTTPStatus
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.composing import finishing
from renders.finishing.steps import LabelAsMadeByAI
from renders.models import (
    Attempt,
    DecidedFinding,
    Decision,
    Event,
    Finding,
    LedgerEntry,
    Notification,
    Publication,
    Render,
    Rendition,
    Review,
    Shot,
    ShotSet,
    WebhookDelivery,
)
from renders.models.events import record_moves
from tests.factories import (
    digest_of,
    make_attempt,
    make_banner,
    make_banner_picture,
    make_budget,
    make_channel,
    make_colorway,
    make_decision,
    make_finding,
    make_guest_link,
    make_person,
    make_product,
    make_production_plan,
    make_publication,
    make_render,
    make_review,
    make_rework,
    make_shot,
    make_shot_set,
    make_webhook_delivery,
)

pytestmark = pytest.mark.django_db
MANY = 10_000
SHOTS = 50
GROWING = [
    model._meta.db_table
    for model in (
        Attempt,
        DecidedFinding,
        Decision,
        Event,
        Finding,
        LedgerEntry,
        Publication,
        Render,
        Rendition,
        Review,
        Shot,
        ShotSet,
        WebhookDelivery,
    )
]


@pytest.fixture(scope="module")
def petra(module_rows):
    """The marketer who launched it all."""
    return make_person("petra", group="Marketers", first_name="Petra")


@pytest.fixture(scope="module")
def a_lot(petra):
    """10,000 renders of one product in 50 shots of ten sets, with reviews in every state and publications."""
    colorway, placement = make_colorway(make_product()), None
    shots = []
    for _ in range(10):
        shot_set = make_shot_set(launched_by=petra)
        for _ in range(SHOTS // 10):
            shot = make_shot(shot_set, colorway=colorway, placement=placement)
            placement = shot.placement
            shots.append(shot)
    for shot in shots:
        fill(shot, MANY // SHOTS)
    judge(shots)
    # The page of what somebody has not read yet marks it, with one statement more.
    Notification.objects.all().read()
    make_budget()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # what autovacuum does beside rows that come one by one
            cursor.execute("ANALYZE")
    return shots


def fill(shot, count):
    """Ready renders in bulk, and one event each."""
    attempt = make_attempt(shot)
    rows = [
        Render(
            shot=shot,
            shot_set=shot.shot_set,
            account=shot.account,
            attempt=attempt,
            number=number,
            seed=number,
            price_micros=25_000,
            state="ready",
            sha256=digest_of((shot.pk, number)),
            width=1024,
            height=1024,
        )
        for number in range(1, count + 1)
    ]
    made = Render.objects.bulk_create(rows)
    record_moves([(one.pk, shot.pk, shot.shot_set_id) for one in made], "stored", "ready", "")
    LedgerEntry.objects.create(kind="reserve", shot_set=shot.shot_set, reserved_micros=1)


def judge(shots):
    """Twenty wait, ten came back, ten are approved, ten are out; the last set has a render on the way."""
    reviewer, channel = make_person(group="Reviewers"), make_channel()
    for at, shot in enumerate(shots):
        picks = list(shot.renders.order_by("number")[:3])
        review = make_review(picks[0], others=picks[1:])
        make_finding(picks[0])
        if at >= 20:
            decision = make_decision(review, by=reviewer, verdict="reject" if at < 30 else "approve")
            if at >= 40:
                make_publication(decision, channel=channel)
    make_render(shots[-1], number=9_000, state="queued")


def queries(browser, address):
    """The queries that a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code in {HTTPStatus.OK, HTTPStatus.FOUND}
    return [query["sql"] for query in captured.captured_queries]


@pytest.fixture
def pages(a_lot, client_of, petra, ruth, ada):
    """By name: who looks at it, where, and how many queries it may take."""
    marketer, reviewer, admin = client_of(petra), client_of(ruth), client_of(ada)
    publication = a_lot[-1].reviews.get().decisions.get().publications.get()
    product, version = a_lot[0].colorway.product, a_lot[0].version
    template = version.template
    ordered = {"pilot_set": a_lot[0].shot_set, "is_pilot_ordered": True, "shot_set": a_lot[-1].shot_set}
    plan = make_production_plan(a_lot[0].colorway, author=petra, is_ordered=True, **ordered)
    drawn_banner = make_banner(version=version, image_model=a_lot[0].image_model)
    for _ in range(3):
        make_banner_picture(drawn_banner)
    return {
        "home of a marketer": (marketer, reverse("people.home"), 17),
        "home of a reviewer": (reviewer, reverse("people.home"), 11),
        "home of an admin": (admin, reverse("people.home"), 13),
        "compose": (marketer, reverse("sets.compose"), 13),
        "compose, a product picked": (marketer, reverse("sets.compose") + f"?product={product.pk}", 14),
        "compose, from a set": (marketer, reverse("sets.compose") + f"?from={a_lot[0].shot_set}", 19),
        "set": (marketer, a_lot[0].shot_set.get_absolute_url(), 9),
        "order a set again": (marketer, reverse("sets.again", args=[a_lot[0].shot_set.code]), 19),
        "grid": (marketer, a_lot[0].get_absolute_url(), 9),
        "viewer": (marketer, a_lot[0].renders.first().get_absolute_url(), 16),
        "claims": (marketer, reverse("shots.claims"), 5),
        "guests": (marketer, reverse("guests.links", args=[a_lot[0].shot_set.code]), 5),
        "pictures of a guest": (Client(), make_guest_link(a_lot[0].shot_set).get_absolute_url(), 6),
        "review list": (reviewer, reverse("reviews.list"), 12),
        "what the checks are worth": (reviewer, reverse("reviews.hit_rates"), 7),
        "review": (reviewer, Review.objects.open().first().get_absolute_url(), 17),
        "publishing": (marketer, reverse("publications.list"), 13),
        "publication": (marketer, publication.get_absolute_url(), 6),
        "product": (marketer, product.get_absolute_url(), 15),
        "family": (marketer, reverse("products.family", args=[product.pk]), 17),
        "version": (marketer, reverse("versions.detail", args=[template.slug, version.number]), 17),
        "product's picture": (marketer, reverse("products.picture", args=[product.pk]), 5),
        "template's picture": (marketer, reverse("templates.picture", args=[template.slug]), 7),
        "banners": (admin, reverse("banners.list"), 5),
        "new banner": (admin, reverse("banners.new"), 6),
        "drawn pictures that wait": (reviewer, reverse("banners.waiting", args=[drawn_banner.pk]), 6),
        "production plans": (marketer, reverse("production.list"), 8),
        "production plan": (marketer, plan.get_absolute_url(), 8),
        "rows of a production plan": (marketer, reverse("production.rows", args=[plan.pk]), 11),
        "failed rows": (marketer, reverse("production.rows", args=[plan.pk]) + "?outcome=failed", 11),
        "coverage": (marketer, reverse("products.coverage"), 14),
        "products": (marketer, reverse("products.list"), 8),
        "sets": (marketer, reverse("sets.list"), 8),
        "templates": (marketer, reverse("templates.list"), 7),
        "activity": (admin, reverse("operations.activity"), 6),
        "budget": (marketer, reverse("operations.budget"), 7),
        "tokens": (admin, reverse("tokens.list"), 7),
        "webhooks": (admin, reverse("webhooks.list"), 5),
        "webhook": (admin, make_webhook_delivery().endpoint.get_absolute_url(), 7),
        "server hours": (admin, reverse("operations.server_hours"), 7),
        "insights": (admin, reverse("operations.insights"), 18),
        "insights of all time": (marketer, reverse("operations.insights") + "?period=all", 18),
        "doubts": (admin, reverse("operations.doubts"), 5),
        "status": (admin, reverse("operations.status"), 13),
        "retention": (admin, reverse("retention.runs"), 6),
        "metrics": (admin, reverse("monitoring.metrics"), 10),
        "scoreboard": (marketer, reverse("versions.scoreboard", args=[template.slug]), 13),
        "image models": (marketer, reverse("image_models.scoreboard"), 11),
    }


def test_no_page_takes_more_queries_for_ten_thousand_renders(pages):
    taken = {name: len(queries(browser, address)) for name, (browser, address, _) in pages.items()}
    assert {name: count for name, count in taken.items() if count > pages[name][2]} == {}


# Of a candidate of each kind: what its details take, and its viewer.
QUERIES_OF_CANDIDATE = [("plain", 6, 13), ("rework", 7, 14), ("finished", 6, 12)]


@pytest.mark.parametrize(("kind", "of_details", "of_viewer"), QUERIES_OF_CANDIDATE)
def test_another_candidate_takes_few_queries(client_of, petra, kind, of_details, of_viewer):
    browser, shot = client_of(petra), make_shot(make_shot_set(launched_by=petra))
    other = candidate_after(make_render(shot), kind)
    with CaptureQueriesContext(connection) as details:
        browser.get(shot.get_absolute_url(), {"candidate": other.number}, headers={"hx-request": "true"})
    with CaptureQueriesContext(connection) as viewer:
        browser.get(other.get_absolute_url())
    assert (len(details), len(viewer)) == (of_details, of_viewer)


def candidate_after(first, kind):
    """Another ready candidate of the same shot: an ordered one, a rework of the first, or one made of it."""
    if kind != "finished":
        return make_render(first.shot, rework=make_rework(first) if kind == "rework" else None)
    made = finishing.finish(first, (LabelAsMadeByAI(text="AI", corner="top-left"),), by=first.shot_set.launched_by)
    Render.objects.filter(pk=made.pk).update(sha256=digest_of(made.pk))
    Render.fast.filter(pk=made.pk).move("finished", "ready")
    return made


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite says how it would read before it knows the rows")
def test_no_page_reads_a_growing_table_from_end_to_end(pages):
    read = {name: [sql for sql in queries(*page[:2]) if reads_everything(sql)] for name, page in pages.items()}
    assert {name: found for name, found in read.items() if found} == {}


def test_no_page_looks_for_the_keys_of_a_limited_subquery(pages):
    """Postgres would expect them to match most rows: at a million renders a page took 48 s."""
    asked = {name: [sql for sql in queries(*page[:2]) if compares_with_slice(sql)] for name, page in pages.items()}
    assert {name: found for name, found in asked.items() if found} == {}


def compares_with_slice(sql):
    """Whether a column is looked for IN (SELECT … LIMIT …)."""
    for found in re.finditer(r"\bIN \(SELECT", sql):
        depth, inner = 0, ""
        for letter in sql[found.start() + 3 :]:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            inner += letter if depth == 1 else ""
            if not depth:
                break
        if "LIMIT" in inner:
            return True
    return False


def reads_everything(sql):
    """Whether SQLite looks at every row of a table that grows with the work, and does not stop at a limit."""
    if not sql.startswith("SELECT"):
        return False
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        plan = [row[-1] for row in cursor.fetchall()]
    scans = [line for line in plan if any(re.match(rf"SCAN {table}\b(?! USING)", line) for table in GROWING)]
    is_sorted = any("TEMP B-TREE" in line for line in plan)
    return bool(scans) and (is_sorted or "LIMIT" not in sql) or lists_everything(sql, plan)


def lists_everything(sql, plan):
    """Whether SQLite first lists the keys of all decisions there are, to look for one of them. Lists of what is under
    way stay short."""
    inner = re.findall(rf'"{Decision._meta.db_table}" ([UVW]\d+)\b', sql)
    lists = [line for before, line in pairwise(plan) if before.startswith("LIST SUBQUERY")]
    return any(line.split()[:2] == ["SCAN", name] for line in lists for name in inner)
