"""The order form of the lab: a placement, a few products and how many candidates of each."""

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, Placement, Product, PromptVersion
from renders import composing
from renders.composing import Plan
from renders.models import ShotSet

MIN_COUNT, MAX_COUNT = ShotSet.COUNTS[ShotSet.Kind.PREVIEW]
# Enough to see whether a prompt works for other products, few enough to look at one by one.
PRODUCTS_OFFERED, DEFAULT_PRODUCTS, MAX_SHOTS = 12, 3, 6


class LabForm(forms.Form):
    """An order of one version for sample products. GET reads it from the address and orders nothing."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    quoted = forms.IntegerField(widget=forms.HiddenInput, required=False)
    placement = forms.TypedChoiceField(
        label=gettext_lazy("Placement"),
        error_messages={"required": gettext_lazy("No placement is switched on for this template.")},
    )
    colorways = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sample products"), error_messages={"required": gettext_lazy("Choose at least one product.")}
    )
    count = forms.TypedChoiceField(
        label=gettext_lazy("Candidates"),
        choices=[(n, str(n)) for n in range(MIN_COUNT, MAX_COUNT + 1)],
        coerce=int,
        initial=MIN_COUNT,
    )

    data: QueryDict

    def __init__(self, data: QueryDict, *, version: PromptVersion, by: User) -> None:
        self.version, self.by = version, by
        self.placements = {str(one.pk): one for one in version.template.placements.all() if one.is_enabled}
        self.products = offered_products()
        colorways_by_pk = {str(one.pk): one for _, colorways in self.products for one in colorways}
        super().__init__(self.with_defaults(data))
        placement: Any = self.fields["placement"]
        placement.choices, placement.coerce = self.placements.items(), self.placements.get
        colorways: Any = self.fields["colorways"]
        colorways.choices, colorways.coerce = colorways_by_pk.items(), colorways_by_pk.get

    def defaults(self) -> dict[str, str]:
        """The value of each field that was not sent."""
        placement = next(iter(self.placements), "")
        return {"count": str(MIN_COUNT), "token": str(uuid.uuid4()), "placement": placement}

    def with_defaults(self, data: QueryDict) -> QueryDict:
        """The data with a default for each field that was not sent."""
        data = data.copy()
        if "placement" not in data:
            firsts = [str(colorways[0].pk) for _, colorways in self.products[:DEFAULT_PRODUCTS]]
            data.setlist("colorways", firsts)
        for name, value in self.defaults().items():
            data.setdefault(name, value)
        return data

    def clean_colorways(self) -> list[Colorway]:
        chosen: list[Colorway] = self.cleaned_data["colorways"]
        if len(chosen) > MAX_SHOTS:
            raise forms.ValidationError(
                _("Choose at most %(max_shots)s. Compose a set to try more.") % {"max_shots": MAX_SHOTS}
            )
        return chosen

    @property
    def picked(self) -> set[str]:
        """Ids of the ticked colorways, as text."""
        return set(self.data.getlist("colorways"))

    @cached_property
    def plans(self) -> Sequence[Plan]:
        """What would be ordered; empty while the form is not valid."""
        if not self.is_valid():
            return []
        return self.plans_for(self.cleaned_data["colorways"], self.cleaned_data["placement"])

    def plans_for(self, colorways: list[Colorway], placement: Placement) -> Sequence[Plan]:
        """One preview of this version."""
        choices = {"colorways": colorways, "placement": placement, "count": self.cleaned_data["count"], "by": self.by}
        model = composing.default_model_for(self.version, placement)
        return [composing.plan(version=self.version, image_model=model, kind=ShotSet.Kind.PREVIEW, **choices)]

    @property
    def problems(self) -> list[str]:
        """Why it cannot be ordered, one sentence each."""
        return list(dict.fromkeys(problem.message for plan in self.plans for problem in plan.problems))

    @property
    def invalid_fields(self) -> list[str]:
        """Errors of visible fields, each with the label of its field."""
        return [f"{field.label}: {error}" for field in self.visible_fields() for error in field.errors]

    @property
    def total_micros(self) -> int:
        """The price when every render succeeds at once, in micro-dollars."""
        return sum(plan.quote.total_micros for plan in self.plans)

    @property
    def worst_case_micros(self) -> int:
        """What is reserved, in micro-dollars: the price with every retry."""
        return sum(plan.quote.worst_case_micros for plan in self.plans)

    @property
    def renders(self) -> int:
        return sum(plan.quote.renders for plan in self.plans)

    @property
    def price_has_moved(self) -> bool:
        """Whether the price differs from the one the page showed."""
        return bool(self.cleaned_data["quoted"] != self.total_micros)


def offered_products() -> list[tuple[Product, list[Colorway]]]:
    """The first products of the catalogue, each with its colorways."""
    products = Product.objects.listed().filter(colorways__isnull=False).distinct()[:PRODUCTS_OFFERED]
    offered = [(product, list(product.colorways.all())) for product in products]
    for product, colorways in offered:
        for colorway in colorways:
            colorway.product = product  # loaded already, with its artwork
    return offered
