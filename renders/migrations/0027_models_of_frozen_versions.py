from typing import Any

from django.db import migrations


def fix_models(apps: Any, schema_editor: Any) -> None:
    """Versions that were frozen before are fixed to the image model that drew their baseline, as later ones are."""
    Baseline = apps.get_model("renders", "Baseline")
    baselines = Baseline.objects.filter(version__frozen_at__isnull=False, version__frozen_model=None)
    for baseline in baselines.select_related("version", "render__shot"):
        baseline.version.frozen_model_id = baseline.render.shot.image_model_id
        baseline.version.save(update_fields=["frozen_model"])


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_version_style"),
        ("renders", "0026_set_drafts"),
    ]

    operations = [migrations.RunPython(fix_models, migrations.RunPython.noop)]
