"""Baselines: the render picked as the standard of a prompt version."""

from typing import Any

from django.conf import settings
from django.db import models, transaction

from catalog.models import PromptVersion
from renders.models.events import record
from renders.models.renders import Render


class NotPickable(Exception):
    """The text says why this render cannot become the baseline of its version."""


class NotFrozen(Exception):
    """Only a frozen wording becomes current: production must not draw from words that may still change."""


class Baseline(models.Model):
    """The strongest candidate of a wording; freezing needs one."""

    version = models.OneToOneField("catalog.PromptVersion", on_delete=models.PROTECT, related_name="baseline")
    render = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="baseline_of")
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Baseline of {self.version}"

    @classmethod
    def pick(cls, render: Render, *, by: Any) -> "Baseline":
        """Make this render the standard of the version it was drawn from, in place of the one before.

        Raises `NotPickable` when it has no ready picture or the version is frozen: what was frozen stays comparable.
        """
        if render.state != Render.State.READY:
            raise NotPickable(f"Candidate {render.number} has no ready picture.")
        shot = render.shot
        with transaction.atomic():
            version = PromptVersion.objects.select_for_update().get(pk=shot.version_id)
            if version.frozen_at:
                raise NotPickable(f"Version {version.number} is frozen, and its baseline with it.")
            baseline, _ = cls.objects.update_or_create(version=version, defaults={"render": render, "picked_by": by})
            record("baseline", by=by, note=str(version), shot=shot, shot_set=shot.shot_set, render=render)
        return baseline

    def freeze(self, *, by: Any) -> bool:
        """Freeze the wording this is the standard of; False when somebody froze it first."""
        shot = self.render.shot
        with transaction.atomic():
            won = self.version.freeze(by=by)
            if won:
                record("frozen", by=by, note=str(self.version), shot=shot, shot_set=shot.shot_set, render=self.render)
        return won

    def make_current(self, *, by: Any) -> None:
        """Let production use this version from now on. Raises `NotFrozen` for a wording that may still change."""
        shot = self.render.shot
        with transaction.atomic():
            version = PromptVersion.objects.select_for_update().select_related("template").get(pk=self.version_id)
            if version.frozen_at is None:
                raise NotFrozen
            version.template.promote(version, by=by)
            record("made current", by=by, note=str(version), shot=shot, shot_set=shot.shot_set, render=self.render)
