"""The form of a channel in the admin."""

import pytest
from django.urls import reverse

from tests.html import flat

pytestmark = pytest.mark.django_db


def test_a_help_text_with_angle_brackets_is_shown_as_it_was_written(client_of, ada):
    page = flat(client_of(ada).get(reverse("admin:renders_channel_add")))
    assert "CHANNEL_&lt;CODE&gt;_&lt;NAME&gt;" in page
    assert "<CODE>" not in page
