"""One placement of a set in compose, and what it is ordered with."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from catalog.models import Placement, PromptVersion
from catalog.text import whole_number
from renders.composing import LoadedRows, PlacementChoices, Plan
from renders.composing.obstacles import Obstacle, PauseOfModel, obstacles_of
from renders.forms.compose.loaded_rows import LoadedChoiceField
from renders.forms.compose.offered_rows import models_with_pause
from renders.forms.compose.offers import Offer
from renders.forms.compose.set_lines import FIELDS, field_of
from renders.models import ShotSet

MOST_CANDIDATES = max(high for _low, high in ShotSet.COUNTS.values())
NOT_OFFERED = gettext_lazy("This is no longer offered. Choose another one.")


class LineForm(forms.Form):
    """One placement of a set, and what it is ordered with."""

    placement = LoadedChoiceField(
        Placement.objects.filter(is_enabled=True),
        label=gettext_lazy("Placement"),
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    version = LoadedChoiceField(
        PromptVersion.objects.select_related("template"),
        label=gettext_lazy("Template"),
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    image_model = LoadedChoiceField(
        models_with_pause(),
        label=gettext_lazy("Image model"),
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    count = forms.IntegerField(label=gettext_lazy("Candidates"), required=False)

    data: QueryDict
    number = 0
    # What it orders, once the whole set is planned.
    planned: Plan

    @cached_property
    def offer(self) -> Offer:
        """What can be chosen, given what has been."""
        raise NotImplementedError

    def load(self, offer: Offer) -> None:
        """Choose among rows that are loaded already."""
        self.offer = offer
        loaded: dict[str, Sequence[Any]] = {"placement": offer.placements, "version": offer.versions}
        for name, rows in (loaded | {"image_model": offer.allowed_models}).items():
            cast(LoadedChoiceField, self.fields[name]).loaded = rows

    def add_prefix(self, field_name: str) -> str:
        return field_of(field_name, self.number) if field_name in FIELDS else field_name

    @property
    def templates(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        """The versions to choose from, under the names of their templates."""
        return self.offer.templates_with(whole_number(self.data.get(self.add_prefix("version"))))

    @property
    def counts(self) -> Sequence[int]:
        """How many candidates may be chosen; one that was refused stays among them, so that what was chosen stands."""
        chosen = self.planned.count
        refused = {chosen} if 0 < chosen <= MOST_CANDIDATES else set()
        return sorted(refused.union(self.offer.counts))

    @property
    def choices(self) -> PlacementChoices:
        """What was chosen; None where nothing valid was."""
        chosen = {name: self.cleaned_data.get(name) for name in FIELDS}
        return PlacementChoices(**chosen, loaded=self.offer.loaded if "offer" in vars(self) else LoadedRows())

    @property
    def obstacles(self) -> list[Obstacle]:
        """What would keep its pictures waiting if they were ordered now."""
        model = self.cleaned_data.get("image_model")
        account = self.offer.accounts.get(model.provider) if model else None
        return obstacles_of(account, model, PauseOfModel.of(model)) if account and model else []
