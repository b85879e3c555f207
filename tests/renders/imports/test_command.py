"""`manage.py import_products`, as cron runs it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Colorway
from renders.models import ProductImport
from tests.catalog.importing.tables import FILES
from tests.factories import make_colorway

pytestmark = pytest.mark.django_db(transaction=True)


def ran(*arguments: str) -> str:
    out = StringIO()
    call_command("import_products", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_file_is_imported_and_counted():
    assert "4 new, 0 changed, 0 errors" in ran(str(FILES / "woocommerce.csv"))
    assert "0 new, 0 changed, 0 errors" in ran(str(FILES / "woocommerce.csv"))
    assert Colorway.objects.count() == 4


def test_a_dry_run_changes_nothing():
    ran(str(FILES / "shopify.csv"), "--dry-run")
    assert not Colorway.objects.exists()
    assert ProductImport.objects.get().state == "dropped"


@pytest.mark.parametrize("name", ["missing.csv", "../__init__.py"])
def test_a_file_that_cannot_be_read_ends_in_one_sentence(name):
    with pytest.raises(CommandError):
        ran(str(FILES / name))


def test_a_move_has_to_be_allowed():
    make_colorway(sku="M1")
    with pytest.raises(CommandError, match="would move to another product"):
        ran(str(FILES / "bagisto.csv"))
    ran(str(FILES / "bagisto.csv"), "--allow-moves")
    assert Colorway.objects.get(sku="M1").product.code == "MUG"
