"""Composing a shot set: what was chosen and typed, the plan it makes, and what stands in its way."""

import uuid
from collections.abc import Collection
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from catalog.models import Campaign, Colorway, ImageModel, Placement, PromptVersion
from renders import composing
from renders.composing import Plan, PlannedShot
from renders.forms.choices import Offer, colorways_of
from renders.models import ShotSet
from renders.models.pilots import Pilot

GONE = "This is no longer offered. Choose another one."


class ComposeForm(forms.Form):
    """An order on its way. Whatever `plan` finds wrong stands beside its field."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    colorways = forms.ModelMultipleChoiceField(
        Colorway.objects.filter(product__archived_at=None).select_related("product"),
        label="Products",
        required=False,
        error_messages={
            "invalid_choice": "One of these products is no longer in the catalogue.",
            "invalid_pk_value": GONE,
        },
    )
    placement = forms.ModelChoiceField(
        Placement.objects.filter(is_enabled=True), required=False, error_messages={"invalid_choice": GONE}
    )
    version = forms.ModelChoiceField(
        PromptVersion.objects.select_related("template"),
        label="Template",
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    image_model = forms.ModelChoiceField(
        ImageModel.objects.all(), label="Image model", required=False, error_messages={"invalid_choice": GONE}
    )
    kind = forms.ChoiceField(choices=ShotSet.Kind.choices, error_messages={"invalid_choice": GONE})
    count = forms.IntegerField(label="Candidates", required=False)
    note = forms.CharField(max_length=500, required=False)
    find = forms.CharField(max_length=100, required=False)
    shown = forms.CharField(max_length=20, required=False)
    quoted = forms.IntegerField(required=False)

    data: QueryDict
    plan: Plan

    def __init__(self, data: QueryDict, *, by: Any) -> None:
        super().__init__(data)
        self.by = by

    @classmethod
    def draft(cls, data: QueryDict, *, by: Any) -> "ComposeForm":
        """The form while it is being filled in: what no longer fits is replaced, and nothing is called an error yet."""
        form = cls(settled(data), by=by)
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
        )
        bad = set(self.errors)
        for problem in self.plan.problems:
            if problem.field not in bad:
                self.add_error(problem.field, problem.sentence)
        return chosen

    @cached_property
    def offer(self) -> Offer:
        """What can be chosen, given what has been."""
        placement = Placement.objects.filter(is_enabled=True, pk=number(self.data.get("placement"))).first()
        picked = frozenset(number(each) for each in self.data.getlist("colorways"))
        return Offer(placement, kind_of(self.data), (self.data.get("find") or "").strip()[:100], picked)

    @property
    def shot_shown(self) -> PlannedShot | None:
        """The planned shot whose prompt is on screen."""
        shots = self.plan.shots
        asked = self.data.get("shown", "")
        return next((shot for shot in shots if str(shot.colorway.pk) == asked), next(iter(shots), None))

    @property
    def hindered(self) -> list[PlannedShot]:
        """Shots that cannot be ordered as they are."""
        return [shot for shot in self.plan.shots if shot.problems]

    @property
    def price_has_moved(self) -> bool:
        """Whether the order costs something else than the page said when it was sent."""
        return bool(self.cleaned_data.get("quoted") != self.plan.quote.total_micros)

    def with_new_token(self) -> "ComposeForm":
        """The same choices under a token that has launched nothing."""
        data = self.data.copy()
        data["token"] = str(uuid.uuid4())
        return ComposeForm.draft(data, by=self.by)


def started(query: QueryDict) -> QueryDict:
    """The first draft: `?product=`, `?colorway=`, `?placement=`, `?version=`, `?kind=` say what is chosen already."""
    data = query.copy()
    data["token"] = str(uuid.uuid4())
    data.setlist("colorways", [*query.getlist("colorways"), *query.getlist("colorway")])
    for pk in colorways_of(query.getlist("product")):
        data.appendlist("colorways", str(pk))
    return data


def settled(data: QueryDict) -> QueryDict:
    """The same choices with whatever is missing or no longer fits replaced by the usual one."""
    data = data.copy()
    data["kind"] = kind_of(data)
    picked = {number(each) for each in data.getlist("colorways")} | set(colorways_of(data.getlist("all_of")))
    picked -= set(colorways_of(data.getlist("none_of")))
    data.setlist("colorways", [str(pk) for pk in still_offered(picked)])
    placements = Placement.objects.filter(is_enabled=True)
    placement = placements.filter(pk=number(data.get("placement"))).first() or placements.first()
    data["placement"] = str(placement.pk) if placement else ""
    offer = Offer(placement, kind_of(data))
    _keep_or_replace(data, "version", offer.versions, offer.usual_version())
    if fixed := offer.fixed_model(number(data.get("version"))):
        data["image_model"] = str(fixed.pk)
    else:
        _keep_or_replace(data, "image_model", offer.image_models, offer.usual_model())
    if number(data.get("count")) not in offer.counts:
        data["count"] = str(offer.usual_count())
    if "keep_pilot" in data:
        keep_pilot(data, offer)
    return data


def keep_pilot(data: QueryDict, offer: Offer) -> None:
    """Leave only the colorways picked that the pilot of a running campaign takes."""
    chosen = next((one for one in offer.versions if str(one.pk) == data.get("version")), None)
    campaign = Campaign.objects.for_order(offer.placement, chosen.template) if offer.placement and chosen else None
    if campaign and campaign.opened_at is None:
        picked = Colorway.objects.filter(pk__in=data.getlist("colorways")).select_related("product")
        data.setlist("colorways", [str(pk) for pk in Pilot.of(campaign).keeps(list(picked))])


def still_offered(colorways: Collection[int]) -> list[int]:
    """Those of these colorways whose product is not archived."""
    return list(Colorway.objects.filter(pk__in=colorways, product__archived_at=None).values_list("pk", flat=True))


def _keep_or_replace(data: QueryDict, name: str, offered: list[Any], usual: Any) -> None:
    if number(data.get(name)) not in {one.pk for one in offered}:
        data[name] = str(usual.pk) if usual else ""


def kind_of(data: QueryDict) -> str:
    """Preview unless production was asked for."""
    return ShotSet.Kind.PRODUCTION if data.get("kind") == ShotSet.Kind.PRODUCTION else ShotSet.Kind.PREVIEW


def number(text: str | None) -> int:
    """A row's number out of a form; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
