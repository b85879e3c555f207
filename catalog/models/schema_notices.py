"""Notices that a vendor lists other values for a field than its image model's row does."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import shapes
from catalog.models.image_models import ImageModel
from catalog.models.json_fields import StrictJSONField

RATIO = re.compile(r"\d+:\d+", re.ASCII)
# A list that is longer than this, or has longer values, is no list of sizes or ratios.
MAX_VALUES, MAX_LENGTH = 100, 40


class SchemaNoticeQuerySet(models.QuerySet["SchemaNotice"]):
    def open(self) -> Self:
        """Those that no admin has answered, the latest first."""
        return self.filter(answered_at=None).select_related("image_model").order_by("-pk")

    def notice(self, image_model: ImageModel, field: str, listed: Sequence[str]) -> None:
        """A vendor refused an order and listed what it takes. Nothing is noticed when the row says the same, or when an
        admin dismissed this very list."""
        values = list(dict.fromkeys(listed))
        is_list = 0 < len(values) <= MAX_VALUES and all(0 < len(value) <= MAX_LENGTH for value in values)
        is_known_field = field in image_model.input_schema.get("properties", {})
        if not (is_list and is_known_field) or set(values) == set(values_of(image_model, field)):
            return
        about = self.filter(image_model=image_model, field=field)
        last = about.exclude(answered_at=None).order_by("-pk").first()
        if last and not last.is_accepted and set(last.listed) == set(values):
            return
        notice, is_new = about.get_or_create(
            image_model=image_model, field=field, answered_at=None, defaults={"listed": values}
        )
        if not is_new and notice.listed != values:
            self.filter(pk=notice.pk).update(listed=values)


class SchemaNotice(models.Model):
    """The values that a vendor listed for one field of an image model. An admin accepts or dismisses them."""

    image_model = models.ForeignKey(ImageModel, on_delete=models.CASCADE, related_name="schema_notices")
    field = models.CharField(max_length=60)
    listed = StrictJSONField(default=list, shape=shapes.listed_values, is_repaired=True)
    noticed_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_accepted = models.BooleanField(default=False)

    objects = SchemaNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="schema_noticed_once", fields=["image_model", "field"], condition=models.Q(answered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return _("%(field)s of %(image_model)s") % {"field": self.field, "image_model": self.image_model}

    @property
    def added(self) -> list[str]:
        """What the vendor takes and our row does not know."""
        known = values_of(self.image_model, self.field)
        return [value for value in self.listed if value not in known]

    @property
    def removed(self) -> list[str]:
        """What our row offers and the vendor does not take."""
        return [value for value in values_of(self.image_model, self.field) if value not in self.listed]

    def answer(self, *, is_accepted: bool, by: User) -> bool:
        """Accept the vendor's values as the row's own, or dismiss them; False when somebody answered already. Raises
        `LockedByCampaign`."""
        with transaction.atomic():
            still_open = SchemaNotice.objects.filter(pk=self.pk, answered_at=None)
            if not still_open.update(answered_at=timezone.now(), answered_by=by, is_accepted=is_accepted):
                return False
            if is_accepted:
                take_over(self.image_model, self.field, self.listed)
        return True


def values_of(image_model: ImageModel, field: str) -> list[str]:
    """The values that the row's schema allows for a field; empty where it names none."""
    schema: Any = image_model.input_schema.get("properties", {}).get(field, {})
    return [str(value) for value in schema.get("enum", [])]


def take_over(image_model: ImageModel, field: str, values: Sequence[str]) -> None:
    """Make these the values of a field, and offer only ratios that they can say.

    Which ratio a new size has is for a person to write down; until then it is not offered.
    """
    schema = deepcopy(image_model.input_schema)
    fields = schema.setdefault("properties", {})
    fields[field] = {**fields.get(field, {}), "enum": list(values)}
    if fields[field].get("default") not in values:
        fields[field].pop("default", None)
    image_model.input_schema = schema
    if image_model.size_names.get("field") == field:
        words = image_model.size_names.get("words")
        if words:
            kept = {ratio: word for ratio, word in words.items() if word in values}
            image_model.size_names = {**image_model.size_names, "words": kept}
            image_model.aspects = [ratio for ratio in image_model.aspects if ratio in kept]
        else:
            image_model.aspects = [value for value in values if RATIO.fullmatch(value)]
    image_model.save()
