"""What an image model takes to draw from was an ability once."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import ImageModel

BEFORE = ("catalog", "0003_listed_products")
ROW = {"provider": "hiapi", "aspects": ["1:1"], "slug": "banana", "endpoint": "banana", "name": "Banana"}
LIST = {"properties": {"image_input": {"type": "array", "maxItems": 8}}}


@pytest.fixture
def migrated():
    """A row of the time before, as it is afterwards."""

    def to_now(**fields):
        call_command("migrate", *BEFORE, verbosity=0)
        state = MigrationExecutor(connection).loader.project_state([BEFORE])
        pk = state.apps.get_model("catalog", "ImageModel").objects.create(**ROW, **fields).pk
        call_command("migrate", verbosity=0)
        return ImageModel.objects.get(pk=pk)

    yield to_now
    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("ability", "taken"), [("image_input", "image_input"), (False, None), ("", None), (True, None)]
)
def test_the_field_that_the_ability_named_is_what_takes_references(migrated, ability, taken):
    model = migrated(abilities={"reference": ability, "logos": True}, input_schema=LIST)
    assert model.abilities == {"logos": True}
    assert model.reference_pictures.get("field") == taken
    assert model.reference_pictures.get("maximum") == (8 if taken else None)
