"""Baselines: the render picked as the standard of a prompt version."""

from typing import Any

from django.conf import settings
from django.db import models, transaction

from catalog.models import PromptVersion
from renders.models.events import record
from renders.models.proposals import Proposal
from renders.models.renders import Render


class NotPickable(Exception):
    """The text says why this render cannot become the baseline of its version."""


class NeedsSecondPerson(Exception):
    """The text says why whoever wrote this version does not freeze it."""


class Baseline(models.Model):
    """The strongest candidate of a prompt; freezing needs one."""

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
        """Freeze the prompt this is the standard of; False when somebody froze it first.

        Raises `NeedsSecondPerson` for its author, where a placement asks for a second person.
        """
        if refusal := second_person_sentence(self.version, by):
            raise NeedsSecondPerson(refusal)
        shot = self.render.shot
        with transaction.atomic():
            won = self.version.freeze(by=by)
            if won:
                record("frozen", by=by, note=str(self.version), shot=shot, shot_set=shot.shot_set, render=self.render)
                Proposal.objects.settle(Proposal.Kind.FREEZE, self.version, by=by)
        return won


def second_person_sentence(version: PromptVersion, person: Any) -> str:
    """Why this person does not freeze this version; empty when they may."""
    if version.author_id is None or version.author_id != person.pk:
        return ""
    strict = version.template.placements.filter(needs_second_person=True).first()
    return (
        f"You wrote this version, and {strict.name} asks for a second person. Someone else freezes." if strict else ""
    )
