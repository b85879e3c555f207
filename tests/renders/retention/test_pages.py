"""A removed picture on pages and in the API."""

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.models import RetentionRun
from tests.factories import make_decision, make_review, make_shot, make_shot_set
from tests.renders.retention.old import age, old_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def render(petra):
    shot = make_shot(make_shot_set(launched_by=petra))
    old_picture(shot, mark="")
    return age(old_picture(shot), picture_removed_at=timezone.now())


def page(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_page_says_so_and_shows_the_thumbnail(client, petra, render):
    text = page(client, petra, render.get_absolute_url())
    assert "Picture removed on" in text
    assert f"/{render.pk}/thumb-320/" in text
    assert "view-1280" not in text.split('id="viewer"')[1].split("</nav>")[0]


def test_the_grid_says_so_and_offers_no_choice(client, petra, render):
    text = page(client, petra, render.shot.get_absolute_url())
    assert "Picture removed on" in text
    assert f'id="candidate-{render.number}-choose"' not in text


def test_every_size_of_it_is_its_thumbnail(client, petra, render):
    client.force_login(petra)
    thumb, large = (client.get(f"/renditions/{render.pk}/{spec}/") for spec in ("thumb-320", "view-1280"))
    assert thumb.status_code == large.status_code == 200
    assert thumb.content == large.content


def test_comparing_it_shows_the_others(client, petra, render):
    page(client, petra, f"/shots/{render.shot.code}/compare/?c=1&c={render.number}")


def test_the_review_of_a_rejected_one_shows_the_thumbnail(client, petra, render):
    other = old_picture(make_shot(make_shot_set(launched_by=petra)), mark="")
    review = make_decision(make_review(other), verdict="reject").review
    age(other, picture_removed_at=timezone.now())
    text = page(client, petra, review.get_absolute_url())
    assert "Picture removed at" in text
    assert f"/{other.pk}/view-1280" not in text


def status_of(client, person):
    return page(client, person, reverse("operations.status"))


def test_the_status_leads_admins_to_retention(client, ada, petra):
    assert reverse("retention.runs") in status_of(client, ada)
    assert reverse("retention.runs") not in status_of(client, petra)


@pytest.mark.parametrize(
    ("state", "said"), [("done", "removed 4 files"), ("running", "goes on"), ("failed", "the log of the worker")]
)
def test_the_status_says_what_became_of_the_last_run(client, ada, state, said):
    RetentionRun.objects.create(state=state, files=4, bytes=2_000)
    RetentionRun.objects.create(state="done", files=7, is_dry_run=True)
    assert said in status_of(client, ada)
