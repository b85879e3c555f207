"""Freezing a prompt and making it current: admins only, once, with a baseline."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import PromptVersion
from renders.models import Baseline
from tests.factories import make_person, make_placement, make_render, make_shot, make_template, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser(ada, client_of):
    """Ada's browser."""
    return client_of(ada)


@pytest.fixture
def baseline(petra):
    """A version with a baseline."""
    return Baseline.pick(make_render(), by=petra)


def address(version, name="versions.freeze"):
    """The page of a version."""
    return reverse(name, args=[version.template.slug, version.number])


def test_the_page_shows_what_will_be_fixed(admin_browser, baseline):
    text = flat(admin_browser.get(address(baseline.version)))
    assert "This prompt cannot be edited again." in text
    assert "{{material}}" in text
    assert f"/renditions/{baseline.render_id}/view-1280/" in text


def test_looking_freezes_nothing(admin_browser, baseline):
    admin_browser.get(address(baseline.version))
    baseline.version.refresh_from_db()
    assert baseline.version.frozen_at is None


def test_posting_freezes(admin_browser, ada, baseline):
    answer = admin_browser.post(address(baseline.version), follow=True)
    baseline.version.refresh_from_db()
    assert baseline.version.frozen_by == ada
    assert "is frozen. Production may use it." in flat(answer)


def test_without_a_baseline_nothing_is_frozen(admin_browser):
    version = make_version()
    answer = admin_browser.post(address(version))
    version.refresh_from_db()
    assert (answer.status_code, version.frozen_at) == (HTTPStatus.UNPROCESSABLE_ENTITY, None)
    assert "Nothing was frozen." in flat(answer)


def test_the_second_to_freeze_sees_who_was_first(admin_browser, baseline):
    first = make_person(group="Admins", first_name="Ana")
    baseline.freeze(by=first)
    answer = admin_browser.post(address(baseline.version))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "<strong>Ana</strong> froze it first" in flat(answer)


@pytest.mark.parametrize("person", ["petra", "ruth", "sam"])
@pytest.mark.parametrize("name", ["versions.freeze", "versions.current"])
def test_only_admins_freeze_and_promote(person, name, client_of, baseline, request):
    answer = client_of(request.getfixturevalue(person)).post(address(baseline.version, name))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_freezing_alone_changes_nothing_in_production(admin_browser, baseline):
    current = make_version(baseline.version.template)
    admin_browser.post(address(baseline.version))
    template = baseline.version.template
    template.refresh_from_db()
    assert template.current == current


def test_a_version_that_is_not_frozen_cannot_be_made_current(admin_browser, baseline):
    make_version(baseline.version.template)
    answer = admin_browser.post(address(baseline.version, "versions.current"))
    template = baseline.version.template
    template.refresh_from_db()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert template.current != baseline.version


def test_a_version_nobody_wrote_is_not_found(admin_browser):
    assert admin_browser.get(reverse("versions.freeze", args=["nothing", 7])).status_code == HTTPStatus.NOT_FOUND


def strict_baseline(author, by):
    """The baseline of a version this person wrote, for a placement that asks for a second person."""
    placement = make_placement(name="Hero", needs_second_person=True)
    version = make_version(make_template(placements=[placement]), author=author)
    return Baseline.pick(make_render(make_shot(version=version, placement=placement)), by=by)


def test_the_author_does_not_freeze_where_a_placement_asks_for_a_second_person(admin_browser, ada, petra):
    baseline = strict_baseline(ada, petra)
    answer = admin_browser.post(address(baseline.version))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "You wrote this version, and Hero asks for a second person. Someone else freezes." in flat(answer)
    assert not PromptVersion.objects.for_production().exists()


def test_the_page_tells_the_author_before_the_click(admin_browser, ada, petra):
    text = flat(admin_browser.get(address(strict_baseline(ada, petra).version)))
    assert "Someone else freezes." in text
    assert "disabled" in text


def test_another_admin_freezes_what_an_author_may_not(ada, petra):
    baseline = strict_baseline(ada, petra)
    assert baseline.freeze(by=make_person(group="Admins"))


def test_where_no_placement_asks_for_it_an_author_freezes_alone(ada, petra):
    version = make_version(author=ada)
    shot = make_shot(version=version, placement=version.template.placements.get())
    baseline = Baseline.pick(make_render(shot), by=petra)
    assert baseline.freeze(by=ada)
