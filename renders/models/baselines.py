"""Baselines: the render picked as the standard of a prompt version."""

from django.conf import settings
from django.db import models


class Baseline(models.Model):
    """The strongest candidate of a wording; freezing needs one."""

    version = models.OneToOneField("catalog.PromptVersion", on_delete=models.PROTECT, related_name="baseline")
    render = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="baseline_of")
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Baseline of {self.version}"
