"""The form of a channel in the admin."""

import pytest
from django.urls import reverse

from tests.factories import make_channel, make_publication
from tests.html import flat

pytestmark = pytest.mark.django_db


def test_a_help_text_with_angle_brackets_is_shown_as_it_was_written(client_of, ada):
    page = flat(client_of(ada).get(reverse("admin:renders_channel_add")))
    assert "CHANNEL_&lt;CODE&gt;_&lt;NAME&gt;" in page
    assert "<CODE>" not in page


def rename(browser, row, **fields):
    """Send the page of this row with these changes."""
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = browser.get(page).context["adminform"].form
    shown = {name: value for name, value in form.initial.items() if value not in (None, False)}
    answer = browser.post(page, {**shown, "is_enabled": "on", **fields})
    row.refresh_from_db()
    return answer


@pytest.mark.parametrize("of", ["channel", "render.shot.placement", "render.shot.version.template"])
def test_a_code_that_pictures_went_out_under_stays(client_of, ada, of):
    row = make_publication()
    for name in of.split("."):
        row = getattr(row, name)
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = client_of(ada).get(page).context["adminform"].form
    assert form.fields["slug"].disabled


def test_a_crafted_form_gives_a_channel_in_use_no_other_code_or_kind(client_of, ada):
    channel = make_publication().channel
    before = (channel.slug, channel.kind)
    rename(client_of(ada), channel, name="Another name", settings="{}", slug="another", kind="shopify")
    assert (channel.name, channel.slug, channel.kind) == ("Another name", *before)


def test_a_channel_that_nothing_went_to_may_be_given_another_code(client_of, ada):
    channel = make_channel()
    rename(client_of(ada), channel, settings="{}", slug="another")
    assert channel.slug == "another"
