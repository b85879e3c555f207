"""What an image model takes to draw from was an ability once."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import ImageModel

BEFORE = ("catalog", "0003_listed_products")
ROW = {"provider": "hiapi", "aspects": ["1:1"], "name": "Banana"}
LIST = {"properties": {"image_input": {"type": "array", "maxItems": 8}}}


@pytest.fixture
def migrated():
    """Rows of the time before, as they are afterwards."""

    def to_now(*rows):
        call_command("migrate", *BEFORE, verbosity=0)
        state = MigrationExecutor(connection).loader.project_state([BEFORE])
        models = state.apps.get_model("catalog", "ImageModel").objects
        keys = [
            models.create(slug=f"banana-{number}", endpoint=f"banana-{number}", **ROW, **fields).pk
            for number, fields in enumerate(rows)
        ]
        call_command("migrate", verbosity=0)
        return [ImageModel.objects.get(pk=pk) for pk in keys]

    yield to_now
    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_field_that_the_ability_named_is_what_takes_references(migrated):
    abilities = ["image_input", False, "", True]
    named, *others = migrated(
        *({"abilities": {"reference": each, "logos": True}, "input_schema": LIST} for each in abilities)
    )
    assert {"field": "image_input", "maximum": 8}.items() <= named.reference_pictures.items()
    for ability, model in zip(abilities[1:], others, strict=True):
        assert model.reference_pictures.get("field") is None, ability
        assert model.reference_pictures.get("maximum") is None, ability
    assert [model.abilities for model in (named, *others)] == [{"logos": True}] * 4
