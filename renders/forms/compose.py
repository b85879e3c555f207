"""Composing a shot set: what was chosen and typed, the plan it makes, and its problems."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Campaign, Colorway, Placement, PromptVersion
from catalog.text import whole_number
from renders import composing
from renders.composing import LoadedRows, Plan, PlannedShot, Problem
from renders.composing.obstacles import Cause, Obstacle, PauseOfModel, obstacles_of, tab_of
from renders.forms.loaded_rows import LoadedChoiceField, LoadedMultipleChoiceField
from renders.forms.offered_rows import models_with_pause
from renders.forms.offers import Offer
from renders.models import ShotSet
from renders.models.pilots import Pilot
from renders.providers import local_providers

NOT_OFFERED = gettext_lazy("This is no longer offered. Choose another one.")


class ComposeForm(forms.Form):
    """An order being composed. The problems of its `plan` become errors of their fields."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    colorways = LoadedMultipleChoiceField(
        Colorway.objects.filter(product__archived_at=None).select_related("product"),
        label=gettext_lazy("Products"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("One of these products is no longer in the catalogue."),
            "invalid_pk_value": NOT_OFFERED,
        },
    )
    placement = LoadedChoiceField(
        Placement.objects.filter(is_enabled=True), required=False, error_messages={"invalid_choice": NOT_OFFERED}
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
    kind = forms.ChoiceField(choices=ShotSet.Kind.choices, error_messages={"invalid_choice": NOT_OFFERED})
    count = forms.IntegerField(label=gettext_lazy("Candidates"), required=False)
    note = forms.CharField(max_length=500, required=False)
    find = forms.CharField(max_length=100, required=False)
    shown = forms.CharField(max_length=20, required=False)
    quoted = forms.IntegerField(required=False)

    data: QueryDict
    plan: Plan

    def __init__(self, data: QueryDict, *, by: User, offer: Offer | None = None) -> None:
        super().__init__(data)
        self.by = by
        if offer:
            self.offer = offer
            loaded: dict[str, Sequence[Any]] = {"placement": offer.placements, "version": offer.versions}
            loaded |= {"colorways": offer.picked_colorways, "image_model": offer.image_models}
            for name, rows in loaded.items():
                cast(LoadedChoiceField, self.fields[name]).loaded = rows

    @classmethod
    def draft(cls, data: QueryDict, *, by: User) -> "ComposeForm":
        """The form while it is being filled in: what no longer fits is replaced, and nothing is called an error yet."""
        chosen, offer = with_defaults(data, by)
        form = cls(chosen, by=by, offer=offer)
        form.errors.clear()
        return form

    def clean(self) -> dict[str, Any]:
        """Make the plan; its problems become the fields' errors unless a field has one already."""
        chosen = self.cleaned_data
        self.errors.pop("count", None)
        self.plan = composing.plan(
            colorways=list(chosen.get("colorways") or []),
            placement=chosen.get("placement"),
            version=chosen.get("version"),
            image_model=chosen.get("image_model"),
            count=chosen.get("count"),
            kind=chosen.get("kind") or ShotSet.Kind.PREVIEW,
            by=self.by,
            loaded=self.offer.loaded if "offer" in vars(self) else LoadedRows(),
        )
        with_errors = set(self.errors)
        self.add_problems([problem for problem in self.plan.problems if problem.field not in with_errors])
        return chosen

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            self.add_error(problem.field, problem.message)

    def launch(self) -> ShotSet:
        """Launch the plan. Raises what `composing.launch` raises."""
        chosen = self.cleaned_data
        return composing.launch(self.plan, by=self.by, token=chosen["token"], note=chosen["note"])

    @cached_property
    def offer(self) -> Offer:
        """What can be chosen, given what has been."""
        return Offer.of(self.data, self.by, is_draft=False)

    @property
    def obstacles(self) -> list[Obstacle]:
        """What would keep this order waiting if it was launched now."""
        plan = self.plan
        if not (plan.account and plan.image_model):
            return []
        return obstacles_of(plan.account, plan.image_model, PauseOfModel.of(plan.image_model))

    @property
    def tab(self) -> str:
        """What the browser's tab says first."""
        return f"{Cause.NO_BUDGET.tab} · " if self.plan.quote.missing_micros else tab_of(self.obstacles)

    @property
    def shot_shown(self) -> PlannedShot | None:
        """The planned shot whose prompt the page shows."""
        shots = self.plan.shots
        asked = self.data.get("shown", "")
        return next((shot for shot in shots if str(shot.colorway.pk) == asked), next(iter(shots), None))

    @property
    def incomplete_shots(self) -> list[PlannedShot]:
        """Shots that cannot be ordered yet."""
        return [shot for shot in self.plan.shots if shot.problems]

    @property
    def model_problems(self) -> list[Problem]:
        """Problems of a version that fixes its image model, where no field shows them yet."""
        fields = () if self.errors else ("version", "image_model")
        return [problem for problem in self.plan.problems if problem.field in fields]

    @property
    def complete_note(self) -> str:
        """What a prompt without problems promises."""
        is_studio = self.plan.image_model and self.plan.image_model.provider in local_providers()
        return _("The studio honours every word of it.") if is_studio else _("Complete: every placeholder has a value.")

    @property
    def price_changed(self) -> bool:
        """Whether the price is another than the page showed."""
        return bool(self.cleaned_data.get("quoted") != self.plan.quote.total_micros)

    def with_new_token(self) -> "ComposeForm":
        """The same choices under a token that has launched nothing."""
        data = self.data.copy()
        data["token"] = str(uuid.uuid4())
        return ComposeForm.draft(data, by=self.by)


def first_draft(query: QueryDict) -> QueryDict:
    """The fields of a new form: `?product=`, `?colorway=`, `?placement=`, `?version=`, `?kind=` are chosen."""
    data = query.copy()
    data["token"] = str(uuid.uuid4())
    data.setlist("colorways", [*query.getlist("colorways"), *query.getlist("colorway")])
    data.setlist("all_of", [*query.getlist("all_of"), *query.getlist("product")])
    return data


def with_defaults(data: QueryDict, by: User) -> tuple[QueryDict, Offer]:
    """The same choices with whatever is missing or no longer fits replaced by the default, and what is offered."""
    data = data.copy()
    offer = Offer.of(data, by, is_draft=True)
    data["kind"] = offer.kind
    data["placement"] = str(offer.placement.pk) if offer.placement else ""
    _set_default(data, "version", offer.versions, offer.default_version())
    if fixed := offer.fixed_model(whole_number(data.get("version")) or 0):
        data["image_model"] = str(fixed.pk)
    else:
        _set_default(data, "image_model", offer.image_models, offer.default_model())
    if (whole_number(data.get("count")) or 0) not in offer.counts:
        data["count"] = str(offer.default_count())
    if "keep_pilot" in data:
        offer = replace(offer, picked_colorways=pilot_colorways(data, offer))
    data.setlist("colorways", [str(colorway.pk) for colorway in offer.picked_colorways])
    for button in ("all_of", "none_of"):
        data.pop(button, None)
    return data, offer


def pilot_colorways(data: QueryDict, offer: Offer) -> Sequence[Colorway]:
    """The picked colorways that the pilot of a running campaign takes; all of them where none limits the order."""
    chosen = next((row for row in offer.versions if str(row.pk) == data.get("version")), None)
    campaign = Campaign.objects.for_order(offer.placement, chosen.template) if offer.placement and chosen else None
    if not campaign or campaign.opened_at:
        return offer.picked_colorways
    fitting = set(Pilot.of(campaign).fitting(offer.picked_colorways))
    return [colorway for colorway in offer.picked_colorways if colorway.pk in fitting]


def _set_default(data: QueryDict, name: str, offered: list[Any], default: Any) -> None:
    if (whole_number(data.get(name)) or 0) not in {row.pk for row in offered}:
        data[name] = str(default.pk) if default else ""
