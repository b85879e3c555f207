"""Production plans: many products in some placements, priced and looked at before they are ordered as one set."""

import uuid
from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.campaigns import PILOT_SKUS
from catalog.models.json_fields import StrictJSONField
from catalog.shapes import ProductionLine
from renders.models.shot_sets import MAX_TITLE, ShotSet

# Colours of one plan.
MAX_COLORWAYS = 5_000
# Plans that one person has open.
MAX_PLANS = 50


class LineScope(models.TextChoices):
    """For which of the colours of a plan a placement is drawn."""

    EVERY = "every", gettext_lazy("Every colour")
    MISSING = "missing", gettext_lazy("Colours without a picture there")
    PRODUCT = "product", gettext_lazy("One colour of each product")
    CATEGORY = "category", gettext_lazy("One product of each category")
    APART = "apart", gettext_lazy("Colours that share no picture")


class ProductionPlanQuerySet(models.QuerySet["ProductionPlan"]):
    def of(self, author: User) -> Self:
        """Theirs, the latest first."""
        return self.filter(author=author).order_by("-pk")

    def open(self) -> Self:
        return self.filter(shot_set=None)

    def claim_pilot(self) -> int:
        """Let one launch order the pilot: 0 when another one did, or ordered everything."""
        return self.filter(is_pilot_ordered=False, is_ordered=False).update(is_pilot_ordered=True)

    def claim(self, *, after_pilot: bool) -> int:
        """Let one launch order everything, or what is left after a pilot: 0 when another one did, or when a pilot was
        ordered meanwhile."""
        return self.filter(is_pilot_ordered=after_pilot, is_ordered=False).update(is_ordered=True)


class ProductionPlan(models.Model):
    """What a marketer wants made: colours and placements. It is ordered once, or first for the colours of a pilot and
    then for the others; nobody else sees it."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="production_plans")
    title = models.CharField(max_length=MAX_TITLE, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Ids: a document, because it still names rows that are gone.
    colorways = StrictJSONField(default=list, shape=shapes.row_ids)
    lines = StrictJSONField(default=list, blank=True, shape=shapes.production_lines)
    pilot_token = models.UUIDField(default=uuid.uuid4, editable=False)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    is_pilot_ordered = models.BooleanField(default=False, editable=False)
    is_ordered = models.BooleanField(default=False, editable=False)
    pilot_set = models.OneToOneField(
        ShotSet, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="pilot_of_plan"
    )
    shot_set = models.OneToOneField(
        ShotSet, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="production_plan"
    )

    objects = ProductionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="plan_with_a_set_is_ordered", condition=Q(shot_set=None) | Q(is_ordered=True)),
            models.CheckConstraint(
                name="plan_with_a_pilot_set_ordered_it", condition=Q(pilot_set=None) | Q(is_pilot_ordered=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title or _("Production plan %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("production.detail", args=[self.pk])

    @property
    def chosen_lines(self) -> list[ProductionLine]:
        return [ProductionLine.model_validate(line) for line in self.lines]

    @property
    def pilot_colorways(self) -> Sequence[int]:
        """The ids of the colours that a pilot orders."""
        first: list[int] = self.colorways[:PILOT_SKUS]
        return first
