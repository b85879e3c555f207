"""Settings, access and the version of the API: what a test of the connection says, and what ends a call."""

import pytest

from renders.channels.base import AccessRefused, Rejected, Throttled, Unreachable
from renders.channels.shopify import errors
from renders.channels.shopify.connection import ShopConnection
from renders.channels.shopify.kind import ShopifyKind
from tests.renders.channels.shopify.conftest import TARGET, connect


def test_a_good_connection_has_nothing_to_say(sim, shop):
    assert shop.check() == []


def test_checking_writes_nothing(sim, shop):
    shop.check()
    assert sim.writes() == 0


def test_a_revoked_token_is_said(sim):
    faults = connect(sim, key="shpat_revoked").check()
    assert len(faults) == 1
    assert "does not accept the access token" in faults[0]


def test_missing_scopes_are_named(sim, graphql):
    sim.set(scopes="read_products,write_files")
    assert graphql.check() == [
        "The access token lacks the scopes write_products. An admin can add them to its app in Shopify."
    ]


def test_a_version_that_shopify_no_longer_serves_is_said(sim):
    faults = connect(sim, api_version="2025-01").check()
    assert faults == [
        "Shopify no longer serves version 2025-01 of its API and answered by 2026-01. An admin can set api_version of "
        "the channel to 2026-01."
    ]


def test_a_retired_version_works_all_the_same(sim, mug):
    assert connect(sim, api_version="2025-01").read(TARGET).title == "Mug"


def test_a_shop_that_does_not_answer_is_said(sim, graphql):
    sim.script({"fault": "503", "on": "currentAppInstallation"})
    assert graphql.check() == ["Shopify had an error of its own (HTTP 503)."]


@pytest.mark.parametrize(
    ("fault", "kind", "sentence"),
    [
        ({"fault": "401"}, AccessRefused, "set a new one"),
        ({"fault": "402"}, AccessRefused, "unpaid bill"),
        ({"fault": "403"}, AccessRefused, "write_products"),
        ({"fault": "404"}, Rejected, "nothing at this address"),
        ({"fault": "423"}, AccessRefused, "not active"),
        ({"fault": "430"}, Rejected, "HTTP 430"),
        ({"fault": "500"}, Unreachable, "HTTP 500"),
        ({"fault": "html"}, Unreachable, "is not JSON"),
        ({"fault": "reset"}, Unreachable, "could not be reached"),
        ({"fault": "top_error", "code": "ACCESS_DENIED"}, AccessRefused, "read_files"),
        ({"fault": "top_error", "code": "SHOP_INACTIVE"}, AccessRefused, "reactivate"),
        ({"fault": "top_error", "code": "INTERNAL_SERVER_ERROR"}, Unreachable, "error of its own"),
        ({"fault": "top_error", "code": "MAX_COST_EXCEEDED"}, Rejected, "refused this: “MAX_COST_EXCEEDED”"),
        ({"fault": "429", "retry_after": 3}, Throttled, "goes on by itself"),
    ],
)
def test_status_and_top_level_errors_are_errors_of_ours(sim, mug, graphql, fault, kind, sentence):
    sim.script(fault)
    with pytest.raises(kind, match=sentence):
        graphql.read(TARGET)


def test_a_throttle_without_a_cost_waits_a_usual_time():
    throttled = errors.of_answer([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], None)
    assert isinstance(throttled, Throttled)
    assert throttled.wait == errors.USUAL_WAIT


def test_of_several_user_errors_the_one_that_no_try_can_help_is_said():
    error = errors.of_user_errors([{"code": "FILE_LOCKED"}, {"code": "PRODUCT_SUSPENDED"}])
    assert type(error) is Rejected


def test_each_error_names_what_happens_next():
    assert all(str(sentence).endswith(".") and len(str(sentence)) > 30 for _kind, sentence in errors.ERRORS.values())


@pytest.mark.parametrize(
    ("shop_url", "base_url"),
    [
        ("north", "https://north.myshopify.com"),
        ("north.myshopify.com", "https://north.myshopify.com"),
        ("https://north.myshopify.com/", "https://north.myshopify.com"),
    ],
)
def test_a_shop_may_be_named_in_several_ways(shop_url, base_url):
    assert ShopConnection(shop_url, "shpat_0123456789", "2026-10")._base_url == base_url


@pytest.mark.parametrize(
    ("settings", "key", "sentence"),
    [
        ({}, "token", "No address of the shop"),
        ({"shop_url": "north"}, "", "No access token"),
        ({"shop_url": "north", "api_version": "latest"}, "token", "“latest” is no version"),
        ({"shop_url": "north", "api": "soap"}, "token", "one of graphql, rest"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_said(settings, key, sentence):
    with pytest.raises(Rejected, match=sentence):
        ShopifyKind()(settings, key)


def test_a_token_goes_over_plain_http_to_nobody(settings):
    settings.OUTBOUND_ALLOW = []
    shop = ShopifyKind()({"shop_url": "http://north.myshopify.com"}, "shpat_0123456789")
    with pytest.raises(Rejected, match="https"):
        shop.read(TARGET)


def test_no_sentence_repeats_the_token(sim):
    key = "shpat_a_secret_of_ours"
    with pytest.raises(AccessRefused) as caught:
        connect(sim, key=key).read(TARGET)
    assert key not in str(caught.value)


def test_rest_takes_no_webp():
    kind = ShopifyKind()
    assert kind.file_limits({"api": "rest"}).formats == ("jpeg", "png")
    assert kind.file_limits({}).formats == ("jpeg", "webp", "png")
