"""A reviewer lets an approved picture through to a channel whose rules block it, and says why."""

import pytest
from django.urls import reverse

from renders.models import ChannelOverride
from renders.models.actions import Action
from renders.models.events import Event
from tests.factories import make_channel, make_decision, make_render, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(db):
    """An approval of a picture whose ground is not white."""
    measures = {"fill": 90.0, "ground": 250.0}
    return make_decision(make_review(make_render(measures=measures, width=1200, height=1200)))


@pytest.fixture
def channel(db):
    return make_channel(name="Marketplace", rules="amazon-main")


def send(browser, decision, channel, reason):
    address = reverse("reviews.overrides.create", args=[decision.pk])
    return browser.post(address, {"channel": channel.slug, "reason": reason}, follow=True).content.decode()


def test_a_reviewer_says_why_and_the_page_says_who(client_of, ruth, decision, channel):
    browser = client_of(ruth)
    page = browser.get(decision.review.get_absolute_url()).content.decode()
    assert "Let it through to Marketplace" in page
    assert "level 255 is needed" in page
    page = send(browser, decision, channel, "They take warm grounds")
    assert "This picture may go to Marketplace." in page
    assert "“They take warm grounds”" in page
    assert Event.objects.filter(action=Action.CHANNEL_OVERRIDDEN, by=ruth).count() == 1


def test_without_a_reason_nothing_is_let_through(client_of, ruth, decision, channel):
    assert "Say why. Nothing was let through." in send(client_of(ruth), decision, channel, " ")
    assert not ChannelOverride.objects.exists()


def test_a_second_reason_changes_nothing(client_of, ruth, decision, channel):
    for reason in ("The first", "The second"):
        send(client_of(ruth), decision, channel, reason)
    assert ChannelOverride.objects.get().reason == "The first"


def test_a_channel_without_rules_blocks_nothing(client_of, ruth, decision):
    make_channel(name="Marketplace")
    assert "Marketplace" not in client_of(ruth).get(decision.review.get_absolute_url()).content.decode()


def test_the_plan_says_what_the_channel_blocks_and_leads_to_the_review(client_of, petra, decision, channel):
    asked = {"channel": channel.pk, "decisions": decision.pk}
    page = client_of(petra).get(reverse("publications.plan"), asked).content.decode()
    assert "level 255 is needed" in page
    assert f"{decision.review.get_absolute_url()}#channels" in page
