"""Reworks: further candidates of a shot that were ordered after one of them, with a patched prompt or the same."""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from catalog import shapes
from catalog.linting.patches import BY_NAME, PromptPatch
from catalog.models.json_fields import StrictJSONField
from renders.contracts import GenerationContract
from renders.models.shot_sets import Shot, contract_faults


class Rework(models.Model):
    """One order of further candidates in a shot's grid. `patches` are what it changes in the prompt of its parent; none
    where more of the same was ordered. The contract records all patches since the version's own prompt."""

    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="reworks")
    parent = models.ForeignKey("renders.Render", on_delete=models.PROTECT, related_name="reworks")
    # The decision that asked for it.
    decision = models.ForeignKey(
        "renders.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="reworks"
    )
    patches = StrictJSONField(default=list, blank=True, shape=shapes.codes)
    contract_json = StrictJSONField("contract", shape=contract_faults)
    contract_digest = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    price_micros = models.PositiveBigIntegerField()
    launch_token = models.UUIDField(unique=True, default=uuid.uuid4)
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reworks")
    launched_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text

    @cached_property
    def contract(self) -> GenerationContract:
        """What was ordered. Raises `ContractRefused` when the row was tampered with."""
        return GenerationContract.from_payload(self.contract_json)

    @property
    def text(self) -> str:
        """ "Larger in frame, softer shadow", or "More like it"."""
        return labels_of(self.patches) or _("More like it")

    @property
    def lineage_text(self) -> str:
        """ "Reworked from candidate 3: larger in frame"."""
        number, text = self.parent.number, labels_of(self.patches).lower()
        if not text:
            return _("More like candidate %(number)s") % {"number": number}
        return _("Reworked from candidate %(number)s: %(text)s") % {"number": number, "text": text}


def patches_of(names: Any) -> list[PromptPatch]:
    """The patches with these names that there still are."""
    return [BY_NAME[name] for name in names if name in BY_NAME]


def labels_of(names: Any) -> str:
    """ "Larger in frame, Softer shadow"; a patch that is gone keeps its name."""
    return ", ".join(BY_NAME[name].label if name in BY_NAME else name for name in names)
