"""The form that opens a blind duel."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict

from catalog.models import Colorway, Placement, PromptVersion
from renders import composing
from renders.composing import DuelTerms, Plan
from renders.forms.lab import LabForm
from renders.models import Duel, Render


class DuelForm(LabForm):
    """The order form of the lab for two versions, with the terms agreed before anybody votes."""

    pictures = forms.ChoiceField(
        choices=[("new", "Order new pictures of both"), ("ready", "Take the pictures there are")]
    )
    judges_wanted = forms.IntegerField(label="Judges", min_value=1, max_value=9, initial=Duel.JUDGES)
    minimum_votes = forms.IntegerField(
        label="Votes needed at least",
        min_value=8,
        max_value=500,
        initial=Duel.MINIMUM_VOTES,
        help_text="Votes for one side or the other. “Neither” does not count.",
    )
    win_rate_needed = forms.IntegerField(
        label="Win rate needed, in percent",
        min_value=50,
        max_value=95,
        initial=Duel.WIN_RATE_NEEDED,
        help_text="The true win rate has to be above it with 95 % certainty, so few votes need a clearer lead.",
    )

    def __init__(self, data: QueryDict, *, version: PromptVersion, champion: PromptVersion, by: User) -> None:
        self.champion = champion
        super().__init__(data, version=version, by=by)
        colorways: Any = self.fields["colorways"]
        colorways.required = not self.takes_ready

    def defaults(self) -> dict[str, str]:
        terms = {
            "judges_wanted": str(Duel.JUDGES),
            "minimum_votes": str(Duel.MINIMUM_VOTES),
            "win_rate_needed": str(Duel.WIN_RATE_NEEDED),
        }
        return {**super().defaults(), "pictures": "new", **terms}

    @property
    def terms(self) -> DuelTerms:
        """What the duel is opened with; only of a valid form."""
        names = ("placement", "win_rate_needed", "minimum_votes", "judges_wanted")
        return DuelTerms(self.version, self.champion, **{name: self.cleaned_data[name] for name in names})

    @cached_property
    def ready(self) -> list[tuple[Render, Render]]:
        """Pairs of ready pictures in the chosen placement."""
        placement = self.placements.get(self.data.get("placement", ""))
        return composing.ready_pairs(DuelTerms(self.version, self.champion, placement)) if placement else []

    @property
    def takes_ready(self) -> bool:
        """Whether the duel uses pictures that are ready and orders none."""
        return bool(self.data.get("pictures") == "ready")

    @property
    def pairs(self) -> int:
        """How many pairs each judge will see."""
        return len(self.ready) if self.takes_ready else self.renders // 2

    @property
    def problems(self) -> list[str]:
        problems = super().problems
        if self.takes_ready and not self.ready:
            problems.append("There are no ready pictures of both versions of the same product. Order new ones.")
        if self.is_valid() and not problems:
            possible, needed = self.pairs * self.cleaned_data["judges_wanted"], self.cleaned_data["minimum_votes"]
            if possible < needed:
                too_few = f"{self.pairs} pairs make {possible} votes, and {needed} are needed."
                problems.append(f"{too_few} Add a product or a judge.")
        return problems

    def plans_for(self, colorways: list[Colorway], placement: Placement) -> Sequence[Plan]:
        """A preview of each version, or nothing where ready pictures are used."""
        if self.takes_ready:
            return []
        terms = DuelTerms(self.version, self.champion, placement)
        return composing.duel_plans(terms, colorways, self.cleaned_data["count"], self.by)
