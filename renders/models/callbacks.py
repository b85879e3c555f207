"""Callbacks: what vendors reported to us, kept as it came. Never more than a hint unless it is signed."""

from django.db import models
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField

MAX_BYTES_OF_CALLBACK = 64 * 1024
# A vendor reports one attempt a few times; what comes beyond is counted.
MAX_CALLBACKS = 20


class Callback(models.Model):
    """One message at an attempt's own address."""

    attempt = models.ForeignKey("renders.Attempt", on_delete=models.PROTECT, related_name="callbacks")
    body = models.BinaryField(max_length=MAX_BYTES_OF_CALLBACK)
    headers = StrictJSONField(
        default=dict, shape=shapes.headers, is_repaired=True, help_text=gettext_lazy("Those a signature needs")
    )
    task_id = models.CharField(max_length=128, blank=True)
    is_proven = models.BooleanField(default=False)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.task_id or 'no task'}"
