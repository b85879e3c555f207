from typing import Any

from django.db import migrations, models


def remember_colours(apps: Any, _schema_editor: Any) -> None:
    """Of the pictures of several colours that were ordered before. A colour that is gone shows nowhere."""
    shot_rows, colorways = apps.get_model("renders", "Shot"), apps.get_model("catalog", "Colorway")
    for shot in shot_rows.objects.filter(contract_json__contract_version=4).iterator():
        skus = [cell["sku"] for cell in shot.contract_json.get("cells", [])]
        shot.shown_colorways.set(colorways.objects.filter(product=shot.colorway.product_id, sku__in=skus))


class Migration(migrations.Migration):
    dependencies = [("renders", "0081_day_of_budgets"), ("catalog", "0011_share_of_accounts")]

    operations = [
        migrations.AddField(
            model_name="shot",
            name="shown_colorways",
            field=models.ManyToManyField(editable=False, related_name="grids", to="catalog.colorway"),
        ),
        migrations.RunPython(remember_colours, migrations.RunPython.noop),
    ]
