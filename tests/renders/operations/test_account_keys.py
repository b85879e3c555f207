"""What the page of an account in the admin says of its key."""

import pytest
from django.urls import reverse

from tests.factories import make_account
from tests.html import flat

pytestmark = pytest.mark.django_db


def test_the_account_of_the_studio_needs_no_key(client_of, ada):
    address = reverse("admin:renders_account_change", args=[make_account(provider="lightbox").pk])
    assert "Needs none." in flat(client_of(ada).get(address))
