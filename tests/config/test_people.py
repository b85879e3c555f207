"""How people come in, and who may change whom."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission

from config.authentication import OneQueryBackend
from config.people import first_admin, one_time_link
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a quiet harbour at dawn"


def person_post(*groups: str, **overrides):
    chosen = list(Group.objects.filter(name__in=groups).values_list("pk", flat=True))
    return {"username": "nina", "first_name": "Nina", "is_active": "on", "groups": chosen, **overrides}


def set_password(client, link: str, password: str = NEW_PASSWORD):
    """Follow a set-up link and choose a password, as its owner does."""
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password})


def test_an_admin_makes_a_person_and_gets_their_link_once(client_of, ada):
    browser = client_of(ada)
    page = browser.post("/admin/auth/user/add/", person_post("Reviewers"), follow=True)
    nina = get_user_model().objects.get(username="nina")
    assert "/set-up/" in page.content.decode()
    assert not nina.has_usable_password()
    assert "/set-up/" not in browser.get(f"/admin/auth/user/{nina.pk}/change/").content.decode()


def test_the_link_lets_its_owner_choose_a_password_and_sign_in(client, client_of, ada):
    page = client_of(ada).post("/admin/auth/user/add/", person_post("Reviewers"), follow=True).content.decode()
    link = re.search(r"http://testserver(/set-up/[^\"]+)", page)[1]
    set_password(client, link)
    assert client.post("/login/", {"username": "nina", "password": NEW_PASSWORD}).status_code == 302


def test_a_link_works_once(client, petra):
    link = one_time_link(petra)
    set_password(client, link)
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_a_sign_in_ends_an_older_link(client, petra):
    link = one_time_link(petra)
    client.post("/login/", {"username": "petra", "password": PASSWORD})
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("password", ["short", "password123456", "123456789012"])
def test_a_weak_password_is_refused(client, petra, password):
    assert "The password was not set" in set_password(client, one_time_link(petra), password).content.decode()
    assert petra.check_password(PASSWORD)


def test_only_admins_make_people(client_of, petra):
    assert client_of(petra).post("/admin/auth/user/add/", person_post("Admins")).status_code == 302
    assert not get_user_model().objects.filter(username="nina").exists()


def test_entering_the_configuration_follows_from_the_group(client_of, ada):
    browser = client_of(ada)
    browser.post("/admin/auth/user/add/", person_post("Admins"))
    nina = get_user_model().objects.get(username="nina")
    assert nina.is_staff
    browser.post(f"/admin/auth/user/{nina.pk}/change/", person_post("Marketers"))
    nina.refresh_from_db()
    assert not nina.is_staff


def test_nobody_becomes_a_superuser_or_gets_single_permissions(client_of, ada):
    crafted = person_post("Marketers", is_superuser="on", is_staff="on", user_permissions=["1", "2"], password="x")
    client_of(ada).post("/admin/auth/user/add/", crafted)
    nina = get_user_model().objects.get(username="nina")
    assert not nina.is_superuser
    assert not nina.is_staff
    assert not nina.user_permissions.exists()
    assert not nina.has_usable_password()


def test_admins_do_not_change_their_own_groups_or_shut_themselves_out(client_of, ada):
    crafted = person_post("Admins", "Reviewers", username="ada", first_name="Ada", is_active="")
    client_of(ada).post(f"/admin/auth/user/{ada.pk}/change/", crafted)
    ada.refresh_from_db()
    assert [group.name for group in ada.groups.all()] == ["Admins"]
    assert ada.is_active


def test_an_admin_cannot_touch_a_superuser(client_of, ada):
    root = make_person("root", group=None, is_superuser=True, is_staff=True)
    browser = client_of(ada)
    assert browser.post(f"/admin/auth/user/{root.pk}/change/", person_post("Admins")).status_code == 403
    assert browser.post(f"/admin/auth/user/{root.pk}/link/").status_code == 403


def test_nobody_types_another_persons_password(client_of, ada, petra):
    assert client_of(ada).get(f"/admin/auth/user/{petra.pk}/password/").status_code in {302, 404}
    client_of(ada).post(
        f"/admin/auth/user/{petra.pk}/password/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    petra.refresh_from_db()
    assert petra.check_password(PASSWORD)


def test_people_are_not_deleted_and_groups_are_not_edited(client_of, ada, petra):
    browser = client_of(ada)
    assert browser.post(f"/admin/auth/user/{petra.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/auth/group/").status_code == 404


def test_somebody_shut_out_is_out_at_once(client_of, ada, petra):
    browser = client_of(petra)
    assert browser.get("/products/").status_code == 200
    client_of(ada).post(
        f"/admin/auth/user/{petra.pk}/change/", person_post("Marketers", username="petra", is_active="")
    )
    assert browser.get("/products/").status_code == 302


def test_making_a_link_is_noted_and_needs_a_post(client_of, ada, petra):
    browser = client_of(ada)
    assert browser.get(f"/admin/auth/user/{petra.pk}/link/").status_code == 405
    browser.post(f"/admin/auth/user/{petra.pk}/link/")
    assert "Made a set-up link." in browser.get(f"/admin/auth/user/{petra.pk}/history/").content.decode()


def test_the_first_admin_is_made_once_and_without_a_password(client):
    person = first_admin()
    assert first_admin() == person
    assert not person.has_usable_password()
    set_password(client, one_time_link(person))
    client.post("/login/", {"username": "admin", "password": NEW_PASSWORD})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "\thttps://evil.example"]
)
def test_signing_in_never_leads_to_another_site(client, petra, target):
    answer = client.post("/login/", {"username": "petra", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_changing_the_password_needs_the_old_one(client_of, petra):
    fields = {"old_password": "wrong", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert "The password was not changed" in client_of(petra).post("/password/", fields).content.decode()
    assert client_of(petra).post("/password/", fields | {"old_password": PASSWORD}).status_code == 302


def test_whoever_is_shut_out_is_signed_out_and_stays_so_when_let_in_again(client_of, ada, petra, ruth):
    petras, ruths = client_of(petra), client_of(ruth)
    change = f"/admin/auth/user/{petra.pk}/change/"
    client_of(ada).post(change, person_post("Marketers", username="petra", is_active=""))
    client_of(ada).post(change, person_post("Marketers", username="petra"))
    petra.refresh_from_db()
    assert petra.is_active
    assert petras.get("/").status_code == 302
    assert ruths.get("/").status_code == 200


@pytest.mark.parametrize("is_active", [True, False])
def test_what_a_person_may_comes_with_their_row(is_active, django_assert_num_queries):
    nina = make_person("nina", group="Reviewers", is_active=is_active)
    nina.groups.add(Group.objects.get(name="Marketers"))
    nina.user_permissions.add(Permission.objects.get(codename="delete_group"))
    with django_assert_num_queries(1):
        person = OneQueryBackend().get_user(nina.pk)
        permissions = person.get_all_permissions() if person else set()
    assert permissions == ModelBackend().get_all_permissions(nina)
    assert ("auth.delete_group" in permissions) == is_active


def test_a_person_without_a_group_has_no_permission():
    nina = make_person("nina")
    nina.groups.clear()
    assert OneQueryBackend().get_user(nina.pk).get_all_permissions() == set()
