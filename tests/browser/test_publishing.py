"""Twelve pictures of one product in three placements and four colours go out, change, partly leave and come back."""

import time

import pytest
from django.utils import timezone

from renders.models import Publication
from renders.pipeline import tasks
from renders.pipeline.publishing import publish
from renders.pipeline.publishing.arrangements import target_of
from renders.pipeline.steps import STEPS
from tests.browser.steps import expect
from tests.factories import make_colorway, make_person, make_placement, make_product, make_shot
from tests.renders.pipeline.publishing.conftest import approved_again, approved_picture
from tests.renders.pipeline.publishing.shops import SHOPS, channel_to

pytestmark = pytest.mark.django_db(transaction=True)
PUBLISH = next(one for one in STEPS if one.name == "publish")
COLOURS, PLACEMENTS, CHANGED, WITHDRAWN = 4, 3, 2, 3
MAX_STEPS = 200


@pytest.fixture
def product(db):
    product = make_product(name="Mug")
    for number in range(COLOURS):
        make_colorway(product, name=f"Colour {number}")
    return product


@pytest.fixture
def pictures(product):
    """An approved picture of each colour for each placement."""
    placements = [make_placement(position=position) for position in range(PLACEMENTS)]
    shots = [make_shot(colorway=one, placement=there) for there in placements for one in product.colorways.all()]
    return [approved_picture(shot=shot) for shot in shots]


@pytest.fixture(params=SHOPS)
def channel(request, settings, product, pictures):
    with channel_to(request.param, settings, product) as channel:
        yield channel


def work_off():
    """What a worker does until nothing is due."""
    for _ in range(MAX_STEPS):
        Publication.objects.exclude(due_at=None).update(due_at=timezone.now())
        due = list(Publication.objects.exclude(due_at=None).values_list("pk", flat=True))
        if not due:
            return
        for pk in due:
            tasks.run(PUBLISH, pk)
        time.sleep(0.05)  # a shop works on its files
    raise AssertionError(list(Publication.objects.values_list("state", "explanation")))


def gallery(channel):
    return publish.connect(channel).read(target_of(channel.listings.get()))


def ours(channel):
    """The publications that the gallery shows, in its order."""
    shown = {one.reference: one.pk for one in Publication.objects.live().filter(channel=channel)}
    return [shown[one.reference] for one in gallery(channel).pictures if one.reference in shown]


def choose_and_publish(page, channel, count):
    """Everything that is listed, through the plan to the release."""
    page.goto("/publish/")
    page.locator("#choose-all").check()
    page.get_by_label("Channel").select_option(label=str(channel))
    page.get_by_role("button", name=f"Plan {count} pictures").click()
    page.get_by_role("button", name=f"Publish {count} pictures").click()
    expect(page.locator("#release h1")).to_contain_text(f"of {count} live")
    work_off()
    assert [(str(one), one.explanation) for one in Publication.objects.filter(state="failed")] == []
    page.reload()
    expect(page.locator("#release h1")).to_contain_text(f"{count} of {count} live")


def test_a_whole_gallery_goes_out_changes_partly_leaves_and_is_rolled_back(page, sign_in, pictures, channel):
    sign_in(make_person("petra"))
    choose_and_publish(page, channel, len(pictures))
    first = list(Publication.objects.order_by("pk"))
    in_order = [Publication.objects.get(decision=one).pk for one in pictures]
    assert ours(channel) == in_order
    others = [one.reference for one in gallery(channel).pictures][len(pictures) :]
    before = gallery(channel)

    for one in pictures[:CHANGED]:
        approved_again(one, "navy")
    page.goto("/publish/")
    expect(page.locator("#approved tbody tr")).to_have_count(CHANGED)
    choose_and_publish(page, channel, CHANGED)
    assert ours(channel) != in_order
    assert len(ours(channel)) == len(pictures)

    page.get_by_role("link", name="Roll back…").click()
    expect(page.get_by_role("heading", name=f"{CHANGED} pictures will vanish")).to_be_visible()
    expect(page.get_by_text("comes back")).to_have_count(CHANGED)
    page.get_by_role("button", name=f"Roll back {CHANGED} pictures").click()
    work_off()
    assert gallery(channel).is_arranged_as(before)

    page.goto("/publish/live/")
    for one in first[:WITHDRAWN]:
        page.locator(f"#choose-{one.pk}").check()
    page.get_by_role("button", name=f"Withdraw {WITHDRAWN} pictures…").click()
    expect(page.get_by_role("heading", name=f"{WITHDRAWN} pictures will vanish")).to_be_visible()
    page.get_by_role("button", name=f"Withdraw {WITHDRAWN} pictures").click()
    work_off()
    left = [one.pk for one in first[:WITHDRAWN]]
    assert ours(channel) == [pk for pk in in_order if pk not in left]
    assert [one.reference for one in gallery(channel).pictures][len(pictures) - WITHDRAWN :] == others
