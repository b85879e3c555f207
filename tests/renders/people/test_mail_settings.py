"""Choosing mails: nobody gets one unasked, and the page says what stands in the way."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import MailDigest, Preference
from tests.factories import make_person
from tests.html import flat

pytestmark = pytest.mark.django_db
SETTINGS, SAVE = reverse("people.me"), reverse("people.me.mail")


def test_mail_is_off_until_somebody_chooses_a_kind(petra, client_of):
    browser = client_of(petra)
    form = browser.get(SETTINGS).context["mail_form"]
    assert (form["kinds"].value(), MailDigest.objects.exists()) == ([], False)
    answer = browser.post(SAVE, {"kinds": ["set_finished"], "hour": "17"}, follow=True)
    assert "Mail comes at 17:00" in flat(answer)
    digest = MailDigest.objects.get()
    assert (digest.kinds, digest.hour, digest.next_at is None) == (["set_finished"], 17, False)


def test_choosing_no_kind_ends_the_mails(petra, client_of):
    browser = client_of(petra)
    browser.post(SAVE, {"kinds": ["set_finished"], "hour": "17"})
    assert "You get no mail." in flat(browser.post(SAVE, {"hour": "17"}, follow=True))
    assert MailDigest.objects.get().next_at is None


@pytest.mark.parametrize("sent", [{"kinds": "budget", "hour": "8"}, {"hour": "24"}, {"hour": "\x00"}, {}])
def test_what_is_not_offered_is_refused(petra, client_of, sent):
    assert client_of(petra).post(SAVE, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not MailDigest.objects.exists()


def test_who_wants_it_is_notified_of_pictures_that_went_live(petra, client_of):
    client_of(petra).post(SAVE, {"hears_of_live": "on", "hour": "8"})
    assert Preference.objects.get().hears_of_live


def test_the_page_says_when_mail_is_not_set_up_or_an_address_is_missing(petra, client_of, settings):
    browser = client_of(petra)
    settings.HAS_MAIL = False
    assert "Mail is not set up" in flat(browser.get(SETTINGS))
    settings.HAS_MAIL = True
    assert "Your account has no e-mail address" in flat(browser.get(SETTINGS))


def test_the_page_says_that_the_last_mail_was_not_sent_and_why(client_of):
    person = make_person(email="petra@shop.example")
    MailDigest.choose(person, ["decided"], 8)
    MailDigest.objects.update(state="failed", explanation="The mail server answered with code 451.")
    page = flat(client_of(person).get(SETTINGS))
    assert "Last mail: Not sent. The mail server answered with code 451." in page
