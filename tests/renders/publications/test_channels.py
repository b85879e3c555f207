"""Testing a channel says what stands in the way, and publishes nothing."""

import pytest
from django.urls import reverse

from renders import channels
from renders.channels import Unreachable
from renders.models import Publication
from tests.factories import make_channel, make_decision
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

    connect.setting_names = connect.key_names = connect.secret_names = ()
    return connect


def test_a_test_publishes_nothing(client_of, petra, shop):
    make_decision()
    page_after_test(client_of(petra), make_channel())
    assert shop.writes == []
    assert not Publication.objects.exists()
