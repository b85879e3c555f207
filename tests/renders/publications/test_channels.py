"""Testing a channel says what stands in the way, and publishes nothing."""

import pytest
from django.urls import reverse

from renders import channels
from renders.channels import Unreachable
from renders.models import Publication
from renders.models.publications import State
from tests.factories import make_channel, make_decision, make_publication
from tests.renders.pipeline.publishing.fake_shop import FakeShop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch):
    shop = FakeShop()
    monkeypatch.setitem(channels.REGISTRY, "bucket", shop)
    return shop


def page_after_test(browser, channel):
    return browser.post(reverse("publications.channels.test", args=[channel.slug]), follow=True).content.decode()


def test_a_channel_that_works_says_so(client_of, petra, shop):
    assert "Our shop answers, and publishing there is allowed." in page_after_test(
        client_of(petra), make_channel(name="Our shop")
    )


def test_every_fault_is_named(client_of, petra, shop):
    shop.check = lambda: ["The key may not change products.", "The shop is closed."]
    page = page_after_test(client_of(petra), make_channel(name="Our shop"))
    assert "Our shop: The key may not change products." in page
    assert "Our shop: The shop is closed." in page


def test_a_channel_that_cannot_be_connected_says_why(client_of, ada, monkeypatch):
    monkeypatch.setitem(channels.REGISTRY, "bucket", raising(Unreachable("The shop does not answer.")))
    assert "The shop does not answer." in page_after_test(client_of(ada), make_channel())


def raising(error):
    def connect(settings, key):
        raise error

    connect.place = lambda settings: ""
    connect.setting_names = connect.key_names = connect.secret_names = ()
    return connect


def test_a_test_publishes_nothing(client_of, petra, shop):
    make_decision()
    page_after_test(client_of(petra), make_channel())
    assert shop.writes == []
    assert not Publication.objects.exists()


def test_channels_that_write_to_the_same_place_say_so(client_of, petra):
    make_channel(name="Our shop"), make_channel(name="Second shop")
    page = client_of(petra).get(reverse("publications.channels")).content.decode()
    assert "Writes to the same place as Second shop" in page


def test_what_is_being_withdrawn_or_may_be_live_counts_as_live(client_of, petra):
    channel, at = make_channel(name="Our shop"), "2026-01-02T03:04:05Z"
    make_publication(channel=channel, state=State.WITHDRAWING, published_at=at)
    make_publication(channel=channel, state=State.UNCONFIRMED, attached_at=at)
    page = client_of(petra).get(reverse("publications.channels"))
    assert [row.live for row, _sharing in page.context["channels"]] == [2]
