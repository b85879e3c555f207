"""Choosing what a version is tried on: a placement it was written for, a handful of products, how many candidates."""

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from catalog.models import Colorway, Placement, Product, PromptVersion
from renders import composing
from renders.composing import Meeting, Plan
from renders.models import Duel, Render, ShotSet

LOW, HIGH = ShotSet.COUNTS[ShotSet.Kind.PREVIEW]
PRODUCTS_OFFERED, USUAL_PRODUCTS, MAX_SHOTS = 12, 3, 6
"""A handful: enough to see whether a prompt holds for other products, few enough to be looked at one by one."""
USUAL = {
    "count": str(LOW),
    "pictures": "new",
    "judges_wanted": str(Duel.JUDGES),
    "minimum_votes": str(Duel.MINIMUM_VOTES),
    "win_rate_needed": str(Duel.WIN_RATE_NEEDED),
}


class TrialForm(forms.Form):
    """Sample products for one version. It lives in the address, so it can be looked at without ordering anything."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    quoted = forms.IntegerField(widget=forms.HiddenInput, required=False)
    placement = forms.TypedChoiceField(error_messages={"required": "No placement is switched on for this template."})
    colorways = forms.TypedMultipleChoiceField(
        label="Sample products", error_messages={"required": "Choose at least one product."}
    )
    count = forms.TypedChoiceField(
        label="Candidates", choices=[(n, str(n)) for n in range(LOW, HIGH + 1)], coerce=int, initial=LOW
    )

    data: QueryDict

    def __init__(self, data: QueryDict, *, version: PromptVersion, by: Any) -> None:
        self.version, self.by = version, by
        self.placements = {str(one.pk): one for one in version.template.placements.all() if one.is_enabled}
        self.offered = offered()
        known = {str(colour.pk): colour for _, colorways in self.offered for colour in colorways}
        super().__init__(self.started(data))
        placement: Any = self.fields["placement"]
        placement.choices, placement.coerce = self.placements.items(), self.placements.get
        colorways: Any = self.fields["colorways"]
        colorways.choices, colorways.coerce = known.items(), known.get

    def started(self, data: QueryDict) -> QueryDict:
        """The choices with the usual ones where nothing is said."""
        data = data.copy()
        if "placement" not in data:
            firsts = [str(colorways[0].pk) for _, colorways in self.offered[:USUAL_PRODUCTS]]
            data.setlist("colorways", firsts)
        usual = {**USUAL, "token": str(uuid.uuid4()), "placement": next(iter(self.placements), "")}
        for name, value in usual.items():
            data.setdefault(name, value)
        return data

    def clean_colorways(self) -> list[Colorway]:
        """A handful."""
        chosen: list[Colorway] = self.cleaned_data["colorways"]
        if len(chosen) > MAX_SHOTS:
            raise forms.ValidationError(f"Choose at most {MAX_SHOTS}. Compose a set to try more.")
        return chosen

    @property
    def picked(self) -> set[str]:
        """What is ticked, as it stands in the form."""
        return set(self.data.getlist("colorways"))

    @cached_property
    def plans(self) -> Sequence[Plan]:
        """What would be ordered; empty while the choices make no order."""
        if not self.is_valid():
            return []
        return self.planned(self.cleaned_data["colorways"], self.cleaned_data["placement"])

    def planned(self, colorways: list[Colorway], placement: Placement) -> Sequence[Plan]:
        """One preview of this version."""
        chosen = {"colorways": colorways, "placement": placement, "count": self.cleaned_data["count"], "by": self.by}
        model = composing.model_for(self.version, placement)
        return [composing.plan(version=self.version, image_model=model, kind=ShotSet.Kind.PREVIEW, **chosen)]

    @property
    def problems(self) -> list[str]:
        """Why it cannot be ordered, one sentence each."""
        return list(dict.fromkeys(problem.sentence for plan in self.plans for problem in plan.problems))

    @property
    def total_micros(self) -> int:
        """What it costs when every picture succeeds at once."""
        return sum(plan.quote.total_micros for plan in self.plans)

    @property
    def worst_case_micros(self) -> int:
        """What is held."""
        return sum(plan.quote.worst_case_micros for plan in self.plans)

    @property
    def renders(self) -> int:
        """How many pictures are ordered."""
        return sum(plan.quote.renders for plan in self.plans)

    @property
    def price_has_moved(self) -> bool:
        """Whether it costs something else than the page said."""
        return bool(self.cleaned_data["quoted"] != self.total_micros)


class DuelForm(TrialForm):
    """The same for two versions, with what is agreed before anybody votes."""

    pictures = forms.ChoiceField(
        choices=[("new", "Order new pictures of both"), ("ready", "Take the pictures there are")]
    )
    judges_wanted = forms.IntegerField(label="Judges", min_value=1, max_value=9, initial=Duel.JUDGES)
    minimum_votes = forms.IntegerField(
        label="Least votes",
        min_value=8,
        max_value=500,
        initial=Duel.MINIMUM_VOTES,
        help_text="Votes for one side or the other. “Neither” does not count.",
    )
    win_rate_needed = forms.IntegerField(
        label="Bar, in percent",
        min_value=50,
        max_value=95,
        initial=Duel.WIN_RATE_NEEDED,
        help_text="The low end of the 95 % interval of the win rate has to lie above it.",
    )

    def __init__(self, data: QueryDict, *, version: PromptVersion, champion: PromptVersion, by: Any) -> None:
        self.champion = champion
        super().__init__(data, version=version, by=by)
        colorways: Any = self.fields["colorways"]
        colorways.required = self.data.get("pictures") != "ready"

    @property
    def meeting(self) -> Meeting:
        """Who meets whom under what terms; only of a valid form."""
        words = self.cleaned_data
        terms = {name: words[name] for name in ("placement", "win_rate_needed", "minimum_votes", "judges_wanted")}
        return Meeting(self.version, self.champion, **terms)

    @cached_property
    def ready(self) -> list[tuple[Render, Render]]:
        """Pairs of ready pictures in the chosen placement."""
        placement = self.placements.get(self.data.get("placement", ""))
        return composing.ready_pairs(Meeting(self.version, self.champion, placement)) if placement else []

    @property
    def takes_ready(self) -> bool:
        """Whether nothing is to be ordered."""
        return bool(self.data.get("pictures") == "ready")

    @property
    def pairs(self) -> int:
        """How many pairs the judges will see."""
        return len(self.ready) if self.takes_ready else self.renders // 2

    @property
    def problems(self) -> list[str]:
        """Why it cannot be opened."""
        found = super().problems
        if self.takes_ready and not self.ready:
            found.append("There are no ready pictures of both versions of the same product. Order new ones.")
        if self.is_valid() and not found:
            most, needed = self.pairs * self.cleaned_data["judges_wanted"], self.cleaned_data["minimum_votes"]
            few = f"{self.pairs} pairs make {most} votes, and {needed} are needed. Add a product or a judge."
            found += [few] if most < needed else []
        return found

    def planned(self, colorways: list[Colorway], placement: Placement) -> Sequence[Plan]:
        """Both versions, or nothing where ready pictures are taken."""
        if self.takes_ready:
            return []
        meeting = Meeting(self.version, self.champion, placement)
        return composing.duel_plans(meeting, colorways, self.cleaned_data["count"], self.by)


def offered() -> list[tuple[Product, list[Colorway]]]:
    """The first products of the catalogue, each with its colours."""
    products = Product.objects.listed().filter(colorways__isnull=False).distinct()[:PRODUCTS_OFFERED]
    found = [(product, list(product.colorways.all())) for product in products]
    for product, colorways in found:
        for colour in colorways:
            colour.product = product  # already here, with its artwork
    return found
