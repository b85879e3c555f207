"""Forms about a product's artwork: cutting a photo out again, and where its label lies."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import shapes
from catalog.strict_json import MAX_BYTES, NotStrictJson, loads
from renders.finishing.labels import MAX_ARC, MAX_BEND, MAX_TURN, Corners


class CutAgainForm(forms.Form):
    """What the next try should know: strokes as JSON (`catalog.shapes.PaintedStroke`), and what the product is of."""

    strokes = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MAX_BYTES)
    is_see_through = forms.BooleanField(
        label=_("It is of glass or clear plastic"),
        required=False,
        help_text=_("What shows the ground then becomes clear."),
    )

    def clean_strokes(self) -> list[dict[str, Any]]:
        try:
            strokes = loads(self.cleaned_data["strokes"] or "[]")
        except NotStrictJson as error:
            raise ValidationError(str(error)) from None
        if faults := shapes.strokes(strokes):
            raise ValidationError(list(faults))
        return list(strokes)


CORNERS = (
    (_("Upper left, across"), _("Upper left, down")),
    (_("Upper right, across"), _("Upper right, down")),
    (_("Lower right, across"), _("Lower right, down")),
    (_("Lower left, across"), _("Lower left, down")),
)
# How the surface bends, as a place calls it.
BEND = ("arc", "turn", "bend_top", "bend_bottom")
# Percent of the product's box: a little more than half of it on a product that shows its label from the front.
USUAL_CORNERS = ((25, 40), (75, 40), (75, 75), (25, 75))


def percent_field(label: Any, initial: float, least: float, most: float, help_text: Any = "") -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.1"})
    return forms.FloatField(
        label=label, initial=initial, min_value=least, max_value=most, help_text=help_text, widget=widget
    )


class PlacedLabelForm(forms.Form):
    """Four corners in percent of the product's box, and how the surface bends."""

    arc = percent_field(
        _("Round the product, degrees"),
        0,
        0,
        MAX_ARC,
        _("0 on a flat front; round a third of a bottle: 120."),
    )
    turn = percent_field(
        _("Turned to the right, degrees"), 0, -MAX_TURN, MAX_TURN, _("Where its middle faces. Below 0 is to the left.")
    )
    bend_top = percent_field(
        _("Upper edge hangs, %"), 0, -MAX_BEND, MAX_BEND, _("Of the label's height, in its middle.")
    )
    bend_bottom = percent_field(
        _("Lower edge hangs, %"), 0, -MAX_BEND, MAX_BEND, _("Of the label's height, in its middle.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (labels, usual) in enumerate(zip(CORNERS, USUAL_CORNERS, strict=True)):
            for axis, label in enumerate(labels):
                self.fields[f"{'xy'[axis]}{number}"] = percent_field(label, usual[axis], -50, 150)

    @property
    def corner_fields(self) -> list[forms.BoundField]:
        return [self[f"{axis}{number}"] for number in range(4) for axis in "xy"]

    @property
    def bend_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in BEND]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not is_clockwise(corners_of(cleaned)):
            raise ValidationError(
                _("The corners cross each other. Go round the label: upper left, upper right, lower right, lower left.")
            )
        if abs(cleaned.get("turn") or 0) + (cleaned.get("arc") or 0) / 2 >= FURTHEST:
            self.add_error("turn", _("The label would go round to the back. Turn it less, or let it go less far."))
        return cleaned

    @property
    def place(self) -> dict[str, Any]:
        """The fields of the row; valid forms only."""
        return {"corners": corners_of(self.cleaned_data), **{name: self.cleaned_data[name] for name in BEND}}

    @staticmethod
    def filled_in(corners: Any, bend: dict[str, float]) -> dict[str, float]:
        """A place as the form's initial values."""
        values = {f"{axis}{number}": corners[number]["xy".index(axis)] for number in range(4) for axis in "xy"}
        return {name: round(value * 100, 2) for name, value in values.items()} | bend


# Degrees from the camera's direction at which a cylinder's surface is seen no more.
FURTHEST = 90


def corners_of(values: dict[str, Any]) -> Corners:
    """As shares, without the digits that dividing adds."""
    shares = [[round(values[f"{axis}{number}"] / 100, 6) for axis in "xy"] for number in range(4)]
    return cast("Corners", tuple(map(tuple, shares)))


def is_clockwise(corners: Corners) -> bool:
    """Whether each corner turns to the right, and none lies on the line between its neighbours."""
    turns = []
    for number in range(4):
        (x0, y0), (x1, y1), (x2, y2) = (corners[(number + step) % 4] for step in range(3))
        turns.append((x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1))
    return min(turns) > 0.0004
