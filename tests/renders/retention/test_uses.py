"""Whoever comes to need a picture while retention takes it away: one of them waits, and sees what the other did."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from renders import composing
from renders.composing.dueling import DuelTerms, PicturesGone, open_ready_duel
from renders.composing.earlier.reworks import order_rework, plan_rework
from renders.composing.finishing.pictures import NotFinishable, finish
from renders.composing.finishing.pictures import account as finishing_account
from renders.composing.launching import NotLaunchable
from renders.composing.options import OrderOptions
from renders.finishing.steps.settings import ConvertColour
from renders.models import Baseline, GuestLink, Render, VendorClaim
from renders.models.baselines import NotPickable
from renders.models.reviews import NotJudgeable, Review
from renders.models.vendor_claims import NotClaimable
from renders.pipeline.retention import pictures
from renders.pipeline.retention.needed import REASONS
from tests.factories import make_decision, make_render, make_review, make_shot, make_version
from tests.renders.retention.old import old_picture


def submit(render, by):
    return Review.submit(render.shot, pick=render, by=by)


def pick_as_baseline(render, by):
    return Baseline.pick(render, by=by)


def claim(render, by):
    return VendorClaim.make(render, by=by, reason="empty")


def rework(render, by):
    return order_rework(plan_rework(render, [], 1, by=by), token=uuid4())


def finish_again(render, by):
    return finish(render, (ConvertColour(),), by=by)


def show_to_a_guest(render, by):
    return GuestLink.make(render.shot_set, guest="Anna", shows="all", days=7, by=by)


def open_a_duel(render, by):
    champion, shot = render.shot.version, render.shot
    terms = DuelTerms(make_version(champion.template, is_current=False), champion, shot.placement)
    return open_ready_duel(terms, [(make_render(make_shot(version=terms.challenger)), render)], by=by)


def star(render, by):
    return render.set_mark("star")


# What people do with a picture, by the reason for which retention leaves it afterwards.
USES = {
    "in_review": submit,
    "baseline": pick_as_baseline,
    "claimed": claim,
    "reworked": rework,
    "parent": finish_again,
    "guests": show_to_a_guest,
    "in_duel": open_a_duel,
    "starred": star,
}
# Who follows a picture needs it starred or approved: `test_retention_waits_for_variants`.
OTHERS = {"reference"}
# A decision needs an open review, and what comes after one is kept by a trigger; the rest is written by machines while
# a picture is new.
SAFE = {"approved", "published", "banner", "in_doubt", "being_read", "without_thumbnail"}
REFUSALS = {
    "in_review": NotJudgeable,
    "baseline": NotPickable,
    "claimed": NotClaimable,
    "reworked": NotLaunchable,
    "parent": NotFinishable,
    "in_duel": PicturesGone,
}


def test_every_reason_to_leave_a_picture_is_tried_against_retention():
    assert set(REASONS) == set(USES) | OTHERS | SAFE


@pytest.mark.django_db
@pytest.mark.parametrize("reason", REFUSALS)
def test_a_picture_that_is_removed_after_a_page_was_read_is_used_for_nothing(reason):
    render = make_render(make_shot())
    Render.objects.filter(pk=render.pk).update(picture_removed_at=timezone.now())
    with pytest.raises(REFUSALS[reason]):
        USES[reason](render, render.shot_set.launched_by)


def left_over(order):
    """A picture beside an approved one, of an image model that can be ordered from."""
    shot = make_shot(**{name: order[name] for name in ("placement", "version", "image_model")})
    render = old_picture(shot, mark="")
    make_decision(make_review(old_picture(render.shot, mark="")))
    return render


def rows_removed_while(use, render, meanwhile=lambda: None):
    """How many rows retention removes that comes while somebody is using this picture."""
    is_used, may_end, problems = threading.Event(), threading.Event(), []

    def person():
        try:
            with transaction.atomic():
                use()
                is_used.set()
                may_end.wait(2)
        except Exception as problem:
            problems.append(problem)
            is_used.set()
        finally:
            connections.close_all()

    using = threading.Thread(target=person)
    using.start()
    assert is_used.wait(60)
    meanwhile()
    later = timezone.now() + timedelta(days=91)
    with transaction.atomic():
        counts = pictures.remove(pictures.RetentionBatch([render.pk]), later)
    may_end.set()
    using.join(60)
    assert problems == []
    return counts.rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reason", USES)
def test_retention_waits_for_whoever_uses_a_picture_and_leaves_it(reason, order):
    finishing_account()
    render = left_over(order)
    assert rows_removed_while(lambda: USES[reason](render, render.shot_set.launched_by), render) == 0
    render.refresh_from_db()
    assert render.picture_removed_at is None


@pytest.mark.django_db(transaction=True)
def test_retention_waits_for_variants(order, petra):
    """The star of their reference is taken back while they are launched."""
    render = left_over(order)
    Render.objects.filter(pk=render.pk).update(mark="star")
    render.refresh_from_db()
    plan = composing.plan(**order, by=petra, options=OrderOptions(render=render))

    def take_the_star_back():
        Render.objects.filter(pk=render.pk).update(mark="")

    removed = rows_removed_while(lambda: composing.launch(plan, by=petra, token=uuid4()), render, take_the_star_back)
    assert removed == 0
