"""Placed labels: where a product's label lies in one view, set once and used for every colour."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q

from catalog import shapes
from catalog.models import Artwork, Product
from catalog.models.json_fields import StrictJSONField
from renders.finishing.labels import MAX_ARC, MAX_BEND, MAX_TURN
from renders.finishing.steps import PutLabel
from renders.models.actions import Action
from renders.models.events import record


def within(name: str, least: float, most: float) -> models.CheckConstraint:
    condition = Q(**{f"{name}__gte": least, f"{name}__lte": most})
    return models.CheckConstraint(name=f"placed_label_{name}", condition=condition)


class PlacedLabel(models.Model):
    """Four corners in shares of the product's box, from the upper left clockwise, and how the surface bends; see
    `renders.finishing.labels.LabelPlace`."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="placed_labels")
    view = models.CharField(max_length=15, choices=Artwork.View)
    corners = StrictJSONField(shape=shapes.corners)
    arc = models.FloatField(default=0)
    turn = models.FloatField(default=0)
    bend_top = models.FloatField(default=0)
    bend_bottom = models.FloatField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="placed_label_once_a_view", fields=["product", "view"]),
            within("arc", 0, MAX_ARC),
            within("turn", -MAX_TURN, MAX_TURN),
            within("bend_top", -MAX_BEND, MAX_BEND),
            within("bend_bottom", -MAX_BEND, MAX_BEND),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_view_display()}"

    def bend(self) -> dict[str, Any]:
        return {"arc": self.arc, "turn": self.turn, "bend_top": self.bend_top, "bend_bottom": self.bend_bottom}


def place(product: Product, view: str, *, by: User, corners: Sequence[Sequence[float]], **bend: float) -> PlacedLabel:
    """Set or change where the label lies. Pictures that were finished keep the place that they were finished by."""
    with transaction.atomic():
        fields = {"corners": [list(corner) for corner in corners], **bend}
        placed, _is_new = PlacedLabel.objects.update_or_create(product=product, view=view, defaults=fields)
        record(Action.LABEL_PLACED, by=by, product=product, note=placed.get_view_display())
    return placed


def label_of(product: Product, view: str) -> Artwork | None:
    """The print artwork for a view: its own, else the one of the front, as a label is flat."""
    labels = {one.view: one for one in Artwork.objects.filter(product=product, kind=Artwork.Kind.LABEL, colorway=None)}
    return labels.get(view) or labels.get(Artwork.View.FRONT) or next(iter(labels.values()), None)


def label_step(product: Product, view: str) -> PutLabel | None:
    """The step that puts the product's label on a picture of this view; None until label and place are known."""
    placed = PlacedLabel.objects.filter(product=product, view=view).first()
    label = label_of(product, view)
    if not (placed and label):
        return None
    corners: Any = tuple(tuple(corner) for corner in placed.corners)
    return PutLabel(artwork=label.sha256, corners=corners, **placed.bend())
