"""Signing in: not by guessing, and with the form in hand that was sent too late."""

import re
from html import unescape

import pytest
from django.test import Client

from catalog.models import Product
from config.sign_in.kept_forms import MAX_CHARACTERS
from renders.models import Event
from renders.models.actions import Action
from tests.catalog.forms import product_post, upload
from tests.factories import PASSWORD
from tests.images import png
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
NEW = "/products/new/"
TOKEN = re.compile(r"[A-Za-z0-9]{64}")
TYPED = "Half a sentence about “clay” & glaze"


def sign_in(browser, username="petra", password=PASSWORD, address="10.0.0.7", **fields):
    return browser.post("/login/", {"username": username, "password": password, **fields}, REMOTE_ADDR=address)


def test_after_five_wrong_passwords_the_right_one_waits_too(client, petra):
    answers = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Too many attempts to sign in under this name from here." in answer.content.decode()


def test_a_name_that_nobody_has_gets_the_same_answers(client, petra):
    def answers(name):
        pages = [sign_in(client, name, "wrong") for _ in range(6)]
        return [(page.status_code, TOKEN.sub("", page.content.decode()).replace(name, "")) for page in pages]

    assert answers("petra") == answers("nobody")


def test_others_and_the_same_person_elsewhere_may_sign_in_meanwhile(client, petra, ruth):
    for _ in range(6):
        sign_in(client, password="wrong")
    assert sign_in(Client(), "ruth").status_code == 302
    assert sign_in(Client(), address="10.0.0.8").status_code == 302


def test_behind_the_proxy_the_address_is_the_one_that_it_added(client, petra, settings):
    settings.IS_HTTPS = True
    for number in range(6):
        headers = {"X-Forwarded-For": f"1.2.3.{number}, 10.0.0.9"}
        answer = client.post("/login/", {"username": "petra", "password": "wrong"}, headers=headers)
    assert answer.status_code == 429


@pytest.mark.parametrize("sent", ["", "x", "\x00", "9" * 5_000])
def test_an_address_that_is_none_takes_nothing_down(client, petra, settings, sent):
    settings.IS_HTTPS = True
    answer = client.post("/login/", {"username": "petra", "password": "no"}, headers={"X-Forwarded-For": sent})
    assert answer.status_code == 200


def test_a_name_longer_than_any_is_one_that_nobody_has(client, petra):
    assert [sign_in(client, "petra" * 1_000).status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_a_success_clears_what_went_before(client, petra):
    for _ in range(2):
        for _ in range(4):
            assert sign_in(Client(), password="wrong").status_code == 200
        assert sign_in(client).status_code == 302


def refusals():
    return list(
        Event.objects.filter(action=Action.SIGN_IN_REFUSED).order_by("pk").values_list("person__username", "note")
    )


def test_a_sign_in_is_in_the_audit_log_with_its_way_and_address(client, petra):
    sign_in(client)
    event = Event.objects.get(action=Action.SIGNED_IN)
    assert (event.by, event.note) == (petra, "With a password, from 10.0.0.7")


def test_wrong_passwords_are_in_the_audit_log_until_none_is_looked_at(client, petra):
    for _ in range(8):
        sign_in(client, password="wrong")
    assert refusals() == [("petra", "Wrong password, from 10.0.0.7")] * 4 + [
        ("petra", "Wrong password, for the last time before ten minutes’ wait, from 10.0.0.7")
    ]


def test_a_name_that_nobody_has_is_not_written_down(client, petra):
    sign_in(client, "my secret password")
    assert not Event.objects.exists()


@pytest.mark.parametrize("sent", [{"username": "petra"}, {"username": "petra\0", "password": "x"}])
def test_a_form_that_was_no_attempt_is_not_written_down(client, petra, sent):
    assert client.post("/login/", sent).status_code == 200
    assert refusals() == []


@pytest.mark.parametrize("written", [" petra", "ｐetra"])
def test_no_other_way_to_write_a_name_keeps_an_attempt_out_of_the_audit_log(client, petra, written):
    sign_in(client, written, password="wrong")
    assert refusals() == [("petra", "Wrong password, from 10.0.0.7")]


def test_somebody_shut_out_who_tries_is_in_the_audit_log(client, petra):
    type(petra).objects.update(is_active=False)
    sign_in(client)
    assert refusals() == [("petra", "With a password; the account is shut out, from 10.0.0.7")]


def sent_too_late(browser, body, **headers):
    """A form that is sent without a session, then a sign-in on the page that came back."""
    asked = browser.post(NEW, body, headers={"Referer": f"http://testserver{NEW}", **headers})
    fields = next(form for form in forms_of(asked.content.decode()) if form.action == "/login/").data()
    return asked, browser.post("/login/", {**fields, "username": "petra", "password": PASSWORD})


def test_a_form_sent_after_the_session_is_there_again_after_sign_in(client, petra):
    asked, signed_in = sent_too_late(client, product_post(material=TYPED))
    assert asked.status_code == 401
    assert signed_in.headers["Location"] == NEW
    page = client.get(NEW).content.decode()
    kept = next(form for form in forms_of(page) if form.action == NEW and "name" in form.names())
    assert TYPED in unescape(page)
    assert not Product.objects.exists()
    assert client.post(NEW, kept.data()).status_code == 302
    assert Product.objects.get().material == TYPED
    assert TYPED not in unescape(client.get(NEW).content.decode())


def test_htmx_gets_the_sign_in_page_in_place_of_the_main_part(client, petra):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{NEW}?from=list"}
    asked, signed_in = sent_too_late(client, product_post(), **headers)
    assert (asked.status_code, asked["HX-Retarget"], asked["HX-Reswap"]) == (422, "#main", "outerHTML")
    assert signed_in.headers["Location"] == f"{NEW}?from=list"


def test_files_have_to_be_chosen_again_and_are_named(client, petra):
    sent_too_late(client, {**product_post(), "artwork-picture": upload(png("white"), name="mug front.png")})
    assert "Choose again: mug front.png" in client.get(NEW).content.decode()


def test_passwords_and_endless_forms_are_not_carried(client, petra):
    change = {"old_password": "old secret", "new_password1": "new secret", "next": "x"}
    assert "secret" not in client.post("/password/", change).content.decode()
    assert client.post(NEW, product_post(material="x" * MAX_CHARACTERS)).status_code == 302


@pytest.mark.parametrize("referer", ["", "https://evil.example/x", "http://testserver//evil.example"])
def test_sign_in_leads_to_no_page_of_others(client, petra, referer):
    _, signed_in = sent_too_late(client, product_post(), Referer=referer)
    assert signed_in.headers["Location"] == "/"


def test_a_kept_form_that_we_did_not_sign_is_none(client, petra):
    answer = sign_in(client, kept="eyJhIjoxfQ:1:x")
    assert answer.status_code == 302
    assert "data-kept-form" not in client.get("/").content.decode()
