"""The sign-in page with a provider, where passwords are off, and where nothing is set."""

import pytest
from django.contrib.auth.models import User

from config.single_sign_on.variables import SingleSignOn
from renders.management.commands.up import first_admin_link
from tests.config.single_sign_on import addresses
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(settings):
    """A Packshot where nobody signs in with a password."""
    settings.ROOT_URLCONF = addresses.__name__
    settings.SINGLE_SIGN_ON = SingleSignOn(issuer="https://login.example", name="Example", only=True)


def test_the_page_has_one_button_where_passwords_are_off(client, only):
    page = client.get("/login/?next=/products/").content.decode()
    assert "Sign in with Example" in page
    assert forms_of(page) == []


def test_no_password_lets_anybody_in_where_they_are_off(client, only, petra):
    petra.set_password("a long enough one")
    petra.save()
    answer = client.post("/login/", {"username": "petra", "password": "a long enough one"})
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/password/", "/password/done/", "/set-up/done/", "/set-up/MQ/x-1/", "/admin/password_change/"]
)
def test_pages_about_passwords_are_not_there_where_they_are_off(only, petras, path):
    assert petras.get(path).status_code == 404


def test_up_makes_no_first_admin_who_could_not_sign_in(only):
    assert first_admin_link() == ""
    assert not User.objects.exists()


def test_settings_offer_no_password_where_they_are_off(only, petras):
    assert "Change password" not in petras.get("/me/").content.decode()


def test_without_a_provider_the_page_is_as_it_was(client):
    page = client.get("/login/").content.decode()
    assert "or with a password" not in page
    assert [form.action for form in forms_of(page)] == ["/login/"]
