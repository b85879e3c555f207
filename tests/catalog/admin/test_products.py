"""The list of products in the configuration."""

import pytest
from django.utils import timezone

from tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_the_list_says_which_products_are_offered_and_sorts_by_it(ada, client_of):
    make_product(name="Gone", archived_at=timezone.now())
    make_product(name="Here")
    page = client_of(ada).get("/admin/catalog/product/?o=5").content.decode()
    rows = page.split("<tbody>")[1].split("</tr>")
    offered = {name: next(row for row in rows if name in row) for name in ("Gone", "Here")}
    assert {name: 'alt="Yes"' in row for name, row in offered.items()} == {"Gone": False, "Here": True}
    assert page.index("Here") < page.index("Gone")
