"""What the rules of a channel block goes out with a reviewer's reason only."""

import pytest

from renders.models import Channel, ChannelOverride, Render
from renders.models.decisions import MayNotDecide
from renders.models.publications import State
from renders.pipeline.publishing import requests
from renders.pipeline.publishing.fits import DoesNotFit, blocked
from tests.factories import make_channel, make_person
from tests.renders.pipeline.publishing.conftest import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(db):
    return make_channel(rules="amazon-main")


@pytest.fixture
def warm(approved):
    """An approved picture whose ground is not white."""
    Render.objects.filter(pk=approved.render_id).update(
        measures={"fill": 90.0, "ground": 250.0}, width=1200, height=1200
    )
    approved.render.refresh_from_db()
    return approved


def let_through(decision, channel):
    return ChannelOverride.give(
        decision, channel, by=make_person(group="Reviewers"), reason="The shop takes warm grounds until May"
    )


def test_a_picture_that_its_channel_blocks_is_not_planned_and_the_limit_is_said(warm, ask):
    with pytest.raises(DoesNotFit, match="level 255 is needed"):
        ask(warm)


def test_a_reason_lets_it_through_to_that_channel_alone(warm, target, channel, ask):
    let_through(warm, channel)
    assert step(ask(warm)).state == State.PUBLISHED
    assert blocked([warm], make_channel(rules="amazon-main"))


def test_rules_that_came_after_the_plan_are_asked_before_anything_is_sent(warm, target, channel, ask):
    Channel.objects.filter(pk=channel.pk).update(rules="")
    channel.refresh_from_db()
    publication = requests.request(warm, channel=channel, by=warm.review.submitted_by)
    Channel.objects.filter(pk=channel.pk).update(rules="amazon-main")
    assert step(publication).state == State.FAILED
    assert "level 255 is needed" in publication.explanation
    assert target.writes == []


@pytest.mark.parametrize("rules", ["", "woocommerce", "none-of-that-name"])
def test_a_channel_whose_rules_do_not_block_takes_the_picture(warm, rules):
    assert blocked([warm], make_channel(rules=rules)) == {}


def test_a_picture_that_was_never_measured_is_not_blocked(approved, channel):
    assert blocked([approved], channel) == {}


def test_who_submitted_a_picture_does_not_let_it_through(warm, channel):
    with pytest.raises(MayNotDecide):
        ChannelOverride.give(warm, channel, by=warm.review.submitted_by, reason="I like it")
    assert not ChannelOverride.objects.exists()
