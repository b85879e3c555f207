"""Every code has its sentence: what happened, what it cost, what to do. The code decides, not the text."""

import httpx
import pytest

from renders.channels.base import AccessRefused, Mismatch, NoProduct, Rejected, Throttled, Unreachable
from renders.channels.woocommerce.refusals import MEANINGS, page_refusal, refusal
from renders.outbound import Answer
from tests.renders.channels.woocommerce.conftest import MUG, made

KINDS = {
    AccessRefused: {
        "application_passwords_disabled",
        "application_passwords_disabled_for_user",
        "incorrect_password",
        "invalid_email",
        "invalid_username",
        "rest_cannot_access",
        "rest_cannot_create",
        "rest_cannot_delete",
        "rest_cannot_edit",
        "rest_cannot_edit_image",
        "rest_disabled",
        "rest_forbidden",
        "rest_forbidden_context",
        "rest_login_required",
        "rest_not_logged_in",
        "woocommerce_rest_authentication_error",
        "woocommerce_rest_cannot_edit",
        "woocommerce_rest_cannot_view",
    },
    NoProduct: {
        "woocommerce_rest_invalid_product_id",
        "woocommerce_rest_product_invalid_id",
        "woocommerce_rest_product_variation_invalid_id",
        "woocommerce_rest_product_variation_invalid_parent",
    },
    Mismatch: {"rest_post_invalid_id"},
    Unreachable: {
        "db_insert_error",
        "rest_upload_file_error",
        "rest_upload_hash_mismatch",
        "rest_upload_unknown_error",
    },
}


def answer(status, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, httpx.Headers(named), b"")


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_a_code_means_the_same_with_any_status(code):
    expected = next((kind for kind, codes in KINDS.items() if code in codes), Rejected)
    assert {type(refusal(answer(status), code)) for status in (400, 401, 403, 404, 500)} == {expected}


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_a_sentence_says_more_than_what_happened(code):
    assert str(MEANINGS[code][1]).count(".") + str(MEANINGS[code][1]).count("?") >= 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, AccessRefused), (403, AccessRefused), (404, Rejected), (409, Rejected)],
)
def test_an_unknown_code_is_named_and_judged_by_its_status(status, kind):
    error = refusal(answer(status), "some_plugin_error")
    assert type(error) is kind
    assert "some_plugin_error" in str(error)


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_server_that_broke_is_asked_again(status):
    assert type(refusal(answer(status), "")) is Unreachable
    assert type(page_refusal(answer(status))) is Unreachable


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_wait_is_waited_for(status):
    for error in (refusal(answer(status, Retry_After="9"), ""), page_refusal(answer(status, Retry_After="9"))):
        assert (type(error), error.wait) == (Throttled, 9)


@pytest.mark.parametrize("status", [200, 403])
def test_a_page_instead_of_data_names_login_and_security_plugin(shop, channel, status):
    shop.script({"fault": "html", "status": status})
    with pytest.raises(AccessRefused, match="a web page .* instead of data, as a login page or a security plugin"):
        channel.read(MUG)


def test_a_page_in_answer_to_a_write_is_said_too(shop, channel):
    shop.script({"fault": "html", "on": "media.create", "status": 403})
    with pytest.raises(AccessRefused, match="security plugin"):
        channel.upload(made())


def test_a_file_that_the_server_in_front_finds_too_large_names_the_setting():
    error = page_refusal(answer(413))
    assert type(error) is Rejected
    assert "max_kilobytes" in str(error)


def test_a_redirect_names_the_host_and_is_not_followed():
    error = page_refusal(answer(301, Location="https://www.shop.example/wp-json/"))
    assert type(error) is Rejected
    assert "www.shop.example" in str(error)


@pytest.mark.parametrize(
    ("options", "kind", "sentence"),
    [
        ({"space": "limited"}, Rejected, "no space left"),
        ({"space": "quota"}, Rejected, "space for uploads on the site is used up"),
        ({"max_kilobytes": 1}, Rejected, "larger than the site takes"),
        ({"types": "image/png"}, Rejected, "takes no such file"),
        ({"rights": "read"}, AccessRefused, "may not upload pictures"),
        ({"is_revoked": True}, AccessRefused, "does not accept the application password"),
        ({"takes_passwords": False}, AccessRefused, "application passwords switched off"),
        ({"passes_authorization": False}, AccessRefused, "did not get the user's name and password"),
    ],
)
def test_an_upload_that_the_site_refuses_says_why_and_leaves_nothing(shop, channel, options, kind, sentence):
    shop.set(**options)
    with pytest.raises(kind, match=sentence):
        channel.upload(made())
    assert shop.media() == []


@pytest.mark.parametrize("lost", [{"fault": "broken_json"}, {"fault": "reset"}, {"fault": "empty"}])
def test_an_answer_that_cannot_be_read_is_asked_for_again(shop, channel, lost):
    shop.add_product("MUG")
    shop.script({**lost, "times": 1})
    with pytest.raises(Unreachable):
        channel.read(MUG)
    assert channel.read(MUG).title == "MUG"


def test_a_shop_that_is_not_there_is_said(shop, connected):
    channel = connected(shop, url="http://127.0.0.1:9")
    with pytest.raises(Rejected, match="An admin can put the address|an admin can put the address"):
        channel.read(MUG)


def test_no_sentence_holds_the_password(shop, channel):
    shop.set(is_revoked=True)
    with pytest.raises(AccessRefused) as caught:
        channel.read(MUG)
    assert "EFGH" not in str(caught.value)
