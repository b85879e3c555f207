"""Freezing a wording and making it current: admins only, once, with a baseline."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Baseline
from tests.factories import make_person, make_render, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser(ada, client_of):
    """Ada's browser."""
    return client_of(ada)


@pytest.fixture
def baseline(petra):
    """A version with its standard picked."""
    return Baseline.pick(make_render(), by=petra)


def address(version, name="version-freeze"):
    """The page of a version."""
    return reverse(name, args=[version.template.slug, version.number])


def test_the_page_shows_what_will_be_fixed(admin_browser, baseline):
    text = admin_browser.get(address(baseline.version)).content.decode()
    assert "This wording cannot be edited again." in text
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
    assert "is frozen. Production may use it." in answer.content.decode()


def test_without_a_baseline_nothing_is_frozen(admin_browser):
    version = make_version()
    answer = admin_browser.post(address(version))
    version.refresh_from_db()
    assert (answer.status_code, version.frozen_at) == (HTTPStatus.UNPROCESSABLE_ENTITY, None)
    assert "Nothing was frozen." in answer.content.decode()


def test_the_second_to_freeze_sees_who_was_first(admin_browser, baseline):
    first = make_person(group="Admins", first_name="Ana")
    baseline.freeze(by=first)
    answer = admin_browser.post(address(baseline.version))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "<strong>Ana</strong> froze it first" in answer.content.decode()


@pytest.mark.parametrize("person", ["petra", "ruth", "sam"])
@pytest.mark.parametrize("name", ["version-freeze", "version-make-current"])
def test_only_admins_freeze_and_promote(person, name, client_of, baseline, request):
    answer = client_of(request.getfixturevalue(person)).post(address(baseline.version, name))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_freezing_alone_changes_nothing_in_production(admin_browser, baseline):
    current = make_version(baseline.version.template)
    admin_browser.post(address(baseline.version))
    template = baseline.version.template
    template.refresh_from_db()
    assert template.current == current


def test_a_frozen_version_can_be_made_current(admin_browser, ada, baseline):
    make_version(baseline.version.template)
    baseline.freeze(by=ada)
    admin_browser.post(address(baseline.version, "version-make-current"))
    template = baseline.version.template
    template.refresh_from_db()
    assert template.current == baseline.version
    assert template.promotions.first().by == ada


def test_a_version_that_is_not_frozen_cannot_be_made_current(admin_browser, baseline):
    make_version(baseline.version.template)
    answer = admin_browser.post(address(baseline.version, "version-make-current"))
    template = baseline.version.template
    template.refresh_from_db()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert template.current != baseline.version


def test_making_current_is_posted_never_fetched(admin_browser, baseline):
    answer = admin_browser.get(address(baseline.version, "version-make-current"))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_version_nobody_wrote_is_not_found(admin_browser):
    assert admin_browser.get(reverse("version-freeze", args=["nothing", 7])).status_code == HTTPStatus.NOT_FOUND
