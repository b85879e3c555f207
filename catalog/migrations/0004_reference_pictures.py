"""What an image model takes to draw from: a field of its own in place of the ability `reference`."""

from typing import Any

from django.db import migrations, models

ROLES = ["product", "scene", "style"]


def move_from_abilities(apps: Any, schema_editor: Any) -> None:
    """The ability named the input's field, or nothing where the model draws from text alone."""
    for model in apps.get_model("catalog", "ImageModel").objects.all():
        abilities = model.abilities if isinstance(model.abilities, dict) else {}
        if "reference" not in abilities:
            continue
        field = abilities.pop("reference")
        if field and isinstance(field, str):
            schema = model.input_schema if isinstance(model.input_schema, dict) else {}
            maximum = schema.get("properties", {}).get(field, {}).get("maxItems", 1)
            model.reference_pictures = {"field": field, "maximum": maximum, "forms": ["address"], "roles": ROLES}
        model.save(update_fields=["abilities", "reference_pictures"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_listed_products")]

    operations = [
        migrations.AddField(
            model_name="imagemodel",
            name="reference_pictures",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text='The field that takes pictures to draw from, for example {"field": "image_input", '
                '"maximum": 8, "forms": ["address"], "roles": ["product", "scene", "style"]}; with "minimum": 1 it '
                "draws from nothing else. Forms: address (served below our public address), data (sent along), upload "
                "(to the vendor first)",
            ),
        ),
        migrations.RunPython(move_from_abilities, migrations.RunPython.noop),
    ]
