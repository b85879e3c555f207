"""How many queries the pages take when a lot has been rendered: the number does not grow with the rows."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.models import LedgerEntry, Render, Review
from renders.models.events import record_moves
from tests.factories import (
    digest_of,
    make_attempt,
    make_budget,
    make_channel,
    make_colorway,
    make_decision,
    make_finding,
    make_person,
    make_product,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)

pytestmark = pytest.mark.django_db
MANY = 10_000
SHOTS = 50


@pytest.fixture
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
    make_budget()
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
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == HTTPStatus.OK
    return len(captured)


def test_no_page_takes_more_queries_for_ten_thousand_renders(a_lot, client_of, petra, ruth, ada):
    marketer, reviewer, admin = client_of(petra), client_of(ruth), client_of(ada)
    publication = a_lot[-1].reviews.get().decisions.get().publications.get()
    product = a_lot[0].colorway.product_id
    pages = {
        "home of a marketer": (marketer, reverse("people.home"), 16),
        "home of a reviewer": (reviewer, reverse("people.home"), 12),
        "compose": (marketer, reverse("sets.compose"), 14),
        "compose, a product picked": (marketer, reverse("sets.compose") + f"?product={product}", 15),
        "set": (marketer, a_lot[0].shot_set.get_absolute_url(), 12),
        "grid": (marketer, a_lot[0].get_absolute_url(), 9),
        "review list": (reviewer, reverse("reviews.list"), 10),
        "review": (reviewer, Review.objects.open().first().get_absolute_url(), 16),
        "publishing": (marketer, reverse("publications.list"), 14),
        "publication": (marketer, publication.get_absolute_url(), 7),
        "product": (marketer, a_lot[0].colorway.product.get_absolute_url(), 16),
        "activity": (admin, reverse("operations.activity"), 7),
        "budget": (marketer, reverse("operations.budget"), 8),
        "status": (reviewer, reverse("operations.status"), 12),
        "scoreboard": (marketer, reverse("versions.scoreboard", args=[a_lot[0].version.template.slug]), 14),
        "image models": (marketer, reverse("image_models.scoreboard"), 12),
    }
    taken = {name: queries(browser, address) for name, (browser, address, _) in pages.items()}
    assert {name: count for name, count in taken.items() if count > pages[name][2]} == {}
