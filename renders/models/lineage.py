"""Where a render comes from that is made of another one: a finished picture, or a cell of a grid."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models.json_fields import StrictJSONField
from renders.finishing.steps import LabelAsMadeByAI, Refit, chain_digest, chain_faults, described_chain, read_chain

_DIGEST = r"^[0-9a-f]{64}$"
IS_ORDERED = Q(parent=None, parent_sha256="", chain_digest="")
IS_FINISHED = Q(
    parent__isnull=False,
    parent_sha256__regex=_DIGEST,
    chain_digest__regex=_DIGEST,
    price_micros=0,
    was_charged=False,
    retry_of=None,
)


class Finished(models.Model):
    """The fields by which a render names its parent and what was done with the parent's exact bytes.

    They are written with the row and never changed; the database refuses it.
    """

    parent = models.ForeignKey(
        "renders.Render",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="finished_renders",
    )
    parent_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    chain = StrictJSONField(default=list, blank=True, editable=False, shape=chain_faults)
    # Names what the chain makes of the parent's bytes: the same is made once in a shot.
    chain_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_finished_from(self) -> bool:
        """Whether it is made of another render, and was never ordered."""
        return self.parent_id is not None

    @property
    def made_in_turn(self) -> list[Any]:
        """The render that was ordered, and those that were made of it one of the other; this one is the last."""
        return [*self.parent.made_in_turn, self] if self.parent else [self]

    @property
    def chain_text(self) -> str:
        """ "ground whitened, refit to 85%"; empty for a picture that was ordered."""
        return described_chain(read_chain(self.chain)) if self.chain else ""

    @property
    def refit_to(self) -> float | None:
        """The share of the frame that the product was last refit to."""
        fills = [step.fill for step in read_chain(self.chain) if isinstance(step, Refit)] if self.chain else []
        return fills[-1] / 100 if fills else None

    @property
    def visible_label(self) -> str:
        """What stands in a corner of the picture and says that AI made it; empty where it carries no such label."""
        steps = read_chain(self.chain) if self.chain else []
        labels = [step.text for step in steps if isinstance(step, LabelAsMadeByAI)]
        if labels or not self.parent:
            return labels[-1] if labels else ""
        return str(self.parent.visible_label)

    @property
    def lineage_text(self) -> str:
        """ "Finished from candidate 3: ground whitened"; empty for a picture that was ordered."""
        if not self.parent:
            return ""
        of = {"number": self.parent.number, "shot": self.parent.shot, "steps": self.chain_text}
        if self.parent.shot_id != self.shot_id:  # type: ignore[attr-defined]
            return _("Made of candidate %(number)s of %(shot)s: %(steps)s") % of
        return _("Finished from candidate %(number)s: %(steps)s") % of


def lineage_fields(parent: Any, chain: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields of a render that is made of this one by these steps."""
    digest = chain_digest(parent.sha256, chain)
    return {"parent": parent, "parent_sha256": parent.sha256, "chain": list(chain), "chain_digest": digest}
