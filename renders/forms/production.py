"""The forms of production plans: which products they hold, and with what each placement is ordered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Placement, Product
from catalog.shapes import ProductionLine
from catalog.text import whole_number
from config.permissions import CHANGE_ACCOUNTS
from renders.forms.compose import offered_rows
from renders.forms.compose.defaults import set_defaults
from renders.forms.compose.offered_rows import PlacementRows
from renders.forms.compose.offers import Offer
from renders.forms.compose.set_lines import FIELDS, LineData, lines_of_pack
from renders.models import ShotSet
from renders.models.production_plans import LineScope
from renders.models.shot_sets import MAX_TITLE

# A placeholder of prompts that draw all colours of a product in one picture.
ALL_COLOURS = "colors"
MAX_LINES = 12
COUNTS = range(1, 5)
# A set that starts later keeps its money reserved all the while.
LATEST_START = timedelta(days=60)


class NewPlanForm(forms.Form):
    """Where a plan begins: products that were ticked, or all that a filter finds."""

    product = forms.ModelMultipleChoiceField(
        Product.objects.filter(archived_at=None), label=gettext_lazy("Products"), required=False
    )
    all = forms.BooleanField(label=gettext_lazy("All products found"), required=False)
    gaps_only = forms.BooleanField(label=gettext_lazy("Only colours without a picture"), required=False)


class PlanTitleForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=MAX_TITLE, required=False)


class PlanLaunchForm(forms.Form):
    """A button: what is ordered, and the order and the price that stood beside it."""

    part = forms.ChoiceField(choices=[("pilot", "pilot"), ("rest", "rest")], widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    quoted = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    starts_at = forms.DateTimeField(label=gettext_lazy("Start later"), required=False)

    def clean_starts_at(self) -> datetime | None:
        """Empty for at once."""
        starts_at: datetime | None = self.cleaned_data["starts_at"]
        if starts_at and not timezone.now() < starts_at < timezone.now() + LATEST_START:
            raise forms.ValidationError(_("Choose a moment within the next 60 days, or none to start at once."))
        return starts_at


class LineOffers:
    """What can be chosen for the placements of a plan; each kind of row is read once."""

    def __init__(self, placements: Iterable[int], by: User) -> None:
        self.placements: Sequence[Placement] = offered_rows.enabled_placements()
        sees_settings = by.has_perm(CHANGE_ACCOUNTS)
        self._first = Offer(
            self.placements, None, ShotSet.Kind.PRODUCTION, PlacementRows(placements), sees_settings=sees_settings
        )

    def of(self, placement: int) -> Offer:
        found = next((one for one in self.placements if one.pk == placement), None)
        return self._first.beside(found)

    def line(self, data: LineData, scope: str) -> ProductionLine | None:
        """A line with whatever is missing or does not fit replaced by its default; None where production takes no
        version in that placement, or no model can be ordered from."""
        offer = self.of(whole_number(data["placement"]) or 0)
        if offer.placement is None:
            return None
        line = dict(data)
        set_defaults(line, offer)
        version = next((one for one in offer.versions if str(one.pk) == line["version"]), None)
        model = whole_number(line["image_model"])
        if version is None or not model:
            return None
        scope = scope or (LineScope.PRODUCT if ALL_COLOURS in version.placeholders else LineScope.EVERY)
        rows = {"placement": offer.placement.pk, "version": version.pk, "image_model": model}
        return ProductionLine.model_validate({**rows, "count": int(line["count"]), "scope": str(scope)})

    def stopped_line(self, data: LineData, scope: str, before: Sequence[Mapping[str, Any]]) -> ProductionLine | None:
        """The line of this placement and version that stood there before, with what of it may be chosen; or None."""
        place = (whole_number(data["placement"]), whole_number(data["version"]))
        found = next((one for one in before if (one["placement"], one["version"]) == place), None)
        if found is None:
            return None
        offered = {choice.model.pk for choice in self.of(found["placement"]).model_choices}
        model, count = whole_number(data["image_model"]), whole_number(data["count"])
        changes = {
            "image_model": model if model in offered else found["image_model"],
            "count": count if count in COUNTS else found["count"],
            "scope": scope or found["scope"],
        }
        return ProductionLine.model_validate({**found, **changes})


def lines_for(placements: Sequence[Placement], by: User, *, scope: str = "") -> list[dict[str, Any]]:
    """The first lines of a plan: each placement that production has a version for."""
    offers = LineOffers([one.pk for one in placements], by)
    data = [{**dict.fromkeys(FIELDS, ""), "placement": str(one.pk)} for one in placements[:MAX_LINES]]
    return dumped(offers.line(one, scope) for one in data)


def changed_lines(data: QueryDict, by: User, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines as a form leaves them, with one more, one less, or those of a shot pack. One that could be ordered
    `before` and cannot any more stays, so that the page says why."""
    lines = [(line_data(data, number), data.get(f"scope-{number}", "")) for number in numbers_of(data)]
    removed = whole_number(data.get("remove"))
    lines = [one for number, one in zip(numbers_of(data), lines, strict=True) if number != removed]
    if added := whole_number(data.get("placement")) if "add" in data else None:
        lines.append(({**dict.fromkeys(FIELDS, ""), "placement": str(added)}, ""))
    if "use_pack" in data:
        empty = dict.fromkeys(FIELDS, "")
        found = lines_of_pack(data.get("pack", ""), [empty])
        lines = [(one, "") for one in found if one["placement"]] or lines
    placements = [whole_number(one["placement"]) or 0 for one, _ in lines]
    offers = LineOffers(placements, by)
    allowed = set(LineScope.values)
    chosen = [(one, scope if scope in allowed else "") for one, scope in lines[:MAX_LINES]]
    return dumped(offers.line(one, scope) or offers.stopped_line(one, scope, before) for one, scope in chosen)


def dumped(lines: Iterable[ProductionLine | None]) -> list[dict[str, Any]]:
    return [one.model_dump() for one in lines if one]


def numbers_of(data: QueryDict) -> list[int]:
    """The numbers in the names of the fields of lines."""
    numbers = (whole_number(value, maximum=MAX_LINES) for value in data.getlist("line"))
    return [number for number in dict.fromkeys(numbers) if number is not None]


def line_data(data: QueryDict, number: int) -> LineData:
    return {name: str(data.get(f"{name}-{number}") or "") for name in FIELDS}
