from typing import Any

from django.db import migrations, models


def mark_mixed_sets(apps: Any, schema_editor: Any) -> None:
    """Sets of two versions, each written for an image model of its own, were ordered before: duels."""
    sets, shots = apps.get_model("renders", "ShotSet"), apps.get_model("renders", "Shot")
    by_set = shots.objects.order_by().values("shot_set")
    counted = by_set.annotate(models=models.Count("image_model", distinct=True)).filter(models__gt=1)
    sets.objects.filter(pk__in=counted.values("shot_set")).update(is_mixed=True)


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0017_shots_of_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='shotset',
            name='is_mixed',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(mark_mixed_sets, migrations.RunPython.noop),
    ]
