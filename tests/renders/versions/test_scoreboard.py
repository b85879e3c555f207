"""The scoreboard of a template, and drafting what a reject reason suggests."""

from html import unescape

import pytest
from django.urls import reverse

from catalog.models import PromptVersion
from renders.models import Render
from tests.factories import make_person, make_version
from tests.html import flat
from tests.renders.insights.drawing import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    """A current version."""
    return make_version()


def page_of(browser, version):
    """The scoreboard of the version's template."""
    return unescape(flat(browser.get(reverse("versions.scoreboard", args=[version.template.slug]))))


def test_a_marketer_sees_the_suggestion_and_no_button(client_of, petra, version):
    decided(version, "reject", reason="shadow")
    body = page_of(client_of(petra), version)
    assert "“Soft light from the upper left, soft contact shadow.”" in body
    assert "Draft it" not in body


def test_one_click_opens_the_next_draft_with_the_suggestion_in_it(client_of, ada, version):
    decided(version, "reject", reason="shadow")
    browser = client_of(ada)
    assert "Draft it" in page_of(browser, version)
    path = reverse("versions.scoreboard.apply", args=[version.template.slug, version.number])
    response = browser.post(path, {"reason": "shadow"})
    draft = PromptVersion.objects.get(template=version.template, number=2)
    assert response.headers["Location"] == reverse("admin:catalog_promptversion_change", args=[draft.pk])
    assert draft.prompt == f"{version.prompt}. Soft light from the upper left, soft contact shadow."
    version.refresh_from_db()
    assert "Soft light" not in version.prompt


def test_the_button_of_a_reason_belongs_to_the_form_of_its_version(client_of, ada, version):
    decided(version, "reject", reason="shadow")
    body = page_of(client_of(ada), version)
    path = reverse("versions.scoreboard.apply", args=[version.template.slug, version.number])
    assert f'<form id="draft-v{version.number}" method="post" action="{path}">' in body
    assert f'form="draft-v{version.number}" name="reason" value="shadow"' in body


@pytest.mark.parametrize(
    ("group", "is_staff", "is_offered"), [("Admins", True, True), ("Admins", False, False), ("Marketers", True, False)]
)
def test_staff_who_may_add_versions_see_the_button(group, is_staff, is_offered, client_of, version):
    decided(version, "reject", reason="shadow")
    person = make_person(group=group, is_staff=is_staff)
    assert ("Draft it" in page_of(client_of(person), version)) is is_offered


def test_a_reason_without_a_clause_writes_nothing(client_of, ada, version):
    path = reverse("versions.scoreboard.apply", args=[version.template.slug, version.number])
    client_of(ada).post(path, {"reason": "other"})
    assert PromptVersion.objects.count() == 1


def test_a_version_that_drew_nothing_has_no_row(client_of, petra, version):
    assert "Nothing was drawn yet" in page_of(client_of(petra), version)
    assert not Render.objects.exists()
