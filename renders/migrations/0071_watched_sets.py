from typing import Any

from django.db import migrations


def watch_unfinished_sets(apps: Any, schema_editor: Any) -> None:
    """Until now only sets whose end a webhook waits for were watched."""
    watched_set, render = apps.get_model("renders", "WatchedSet"), apps.get_model("renders", "Render")
    final = ("ready", "failed", "cancelled")
    unfinished = render.objects.exclude(state__in=final).order_by().values_list("shot_set", flat=True).distinct()
    known = watched_set.objects.order_by().values_list("shot_set", flat=True)
    watched_set.objects.bulk_create(watched_set(shot_set_id=pk) for pk in {*unfinished} - {*known})


class Migration(migrations.Migration):
    dependencies = [("renders", "0070_budget_scopes")]

    operations = [migrations.RunPython(watch_unfinished_sets, migrations.RunPython.noop)]
