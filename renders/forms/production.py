"""The forms of production plans: which products they hold, and with what each placement is ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Placement, Product, PromptVersion
from catalog.shapes import ProductionLine
from catalog.text import whole_number
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.shots.one_picture import may_show_several
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


@dataclass(frozen=True)
class SentLine:
    """One placement as a form names it; what is empty takes its default."""

    data: LineData
    scope: str = ""
    # None where nobody was asked yet.
    one_picture: bool | None = None
    number: int | None = None


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

    def version_that(self, placement: int, *, names_colours: bool) -> PromptVersion | None:
        """The one that production takes there to draw all colours of a product, or each of them, by itself."""
        offer = self.of(placement)
        fitting = [one for one in offer.versions if (ALL_COLOURS in one.placeholders) is names_colours]
        return next(iter(sorted(fitting, key=lambda one: one != offer.default_version())), None)

    def with_version(self, data: LineData, *, names_colours: bool) -> LineData | None:
        version = self.version_that(whole_number(data["placement"]) or 0, names_colours=names_colours)
        return {**data, "version": str(version.pk)} if version else None

    def line(self, sent: SentLine) -> ProductionLine | None:
        """A line with whatever is missing or does not fit replaced by its default; None where production takes no
        version in that placement, or no model can be ordered from."""
        offer = self.of(whole_number(sent.data["placement"]) or 0)
        if offer.placement is None:
            return None
        line = dict(sent.data)
        set_defaults(line, offer)
        version = next((one for one in offer.versions if str(one.pk) == line["version"]), None)
        model = whole_number(line["image_model"])
        if version is None or not model:
            return None
        may_share = may_show_several(version, next((one for one in offer.allowed_models if one.pk == model), None))
        shares = may_share and (sent.one_picture is None or sent.one_picture)
        scope = sent.scope or (
            LineScope.PRODUCT if ALL_COLOURS in version.placeholders and not shares else LineScope.EVERY
        )
        rows = {"placement": offer.placement.pk, "version": version.pk, "image_model": model}
        chosen = {"count": int(line["count"]), "scope": str(scope), "one_picture": shares}
        return ProductionLine.model_validate({**rows, **chosen})

    def stopped_line(self, sent: SentLine, before: Sequence[Mapping[str, Any]]) -> ProductionLine | None:
        """The line of this placement and version that stood there before, with what of it may be chosen; or None."""
        data = sent.data
        place = (whole_number(data["placement"]), whole_number(data["version"]))
        found = next((one for one in before if (one["placement"], one["version"]) == place), None)
        if found is None:
            return None
        offered = {choice.model.pk for choice in self.of(found["placement"]).model_choices}
        model, count = whole_number(data["image_model"]), whole_number(data["count"])
        changes = {
            "image_model": model if model in offered else found["image_model"],
            "count": count if count in COUNTS else found["count"],
            "scope": sent.scope or found["scope"],
        }
        return ProductionLine.model_validate({**found, **changes})


def lines_for(placements: Sequence[Placement], by: User, *, scope: str = "") -> list[dict[str, Any]]:
    """The first lines of a plan: each placement that production has a version for."""
    offers = LineOffers([one.pk for one in placements], by)
    return dumped(offers.line(SentLine(new_line(one.pk), scope)) for one in placements[:MAX_LINES])


def new_line(placement: int) -> LineData:
    """Nothing of it was chosen yet but its placement."""
    return {**dict.fromkeys(FIELDS, ""), "placement": str(placement)}


def changed_lines(data: QueryDict, by: User, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines as a form leaves them, with one more, one less, or those of a shot pack. One that could be ordered
    `before` and cannot any more stays, so that the page says why."""
    removed = whole_number(data.get("remove"))
    lines = [sent_line(data, number) for number in numbers_of(data) if number != removed]
    if added := whole_number(data.get("placement")) if "add" in data else None:
        lines.append(SentLine(new_line(added)))
    if "use_pack" in data:
        found = lines_of_pack(data.get("pack", ""), [dict.fromkeys(FIELDS, "")])
        lines = [SentLine(one) for one in found if one["placement"]] or lines
    if unusable := data.get("other_model"):
        # Without a model, a line gets the one that it is drawn with by default.
        lines = [
            replace(one, data={**one.data, "image_model": ""}) if one.data["image_model"] == unusable else one
            for one in lines
        ]
    offers = LineOffers([whole_number(one.data["placement"]) or 0 for one in lines], by)
    for button, press in (("share", share_pictures), ("draw_apart", draw_apart)):
        if button in data:
            lines = press(lines, whole_number(data.get(button)), offers)
    return dumped(offers.line(one) or offers.stopped_line(one, before) for one in lines[:MAX_LINES])


def dumped(lines: Iterable[ProductionLine | None]) -> list[dict[str, Any]]:
    return [one.document() for one in lines if one]


def share_pictures(lines: Sequence[SentLine], number: int | None, offers: LineOffers) -> list[SentLine]:
    """That line draws all colours of a product in one picture, with a prompt that names them."""
    return [
        replace(one, data=data, one_picture=True)
        if one.number == number and (data := offers.with_version(one.data, names_colours=True))
        else one
        for one in lines
    ]


def draw_apart(lines: Sequence[SentLine], number: int | None, offers: LineOffers) -> list[SentLine]:
    """Behind that line another one draws the colours that share no picture."""
    found = []
    for one in lines:
        found.append(one)
        if one.number == number and (data := offers.with_version(one.data, names_colours=False)):
            found.append(replace(one, data=data, scope=LineScope.APART, one_picture=False, number=None))
    return found


def numbers_of(data: QueryDict) -> list[int]:
    """The numbers in the names of the fields of lines."""
    numbers = (whole_number(value, maximum=MAX_LINES) for value in data.getlist("line"))
    return [number for number in dict.fromkeys(numbers) if number is not None]


def sent_line(data: QueryDict, number: int) -> SentLine:
    fields = {name: str(data.get(f"{name}-{number}") or "") for name in FIELDS}
    scope = data.get(f"scope-{number}", "")
    return SentLine(fields, scope if scope in LineScope.values else "", f"one_picture-{number}" in data, number)
