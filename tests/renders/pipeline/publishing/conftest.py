"""A shop in memory in the place of every bucket, and publications that are driven step by step."""

import pytest
from django.utils import timezone

from renders import channels
from renders.files import MASTERS
from renders.models import Listing, Publication, lease_on
from renders.pipeline.publishing import discard, requests
from renders.pipeline.steps import STEPS
from tests.factories import (
    make_channel,
    make_decision,
    make_image_model,
    make_person,
    make_placement,
    make_render,
    make_review,
    make_shot,
)
from tests.images import packshot
from tests.renders.pipeline.publishing.fake_shop import FakeShop

PUBLISH = next(one for one in STEPS if one.name == "publish")


@pytest.fixture
def target(monkeypatch):
    """The adapter of every bucket, for the database takes no kind that is not registered."""
    shop = FakeShop()
    monkeypatch.setitem(channels.REGISTRY, "bucket", shop)
    return shop


@pytest.fixture
def approved(db):
    return approved_picture()


@pytest.fixture
def channel(db):
    return make_channel()


@pytest.fixture
def by(db):
    return make_person()


@pytest.fixture
def product(approved):
    return approved.review.shot.colorway.product


@pytest.fixture
def ask(channel, by):
    """Ask for a picture that replaces `replaces`."""
    return lambda decision, replaces=None: requests.request(decision, channel=channel, by=by, replaces=replaces)


def approved_picture(*, delivery_format="webp", data=b"", shot=None, **model):
    """A standing approval of a small picture with its file."""
    data = data or packshot(size=(128, 128))
    if shot is None:
        placement = make_placement(image_models=[make_image_model(**model)], delivery_format=delivery_format)
        shot = make_shot(placement=placement)
    return make_decision(make_review(make_render(shot, sha256=MASTERS.store(data), bytes=len(data))))


def approved_again(decision, colour):
    """Another picture of the same shot."""
    return approved_picture(shot=decision.review.shot, data=packshot(colour, (128, 128)))


def step(publication):
    """One step of a worker, on what a worker takes."""
    with lease_on(PUBLISH.rows(publication.pk)) as lease:
        PUBLISH.run(publication.pk, lease)
    publication.refresh_from_db()
    return publication


def discard_now(listing):
    """The step of a worker a month later."""
    Publication.objects.filter(listing=listing, discard_at__isnull=False).update(discard_at=timezone.now())
    with lease_on(Listing.fast.filter(pk=listing.pk)) as lease:
        discard.discard_files(listing.pk, lease)
