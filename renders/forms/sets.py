"""Which shot sets the list shows."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from renders.models import Render, ShotSet
from renders.models.shot_sets import ShotSetQuerySet

RUNNING, DONE, STOPPED = "running", "done", "stopped"


class SetFilter(forms.Form):
    """Kind, state and launcher; an empty field selects all."""

    kind = forms.ChoiceField(choices=[("", gettext_lazy("Any kind")), *ShotSet.Kind.choices], required=False)
    state = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("Any state")),
            (RUNNING, gettext_lazy("Running")),
            (DONE, gettext_lazy("Done")),
            (STOPPED, gettext_lazy("Stopped")),
        ],
        required=False,
    )
    own = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    @property
    def is_active(self) -> bool:
        """Whether it leaves any set out."""
        return any(self.selected().values())

    def selected(self) -> dict[str, Any]:
        """The valid choices."""
        self.full_clean()
        return self.cleaned_data

    def select(self, sets: ShotSetQuerySet, person: User) -> ShotSetQuerySet:
        """Only the sets selected for; a value nobody offered asks for nothing in particular."""
        selected = self.selected()
        unfinished = Exists(Render.objects.unfinished().filter(shot_set=OuterRef("pk")))
        if selected.get("kind"):
            sets = sets.filter(kind=selected["kind"])
        if selected.get("own"):
            sets = sets.filter(launched_by=person)
        if selected.get("state") == STOPPED:
            return sets.exclude(stopped_at=None)
        if selected.get("state") == RUNNING:
            return sets.filter(unfinished)
        return sets.filter(~unfinished, stopped_at=None) if selected.get("state") == DONE else sets
