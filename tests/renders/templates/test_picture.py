"""The picture that stands for a prompt template, and the examples on the page of a version."""

import pytest
from django.urls import reverse

from tests.factories import make_decision, make_render, make_review, make_shot, make_template, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def current(db):
    """The current version of a template that has an earlier one."""
    first = make_version(make_template(slug="hero"))
    return make_version(first.template)


def picture_of(browser, template):
    """Where the picture of a template is."""
    return browser.get(reverse("templates.picture", args=[template.slug])).headers["Location"]


def thumbnail(render):
    """Where its small picture is."""
    return reverse("shots.renditions", args=[render.pk, "thumb-320"])


def test_it_shows_what_the_current_version_makes(client_of, petra, current):
    first = current.template.versions.get(number=1)
    wanted = make_render(make_shot(version=current))
    make_decision(make_review(make_render(make_shot(version=first))))
    assert picture_of(client_of(petra), current.template) == thumbnail(wanted)


def test_an_approved_picture_comes_before_a_later_one(client_of, petra, current):
    approved = make_render(make_shot(version=current))
    make_decision(make_review(approved))
    make_render(make_shot(version=current))
    assert picture_of(client_of(petra), current.template) == thumbnail(approved)


def test_a_current_version_without_pictures_shows_one_of_an_earlier_version(client_of, petra, current):
    earlier = make_render(make_shot(version=current.template.versions.get(number=1)))
    assert picture_of(client_of(petra), current.template) == thumbnail(earlier)


def test_a_template_without_pictures_shows_an_empty_frame(client_of, petra):
    assert "no-picture" in picture_of(client_of(petra), make_template())


def test_the_list_of_templates_names_the_picture_of_each(client_of, petra, current):
    assert reverse("templates.picture", args=["hero"]) in client_of(petra).get("/templates/").content.decode()


def test_the_page_of_a_version_begins_with_pictures_made_with_it(client_of, petra, current):
    made, waiting = make_render(make_shot(version=current)), make_render(make_shot(version=current), state="queued")
    page = client_of(petra).get(current.get_absolute_url()).content.decode()
    assert thumbnail(made) in page
    assert waiting.shot.get_absolute_url() not in page
    assert page.index(thumbnail(made)) < page.index('id="prompt"')
