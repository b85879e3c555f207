"""Paused image models on the pages: why, since when, and who may try again."""

import re

import pytest
from django.urls import reverse

from renders.models import ModelPause
from tests.factories import make_model_pause, make_render, make_shot

pytestmark = pytest.mark.django_db
WHY = "The plan lacks this model, or the key in HIAPI_API_KEY is wrong."
CAUSES = "its plan may lack this model, or its key is mistyped, revoked or incomplete"


@pytest.fixture
def shot():
    """A shot with a waiting render of a paused image model."""
    shot = make_shot()
    make_render(shot, state="queued")
    make_model_pause(account=shot.account, image_model=shot.image_model, explanation=WHY)
    return shot


@pytest.fixture
def addresses(shot):
    """Every page that says why nothing is sent."""
    return [shot.get_absolute_url(), shot.shot_set.get_absolute_url(), reverse("operations.status")]


def page(client, address):
    return client.get(address).content.decode()


@pytest.mark.parametrize("number", range(3))
def test_a_page_says_what_is_paused_why_and_who_can_help(addresses, number, client_of, petra, ada):
    text = page(client_of(petra), addresses[number])
    assert CAUSES in text
    assert "HIAPI_API_KEY" not in text
    assert "An admin can try again." in text
    action = reverse("operations.status.try_again", args=[ModelPause.objects.get().pk])
    assert action not in text
    for_admins = page(client_of(ada), addresses[number])
    assert WHY in for_admins
    assert action in for_admins


def test_a_page_where_nothing_waits_says_nothing(shot, client_of, petra):
    shot.renders.update(state="cancelled")
    assert CAUSES not in page(client_of(petra), shot.get_absolute_url())


def test_the_part_of_the_page_that_changes_says_it_too(shot, client_of, petra):
    for name, code in (("sets.detail.changes", shot.shot_set.code), ("shots.detail.changes", shot.code)):
        assert CAUSES in page(client_of(petra), reverse(name, args=[code]))


def test_trying_again_ends_the_pause_and_is_done_once(shot, client_of, ada):
    pause = ModelPause.objects.get()
    address = reverse("operations.status.try_again", args=[pause.pk])
    assert "is tried again" in client_of(ada).post(address, follow=True).content.decode()
    pause.refresh_from_db()
    assert pause.lifted_by == ada
    assert "was tried again already" in client_of(ada).post(address, follow=True).content.decode()


def test_a_paused_account_says_so_where_its_renders_wait(shot, client_of, petra):
    shot.account.pause("The account has no credit left.")
    text = page(client_of(petra), shot.get_absolute_url())
    said = re.sub(r"</?(time|strong)[^>]*>", "", " ".join(text.split()))
    assert re.search(r"is paused since \d\d:\d\d today. The account has no credit left.", said)


def test_the_configuration_lists_pauses_and_names_them_at_the_account(shot, client_of, ada):
    ada.is_staff = True
    ada.save()
    assert WHY in page(client_of(ada), reverse("admin:renders_modelpause_changelist"))
    assert WHY in page(client_of(ada), reverse("admin:renders_account_change", args=[shot.account.pk]))
