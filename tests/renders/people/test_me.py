"""Settings of a browser, and help."""

from http import HTTPStatus

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_chosen_theme_is_in_the_next_page(client_of, petra):
    browser = client_of(petra)
    answer = browser.post(reverse("people.me"), {"theme": "dark", "single_keys": "on"}, follow=True)
    assert 'data-theme="dark"' in answer.content.decode()


def test_single_keys_can_be_switched_off(client_of, petra):
    answer = client_of(petra).post(reverse("people.me"), {"theme": "system"}, follow=True)
    assert 'data-single-keys="off"' in answer.content.decode()


def test_the_page_shows_what_is_set(client_of, petra):
    browser = client_of(petra)
    browser.post(reverse("people.me"), {"theme": "light"})
    form = browser.get(reverse("people.me")).context["form"]
    assert (form["theme"].value(), form["single_keys"].value()) == ("light", False)


def test_a_theme_nobody_offers_is_refused(client_of, petra):
    answer = client_of(petra).post(reverse("people.me"), {"theme": "neon"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "theme" not in answer.cookies


def test_settings_are_unreadable_for_scripts(client_of, petra):
    answer = client_of(petra).post(reverse("people.me"), {"theme": "dark"})
    assert (answer.cookies["theme"]["httponly"], answer.cookies["theme"]["samesite"]) == (True, "Lax")


def test_who_has_no_role_still_has_settings_and_help(client_of, sam):
    browser = client_of(sam)
    statuses = {browser.get(reverse(name)).status_code for name in ("people.me", "people.help")}
    assert statuses == {HTTPStatus.OK}
