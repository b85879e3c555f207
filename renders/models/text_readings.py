"""Text readings: what is written in a picture is read after it is ready, when nothing that is paid waits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery


class TextReading(Leased):
    """One picture whose text is read, or is to be. What is wrong with it is a finding of the render."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Text not read yet")
        READ = "read", _("Text read")
        FAILED = "failed", _("Text not read")

    render = models.OneToOneField("renders.Render", on_delete=models.PROTECT, related_name="text_reading")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    text = models.TextField(blank=True)

    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="text_reading_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.render_id}: {self.get_state_display()}"
