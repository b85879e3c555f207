"""Which shot sets the list shows."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from renders.models import Render, ShotSet
from renders.models.shot_sets import ShotSetQuerySet

RUNNING, DONE, STOPPED = "running", "done", "stopped"


class SetFilter(forms.Form):
    """Kind, state, and whose; every field empty means all."""

    kind = forms.ChoiceField(choices=[("", "Any kind"), *ShotSet.Kind.choices], required=False)
    state = forms.ChoiceField(
        choices=[("", "Any state"), (RUNNING, "Running"), (DONE, "Done"), (STOPPED, "Stopped")], required=False
    )
    mine = forms.BooleanField(label="Only mine", required=False)

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return any(self.asked().values())

    def asked(self) -> dict[str, Any]:
        """What was chosen, without values that nobody offered."""
        self.full_clean()
        return self.cleaned_data

    def narrow(self, sets: ShotSetQuerySet, person: Any) -> ShotSetQuerySet:
        """Only the sets asked for; a value nobody offered asks for nothing in particular."""
        asked = self.asked()
        unfinished = Exists(Render.objects.unfinished().filter(shot_set=OuterRef("pk")))
        if asked.get("kind"):
            sets = sets.filter(kind=asked["kind"])
        if asked.get("mine"):
            sets = sets.filter(launched_by=person)
        if asked.get("state") == STOPPED:
            return sets.exclude(stopped_at=None)
        if asked.get("state") == RUNNING:
            return sets.filter(unfinished)
        return sets.filter(~unfinished, stopped_at=None) if asked.get("state") == DONE else sets
