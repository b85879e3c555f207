"""Baselines: the picture a prompt version is measured by."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.translation import gettext as _

from catalog.models import PromptVersion
from catalog.refusals import Refusal
from renders.models.actions import Action
from renders.models.events import record
from renders.models.proposals import Proposal
from renders.models.removals import locked
from renders.models.renders import Render


class NotPickable(Refusal):
    """This render cannot become the baseline of its version."""


class NotFreezable(Refusal):
    """A placement of the template asks for a second person, and this one wrote the version; or none of them allows the
    image model that drew the baseline, so that production could never use it."""


class Baseline(models.Model):
    """The strongest candidate of a prompt; freezing needs one."""

    version = models.OneToOneField("catalog.PromptVersion", on_delete=models.PROTECT, related_name="baseline")
    render = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="baseline_of")
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return _("Baseline of %(version)s") % {"version": self.version}

    @classmethod
    def pick(cls, render: Render, *, by: User) -> "Baseline":
        """Make this render the baseline of its version, in place of the one before.

        Raises `NotPickable` when it has no ready picture or the version is frozen: a frozen version stays comparable.
        """
        if render.parent_id:
            # A baseline shows what the words draw, and finishing is none of their doing.
            raise NotPickable(_("A finished picture is no baseline. Pick the candidate that it was made of."))
        shot = render.shot
        with transaction.atomic():
            [now] = locked([render])
            if not now.is_ready:
                raise NotPickable(_("Candidate %(number)s has no ready picture.") % {"number": render.number})
            version = PromptVersion.objects.select_for_update().get(pk=shot.version_id)
            if version.frozen_at:
                raise NotPickable(
                    _("Version %(version_number)s is frozen, and its baseline with it.")
                    % {"version_number": version.number}
                )
            baseline, _is_new = cls.objects.update_or_create(
                version=version, defaults={"render": render, "picked_by": by}
            )
            about = {"shot": shot, "shot_set": shot.shot_set, "render": render, "version": version}
            record(Action.BASELINE_PICKED, by=by, note=str(version), **about)
        return baseline

    def freeze(self, *, by: User) -> bool:
        """Freeze the version together with the image model that drew this picture; False when somebody froze it first.

        Raises `NotFreezable`.
        """
        shot = self.render.shot
        if refusal := freeze_refusal(self, by):
            raise NotFreezable(refusal)
        with transaction.atomic():
            won = self.version.freeze(by=by, image_model=shot.image_model)
            if won:
                about = {"shot": shot, "shot_set": shot.shot_set, "render": self.render, "version": self.version}
                record(Action.VERSION_FROZEN, by=by, note=str(self.version), **about)
                Proposal.objects.accept(Proposal.Kind.FREEZE, self.version, by=by)
        return won


def freeze_refusal(baseline: Baseline, person: User) -> str:
    """Why this person cannot freeze the version of this baseline, as a sentence; empty when they can."""
    return second_person_refusal(baseline.version, person) or model_refusal(baseline)


def model_refusal(baseline: Baseline) -> str:
    """Why production could not use the version once it is fixed to the model that drew this picture."""
    version, shot = baseline.version, baseline.render.shot
    model = version.image_model or shot.image_model
    if version.template.placements.filter(image_models=model).exists():
        return ""
    sentence = _(
        "%(model)s drew the baseline, and no placement of %(template)s allows it. Pick a baseline of another model, or "
        "have it allowed."
    )
    return sentence % {"model": model, "template": version.template}


def second_person_refusal(version: PromptVersion, person: User) -> str:
    """Why this person cannot freeze this version, as a sentence; empty when they can."""
    if version.author_id is None or version.author_id != person.pk:
        return ""
    strict = version.template.placements.filter(needs_second_person=True).first()
    if strict is None:
        return ""
    return _("You wrote this version, and %(strict)s asks for a second person. Someone else freezes.") % {
        "strict": strict.name
    }
