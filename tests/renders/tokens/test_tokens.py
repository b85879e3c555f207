"""Tokens of the JSON API: made, counted, ended."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from renders.models import ApiScope, ApiToken, Event
from tests.factories import make_person, make_token, make_token_and_secret
from tests.html import flat

pytestmark = pytest.mark.django_db
FORM = {"name": "Shop sync", "scopes": ["products:read", "sets:launch"], "rate": "60", "days": "30"}


def make(browser, **changes):
    return browser.post(reverse("tokens.new"), {**FORM, **changes})


def test_the_secret_is_shown_once_and_only_its_hash_is_stored(petra, petras):
    page = flat(make(petras))
    token = ApiToken.objects.get()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert ApiToken.objects.of(secret) == token
    assert secret not in flat(petras.get(reverse("tokens.list")))
    assert all(secret not in str(value) for value in vars(token).values())
    assert secret.removeprefix("sk-packshot-") not in str(dict(petras.session))


def test_making_and_revoking_a_token_are_events_of_its_person(petra, petras):
    make(petras)
    petras.post(reverse("tokens.list.revoke", args=[ApiToken.objects.get().pk]))
    events = Event.objects.filter(person=petra).order_by("pk")
    assert [(event.action, event.by) for event in events] == [("token_made", petra), ("token_revoked", petra)]


def test_a_token_without_a_scope_is_not_made(petras):
    assert make(petras, scopes=[]).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_marketer_makes_no_token_for_a_service(petra, petras):
    make(petras, service="shop-sync", role="Reviewers")
    token = ApiToken.objects.get()
    assert (token.person, token.is_service) == (petra, False)


def test_an_admin_makes_a_service_with_the_rights_of_a_role_and_no_password(ada, client_of):
    make(client_of(ada), service="shop-sync", role="Marketers")
    person = ApiToken.objects.get().person
    assert (person.username, person.has_usable_password(), person.is_staff) == ("service-shop-sync", False, False)
    assert person.has_perm("renders.launch_shotset")


def test_no_service_gets_the_role_of_admins(ada, client_of):
    assert make(client_of(ada), service="shop-sync", role="Admins").status_code == 422
    assert not User.objects.filter(username="service-shop-sync").exists()


def test_a_service_keeps_the_role_that_it_has(ada, client_of):
    make(client_of(ada), service="shop-sync", role="Reviewers")
    assert make(client_of(ada), service="shop-sync", role="Marketers").status_code == 422
    assert list(User.objects.get(username="service-shop-sync").groups.all()) == [Group.objects.get(name="Reviewers")]


def test_no_token_is_made_for_somebody_who_signs_in(ada, client_of):
    make_person("service-petra")
    assert make(client_of(ada), service="petra", role="Marketers").status_code == 422
    assert not ApiToken.objects.exists()


def test_an_admin_revokes_the_token_of_a_service(ada, client_of):
    token = make_token(is_service=True)
    client_of(ada).post(reverse("tokens.list.revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_by == ada


@pytest.mark.parametrize(
    "changes", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}]
)
def test_a_token_that_has_ended_is_none(changes, petra):
    token, secret = make_token_and_secret(petra)
    by = {"revoked_by": petra} if "revoked_at" in changes else {}
    ApiToken.objects.filter(pk=token.pk).update(**changes, **by)
    assert ApiToken.objects.of(secret) is None


def test_the_token_of_somebody_who_is_shut_out_is_none(petra):
    _, secret = make_token_and_secret(petra)
    User.objects.filter(pk=petra.pk).update(is_active=False)
    assert ApiToken.objects.of(secret) is None


def test_a_token_may_no_more_than_its_person(ruth):
    token = make_token(ruth)
    assert token.may(ApiScope.READ_SETS)
    assert not token.may(ApiScope.LAUNCH)


def test_a_token_may_no_more_than_its_scopes(petra):
    token = make_token(petra, scopes=["sets:read"])
    assert not token.may(ApiScope.LAUNCH)


def test_requests_beyond_the_rate_are_not_counted_before_the_next_minute(petra):
    token = make_token(petra, rate=2)
    assert [token.count_request() for _ in range(3)] == [True, True, False]
    ApiToken.objects.update(window_began_at=timezone.now() - timedelta(minutes=1))
    assert token.count_request()
    assert ApiToken.objects.get().used_in_window == 1


def test_the_page_says_when_a_token_was_last_used(petra, petras):
    make_token(petra).count_request()
    assert "never" not in flat(petras.get(reverse("tokens.list")))


def test_a_service_gets_no_link_to_set_a_password(ada, client_of):
    browser = client_of(ada)
    make(browser, service="shop-sync", role="Reviewers")
    service = ApiToken.objects.get().person
    answer = browser.post(reverse("admin:auth_user_link", args=[service.pk]), follow=True)
    assert "does not sign in" in flat(answer)
    assert "/set-up/" not in flat(answer)


def test_a_person_who_has_not_signed_in_yet_is_taken_for_no_service(ada, client_of):
    person = User.objects.create(username="service-bob")
    person.set_unusable_password()
    person.save()
    person.groups.add(Group.objects.get(name="Marketers"))
    answer = make(client_of(ada), service="bob", role="Marketers")
    assert "Somebody who signs in is called so." in flat(answer)
    assert not ApiToken.objects.exists()


def test_a_scope_that_comes_twice_is_stored_once(petras):
    make(petras, scopes=["products:read"] * 30)
    assert ApiToken.objects.get().scopes == "products:read"
